import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { root } from './root.mts';

export const vsixFile = path.join(root, 'dist', 'rpcscope.vsix');

const maxBytes = 2 * 1024 * 1024;

const required = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.js',
  'dist/engine.js',
  'dist/indexer.js',
  'dist/parser.js',
  'dist/tree-sitter-python.wasm',
  'dist/web-tree-sitter.wasm',
  'dist/cli.js',
  'dist/webview.js',
  'dist/webview.css',
  'dist/THIRD-PARTY-NOTICES.txt',
  'media/icon.png',
  'media/sample/server-boot.ndjson.gz',
  'media/readme/diagram-dark.png',
  'media/readme/waterfall-light.png',
  'media/walkthrough/broker.md',
  'media/walkthrough/code.md',
  'media/walkthrough/filter.md',
];

const allowed = /^media\/([^/]+|(sample|readme|walkthrough)\/.+)$/;

/** Builds the package. Throws with the output of the tools when that fails. */
export function buildVsix(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'package'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The package could not be built.\n${stdout}${stderr}`);
}

/** @returns a sentence for each defect of the package that was just built */
export async function packageProblems(): Promise<string[]> {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const bytes = statSync(vsixFile).size;
  return [
    ...required.filter(file => !files.includes(file)).map(file => `${file} is not in the package`),
    ...files
      .filter(file => !required.includes(file) && !allowed.test(file))
      .map(file => `${file} does not belong into the package`),
    ...noticeProblems(),
    ...billProblems(),
    ...(bytes > maxBytes ? [`the package has ${bytes} bytes, more than ${maxBytes}`] : []),
  ];
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
  }[];
}

/** @returns a sentence for each direct dependency that is not in the bill of materials beside the package */
function billProblems(): string[] {
  const { bomFormat, components } = JSON.parse(
    readFileSync(path.join(root, 'dist', 'rpcscope.cdx.json'), 'utf8'),
  ) as Bill;
  if (bomFormat !== 'CycloneDX') return ['the bill of materials is no CycloneDX'];
  const listed = components.map(
    ({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name} ${version}`,
  );
  return directDependencies()
    .filter(each => !listed.includes(each))
    .map(each => `${each} is not in the bill of materials`);
}

/** @returns name and version of each direct dependency */
function directDependencies(): string[] {
  const { dependencies } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ) as Manifest;
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}

/** @returns a sentence for each direct dependency whose licence does not stand in the notices */
function noticeProblems(): string[] {
  const notices = readFileSync(path.join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const sections = notices.split(/^={80}\n(.+)\n={80}$/m);
  return directDependencies().flatMap(name => {
    const at = sections.indexOf(name);
    const text = at < 0 ? '' : (sections[at + 1] ?? '');
    return /permission|licen[cs]e/i.test(text)
      ? []
      : [`the licence of ${name} is not in the notices`];
  });
}
