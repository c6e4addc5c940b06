/** Converts syntax nodes to the few kinds of expressions that `core/code` evaluates. */
import type { Node } from 'web-tree-sitter';
import { filled, percentParts } from '../../core/code/percentFormat';
import type { CallExpr, Expr } from '../../core/code/pythonFacts';

const unknown: Expr = { type: 'unknown' };
const none: Expr = { type: 'none' };
/** Maximum length of a text in characters; longer ones are messages for people, not names. */
const maxText = 120;
const maxItems = 200;
const maxDepth = 8;
const maxChain = 40;

export function expressionOf(node: Node | null, depth = 0): Expr {
  if (!node || depth > maxDepth) return unknown;
  const inner = (child: Node | null) => expressionOf(child, depth + 1);
  switch (node.type) {
    case 'string':
      return stringOf(node, depth);
    case 'concatenated_string':
      return join(items(node).map(inner));
    case 'integer':
    case 'float':
      return { type: 'string', value: node.text };
    case 'none':
      return none;
    case 'true':
    case 'false':
      return { type: 'name', name: node.text };
    case 'identifier':
    case 'attribute':
    case 'subscript':
      return nameOf(node);
    case 'parenthesized_expression':
    case 'await':
      return inner(items(node)[0] ?? null);
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return { type: 'list', items: items(node).map(inner) };
    case 'dictionary':
      return dictOf(node, depth);
    case 'binary_operator':
      return binaryOf(node, depth);
    case 'conditional_expression':
      return { type: 'either', options: [inner(node.namedChild(0)), inner(node.namedChild(2))] };
    case 'boolean_operator':
      return {
        type: 'either',
        options: [inner(node.childForFieldName('left')), inner(node.childForFieldName('right'))],
      };
    case 'call':
      return formatted(node, depth) ?? callOf(node, depth);
    default:
      return unknown;
  }
}

export function callOf(node: Node, depth = 0): CallExpr {
  const args: Expr[] = [];
  const keywords: Record<string, Expr> = {};
  const list = node.childForFieldName('arguments');
  for (const each of list ? items(list) : []) {
    if (each.type === 'keyword_argument') {
      const name = each.childForFieldName('name')?.text;
      if (name) keywords[name] = expressionOf(each.childForFieldName('value'), depth + 1);
    } else if (each.type === 'dictionary_splat' || each.type === 'list_splat') {
      keywords[each.type === 'list_splat' ? '*' : '**'] = expressionOf(
        each.namedChild(0),
        depth + 1,
      );
    } else args.push(expressionOf(each, depth + 1));
  }
  return {
    type: 'call',
    callee: dottedOf(node.childForFieldName('function')) ?? '',
    args,
    ...(Object.keys(keywords).length > 0 && { keywords }),
    line: node.startPosition.row + 1,
  };
}

/**
 * @returns `undefined` for anything but a chain of names and calls of limited length, such as
 *   `x[0].y`
 */
export function dottedOf(node: Node | null, depth = 0): string | undefined {
  if (depth > maxChain) return undefined;
  const inner = (child: Node | null) => dottedOf(child, depth + 1);
  switch (node?.type) {
    case 'identifier':
      return node.text;
    case 'attribute': {
      const object = inner(node.childForFieldName('object'));
      const attribute = node.childForFieldName('attribute')?.text ?? '';
      return `${object ?? '?'}.${attribute}`;
    }
    case 'call': {
      const callee = inner(node.childForFieldName('function'));
      return callee && `${callee}()`;
    }
    case 'parenthesized_expression':
      return inner(items(node)[0] ?? null);
    case 'subscript': {
      // Reads a group of options: `CONF['service:central'].topic`.
      const value = inner(node.childForFieldName('value'));
      const key = node.childForFieldName('subscript');
      const isText = key?.type === 'string' && value && /(?:^|\.)CONF$/.test(value);
      return isText ? `${value}.${key.text.slice(1, -1)}` : undefined;
    }
    default:
      return undefined;
  }
}

function nameOf(node: Node): Expr {
  const name = dottedOf(node);
  if (name !== undefined) return { type: 'name', name };
  return node.type === 'subscript' ? entryOf(node) : unknown;
}

/** Reads an entry of a dictionary, `events[action]`, like `events.get(action)`. */
function entryOf(node: Node): Expr {
  const dictionary = node.childForFieldName('value');
  const key = node.childForFieldName('subscript');
  if (!/^(?:identifier|attribute)$/.test(dictionary?.type ?? '')) return unknown;
  if (!/^(?:identifier|attribute|string)$/.test(key?.type ?? '')) return unknown;
  const callee = `${dottedOf(dictionary) ?? '?'}.get`;
  return { type: 'call', callee, args: [expressionOf(key)], line: node.startPosition.row + 1 };
}

/** Returns no items of a longer list: it is data, and reading each node takes time. */
const items = (node: Node): Node[] =>
  node.namedChildCount > maxItems ? [] : node.namedChildren.filter(each => each.type !== 'comment');

function stringOf(node: Node, depth: number): Expr {
  const parts: Expr[] = [];
  for (const child of node.namedChildren) {
    if (child.type === 'string_content') parts.push({ type: 'string', value: child.text });
    else if (child.type === 'interpolation') {
      parts.push(expressionOf(child.childForFieldName('expression'), depth + 1));
    }
  }
  return join(parts);
}

function dictOf(node: Node, depth: number): Expr {
  const entries: [Expr, Expr][] = [];
  for (const pair of items(node)) {
    if (pair.type !== 'pair') continue;
    entries.push([
      expressionOf(pair.childForFieldName('key'), depth + 1),
      expressionOf(pair.childForFieldName('value'), depth + 1),
    ]);
  }
  return { type: 'dict', entries };
}

function binaryOf(node: Node, depth: number): Expr {
  const left = expressionOf(node.childForFieldName('left'), depth + 1);
  const right = expressionOf(node.childForFieldName('right'), depth + 1);
  switch (node.childForFieldName('operator')?.text) {
    case '+':
      if (left.type === 'list' || right.type === 'list') {
        return { type: 'list', items: [...itemsOf(left), ...itemsOf(right)] };
      }
      return join([left, right]);
    case '%':
      return percent(left, right);
    default:
      return unknown;
  }
}

const itemsOf = (expr: Expr): readonly Expr[] => (expr.type === 'list' ? expr.items : [expr]);

/** Keeps a pattern that is a name, which is resolved later. */
function percent(format: Expr, values: Expr): Expr {
  if (format.type === 'string') return join(percentParts(format.value, values));
  return format.type === 'unknown' ? unknown : { type: 'percent', format, values };
}

/** Reads `'{}.{}'.format(a, b)` and `'.'.join((a, b))`. */
function formatted(node: Node, depth: number): Expr | undefined {
  const callee = node.childForFieldName('function');
  if (callee?.type !== 'attribute') return undefined;
  const method = callee.childForFieldName('attribute')?.text;
  if (method !== 'format' && method !== 'join') return undefined;
  const receiver = expressionOf(callee.childForFieldName('object'), depth + 1);
  if (receiver.type !== 'string') return undefined;
  const { args, keywords = {} } = callOf(node, depth);
  if (method === 'join') {
    const [list] = args;
    if (list?.type !== 'list') return undefined;
    const separator: Expr = receiver;
    return join(list.items.flatMap((each, i) => (i === 0 ? [each] : [separator, each])));
  }
  let next = 0;
  const parts = filled(receiver.value, braces, ([all = '', key]) => {
    if (key === undefined) return { type: 'string', value: all.slice(1) };
    if (key === '') return args[next++] ?? unknown;
    if (/^\d+$/.test(key)) return args[Number(key)] ?? unknown;
    // `{0.name}` and `{0[name]}` are not keywords.
    return (Object.hasOwn(keywords, key) ? keywords[key] : undefined) ?? unknown;
  });
  return join(parts);
}

/** Matches `{{`, `}}`, and fields with conversion and format. */
const braces = /\{\{|\}\}|\{([^{}!:]*)(?:[^{}]|\{[^{}]*\})*\}/g;

/** Joins adjacent literals, and replaces long texts by holes. */
function join(parts: readonly Expr[]): Expr {
  const joined: Expr[] = [];
  for (const part of parts.flatMap(each => (each.type === 'join' ? each.parts : [each]))) {
    const last = joined.at(-1);
    if (part.type === 'string' && last?.type === 'string') {
      joined[joined.length - 1] = { type: 'string', value: last.value + part.value };
    } else joined.push(part);
  }
  const size = joined.reduce(
    (sum, each) => sum + (each.type === 'string' ? each.value.length : 0),
    0,
  );
  if (size > maxText) return unknown;
  if (joined.length === 0) return { type: 'string', value: '' };
  const [only] = joined;
  return joined.length === 1 && only ? only : { type: 'join', parts: joined };
}
