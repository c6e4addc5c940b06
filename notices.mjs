// Writes the licences of what is bundled, which their owners ask to be passed on with it.
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {readonly string[]} files paths of all bundled files, relative to the root of the project
 * @param {string} target
 * @throws {Error} when a package has no licence
 */
export function writeNotices(files, target) {
  const folders = new Set(files.flatMap(file => packageFolder(path.resolve(file)) ?? []));
  const packages = [...folders]
    .map(folder => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }))
    .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const head = `RPC Scope contains these packages. Each is followed by its licence.\n\n${packages
    .map(each => `  ${nameOf(each)} (${each.license})\n`)
    .join('')}`;
  const texts = packages.map(each => `${rule}\n${nameOf(each)}\n${rule}\n\n${licenceOf(each)}\n`);
  writeFileSync(target, [head, ...texts].join('\n'));
}

const rule = '='.repeat(80);
const nameOf = ({ name, version }) => `${name} ${version}`;

/** @returns the folder of the package that a bundled file belongs to, if any */
function packageFolder(file) {
  const folder = /^.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(file)?.[0];
  return folder === undefined ? undefined : realpathSync(folder);
}

function licenceOf({ folder, license, author, ...described }) {
  const name = readdirSync(folder).find(each => /^licen[cs]e([.-]|$)/i.test(each));
  if (name) return readFileSync(path.join(folder, name), 'utf8').trimEnd();
  const owner = typeof author === 'string' ? author : author?.name;
  if (license === 'MIT' && owner) return `Copyright (c) ${owner}\n\n${mit}`;
  throw new Error(`${nameOf(described)} is bundled, but holds no licence`);
}

/** Text of the licence for packages that only name it. */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
USE OR OTHER DEALINGS IN THE SOFTWARE.`;
