/**
 * The layer table as ARCHITECTURE.md shows it: one line for each part of the tree, the rooms of a part
 * taken together.
 *
 *     node lint/layerTable.mjs      writes it between its two marks there
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { layers } from './layers.mjs';

const file = path.resolve(import.meta.dirname, '..', 'ARCHITECTURE.md');
const begin = '<!-- layers: node lint/layerTable.mjs -->\n\n';
const end = '\n<!-- end of layers -->';

/** @returns `core` for `src/core/amqp`, `activation` for the files of `src` itself */
function partOf(room) {
  if (room === 'src') return 'activation';
  return room.replace(/^src\//, '').split('/')[0];
}

const isRoom = entry => entry in layers;
const isFile = entry => path.extname(entry) !== '';
const code = entries => [...new Set(entries)].map(entry => `\`${entry}\``).join(', ');

/** @returns the text of ARCHITECTURE.md with the table as lint/layers.mjs has it */
export async function withLayerTable(text) {
  const parts = [...new Set(Object.keys(layers).map(partOf))];
  const lines = parts.map(part => {
    const rooms = Object.keys(layers).filter(room => partOf(room) === part);
    const entries = rooms.flatMap(room => layers[room]);
    const others = entries.filter(isRoom).map(partOf);
    const files = entries.filter(isFile);
    const packages = entries.filter(entry => !isRoom(entry) && !isFile(entry));
    const inner = rooms.map(room => room.slice(room.indexOf(part) + part.length + 1));
    return [
      `\`${part}\``,
      code(inner.filter(name => name !== '' && part !== 'activation')),
      code([...parts.filter(other => other !== part && others.includes(other)), ...files]),
      code(packages.map(name => name.replace(/^@codemirror\/.*/, '@codemirror/*'))),
    ];
  });
  const table = [
    ['part', 'rooms', 'other parts and files', 'packages'],
    ['-', '-', '-', '-'],
    ...lines,
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
  const [before, rest = ''] = text.split(begin);
  const after = rest.split(end.trim())[1];
  if (after === undefined) throw new Error('ARCHITECTURE.md lacks the marks of the layer table');
  return before + begin + (await format(table, { parser: 'markdown' })) + end + after;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(file, await withLayerTable(readFileSync(file, 'utf8')));
}
