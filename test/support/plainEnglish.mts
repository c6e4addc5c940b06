/**
 * Lists the comments and test names that open with a fragment ("Of its row …", "that ends at once is
 * none") instead of a sentence or a noun phrase, and counts them. Fails when they are more than 1 %
 * of the comments, or of the names.
 *
 *     npm run english [-- file or folder …]
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { proseOf } from './fragments.mts';
import { root } from './root.mts';
import { sourceFilesBelow } from './sourceFiles.mts';

const greatestShare = 0.01;

const withComments = /\.(?:ts|tsx|mts|mjs|css|py)$/;

const chosen = process.argv.slice(2);
const files =
  chosen.length === 0
    ? [...sourceFilesBelow(root, withComments), path.join(root, '.ci/run')]
    : chosen.flatMap(each =>
        statSync(each).isDirectory() ? sourceFilesBelow(each, withComments) : [each],
      );

const counts = { comment: 0, 'test name': 0 };
const fragments = { comment: 0, 'test name': 0 };
for (const file of files) {
  const prose = proseOf(file, readFileSync(file, 'utf8'));
  counts.comment += prose.commentCount;
  counts['test name'] += prose.nameCount;
  for (const { kind, line, text } of prose.fragments) {
    fragments[kind]++;
    console.log(`${path.relative(process.cwd(), file)}:${line} ${kind}: ${text}`);
  }
}

for (const kind of ['comment', 'test name'] as const) {
  const share = fragments[kind] / Math.max(1, counts[kind]);
  const percent = (share * 100).toFixed(1);
  console.log(
    `${kind}s: ${fragments[kind]} of ${counts[kind]} open with a fragment (${percent} %)`,
  );
  if (share > greatestShare) process.exitCode = 1;
}
