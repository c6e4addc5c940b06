import path from 'node:path';
import { layers } from './layers.mjs';

/** @returns `core` for `src/core/amqp`, `activation` for the files of `src` itself */
function partOf(room) {
  if (room === 'src') return 'activation';
  return room.replace(/^src\//, '').split('/')[0];
}

const isRoom = entry => entry in layers;
const isFile = entry => path.extname(entry) !== '';
const code = entries => [...new Set(entries)].map(entry => `\`${entry}\``).join(', ');

/**
 * The layer table of ARCHITECTURE.md, in Markdown: one line for each part of the tree, the rooms of a
 * part taken together.
 */
export function layerTable() {
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
  const head = [
    ['part', 'rooms', 'other parts and files', 'packages'],
    ['-', '-', '-', '-'],
  ];
  return [...head, ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
