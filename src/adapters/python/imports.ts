import type { Node } from 'web-tree-sitter';

/**
 * Adds the names of an import statement to `imports`: name in the file → dotted name. `from .
 * import base` is made absolute; `from x import *` becomes an entry `*x`.
 */
export function readImport(
  node: Node,
  module: string,
  isPackage: boolean,
  imports: Record<string, string>,
): void {
  if (node.type === 'import_statement') {
    for (const each of node.namedChildren) {
      if (each.type === 'aliased_import') {
        imports[aliasOf(each)] = each.childForFieldName('name')?.text ?? '';
      } else if (each.type === 'dotted_name') {
        // `import a.b` defines `a`, and thereby `a.b`.
        const [top = ''] = each.text.split('.');
        imports[top] = top;
      }
    }
    return;
  }
  const from = node.childForFieldName('module_name');
  if (!from) return;
  const base = from.type === 'relative_import' ? absolute(from.text, module, isPackage) : from.text;
  const inBase = (name: string) => (base === '' ? name : `${base}.${name}`);
  for (const each of node.namedChildren) {
    if (each.id === from.id) continue;
    if (each.type === 'aliased_import') {
      imports[aliasOf(each)] = inBase(each.childForFieldName('name')?.text ?? '');
    } else if (each.type === 'dotted_name') imports[each.text] = inBase(each.text);
    else if (each.type === 'wildcard_import') imports[`*${base}`] = base;
  }
}

const aliasOf = (node: Node): string => node.childForFieldName('alias')?.text ?? '';

function absolute(relative: string, module: string, isPackage: boolean): string {
  const [, dots = '', rest = ''] = /^(\.+)\s*(.*)$/.exec(relative) ?? [];
  const parts = module.split('.');
  const up = dots.length - (isPackage ? 1 : 0);
  const base = parts.slice(0, Math.max(0, parts.length - up));
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}
