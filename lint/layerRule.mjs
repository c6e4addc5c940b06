/** An ESLint plugin with one rule: an import that the layer table does not allow is an error. */
import path from 'node:path';
import { layers, namedNodeModules } from './layers.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** @returns the room that a path relative to the root lies in; `undefined` when no row has it */
export function roomOf(file) {
  const own = path.dirname(file);
  for (let folder = own; folder !== '.'; folder = path.dirname(folder)) {
    // A new part of the tree is not the activation.
    if (folder in layers && (folder !== 'src' || folder === own)) return folder;
  }
  return undefined;
}

/** @returns the entries that allow an import: its room or package, for a file also the file itself */
export function entriesOf(file, specifier) {
  if (specifier.startsWith('.')) {
    const target = path.join(path.dirname(file), specifier);
    return [roomOf(target), target, `${target}.ts`];
  }
  if (specifier.startsWith('node:')) {
    return [namedNodeModules.includes(specifier) ? specifier : 'node'];
  }
  const parts = specifier.split('/');
  return [parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')];
}

/**
 * @param file path relative to the root, with `/`
 * @returns why the file may not import the module; `undefined` when it may
 */
function importProblem(file, specifier) {
  const room = roomOf(file);
  if (room === undefined) return `"${path.dirname(file)}" has no row in lint/layers.mjs.`;
  const entries = entriesOf(file, specifier);
  if (entries.includes(room) || entries.some(entry => layers[room].includes(entry))) {
    return undefined;
  }
  const target = entries[0] ?? 'a folder without a row';
  return `"${room}" may not import "${specifier}" (${target}): see lint/layers.mjs.`;
}

const imports = {
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = source => {
      if (!source) return;
      const message =
        typeof source.value === 'string'
          ? importProblem(file, source.value)
          : 'An import must name its module by a plain text.';
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: node => check(node.source),
      ExportNamedDeclaration: node => check(node.source),
      ExportAllDeclaration: node => check(node.source),
      ImportExpression: node => check(node.source),
      TSImportType: node => check(node.source),
      TSExternalModuleReference: node => check(node.expression),
    };
  },
};

export default { rules: { imports } };
