/**
 * Prints the import circles and what knip finds unused: exports that no other file imports, files and
 * dependencies that nothing uses. Fails when there are any.
 *
 *     npm run unused
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { circlesIn, importGraphOf } from './importCircles.mts';
import { root } from './root.mts';
import { sourceFilesBelow } from './sourceFiles.mts';

const circles = circlesIn(importGraphOf(sourceFilesBelow(root)));
for (const circle of circles) {
  console.log(`circle: ${circle.map(file => path.relative(root, file)).join(', ')}`);
}

interface Found {
  readonly name: string;
  readonly line?: number;
}
type Issues = { readonly file: string } & Readonly<Record<string, readonly Found[] | string>>;

const exportKinds = ['exports', 'types', 'enumMembers', 'namespaceMembers', 'duplicates'];
const counts = { exports: 0, others: 0 };
for (const { file, ...kinds } of knipIssues()) {
  for (const [kind, found] of Object.entries(kinds)) {
    if (typeof found === 'string') continue;
    counts[exportKinds.includes(kind) ? 'exports' : 'others'] += found.length;
    for (const { name, line } of found.flat()) console.log(`${kind}: ${file}:${line ?? 1} ${name}`);
  }
}

console.log(`import circles: ${circles.length}`);
console.log(`exports without an importer: ${counts.exports}`);
console.log(`unused files and dependencies: ${counts.others}`);
if (circles.length + counts.exports + counts.others > 0) process.exitCode = 1;

function knipIssues(): readonly Issues[] {
  const { error, stdout, stderr } = spawnSync('knip', ['--reporter', 'json', '--no-exit-code'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (error) throw error;
  try {
    return (JSON.parse(stdout) as { readonly issues: readonly Issues[] }).issues;
  } catch {
    throw new Error(`knip failed: ${stdout}${stderr}`);
  }
}
