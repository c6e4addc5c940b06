// Writes what is made from the actions, settings and views: `contributes` of package.json, and the key
// tables of the README; and its list of commands. With --check it only says which file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

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
await renew('README.md', text => {
  const marked = /(?<=<!-- keys: npm run manifest -->\n).*(?=<!-- end of keys -->)/su;
  if (!marked.test(text)) throw new Error('README.md lacks the marks around its key tables');
  return text.replace(marked, () => `\n${keyTables()}\n\n`);
});
await renew('README.md', text => {
  const marked = /(?<=<!-- commands: npm run manifest -->\n).*(?=<!-- end of commands -->)/su;
  if (!marked.test(text)) throw new Error('README.md lacks the marks around its list of commands');
  return text.replace(marked, () => `\n\`\`\`sh\n${readmeList(commands)}\n\`\`\`\n\n`);
});

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
