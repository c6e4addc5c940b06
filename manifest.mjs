// Writes what is made from sources: `contributes` of package.json, the key tables and the list of
// commands of README.md, the layer table of ARCHITECTURE.md. With --check it only says which file is
// stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { layerTable } from './lint/layerTable.mjs';

const isCheck = process.argv.includes('--check');

const { contributes, restrictedConfigurations, keyTables, commands, readmeList } = await load(
  `export * from './src/host/contributions/manifest';
   export * from './src/host/contributions/keyTables';
   export * from './src/cli/commands';
   export * from './src/cli/usage';`,
);

await renew('package.json', text => {
  const manifest = JSON.parse(text);
  manifest.contributes = contributes();
  manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = restrictedConfigurations;
  return JSON.stringify(manifest, undefined, 2);
});
await renew('README.md', text =>
  withBlocks(text, {
    keys: keyTables(),
    commands: `\`\`\`sh\n${readmeList(commands)}\n\`\`\``,
  }),
);
await renew('ARCHITECTURE.md', text => withBlocks(text, { layers: layerTable() }));

/** Bundles TypeScript in memory and imports it, but for what it would import only later. */
async function load(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [
      {
        name: 'later',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind }) =>
            kind === 'dynamic-import' ? { external: true } : undefined,
          ),
      },
    ],
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return await import(`data:text/javascript;base64,${code}`);
}

/** @returns the text with each block, by its name, between the two marks that bear this name */
function withBlocks(text, blocks) {
  return Object.entries(blocks).reduce((result, [name, block]) => {
    const marked = new RegExp(
      `(?<=<!-- ${name}: npm run manifest -->\n).*(?=<!-- end of ${name} -->)`,
      'su',
    );
    if (!marked.test(result)) throw new Error(`the marks of the block "${name}" are missing`);
    return result.replace(marked, () => `\n${block}\n\n`);
  }, text);
}

async function renew(name, change) {
  const file = new URL(name, import.meta.url);
  const before = readFileSync(file, 'utf8');
  const options = await resolveConfig(file);
  const after = await format(change(before), { ...options, filepath: name });
  if (after === before) return;
  if (isCheck) {
    console.error(`${name} is stale: run npm run manifest`);
    process.exitCode = 1;
  } else writeFileSync(file, after);
}
