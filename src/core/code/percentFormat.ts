import type { Expr } from './pythonFacts';

const unknown: Expr = { type: 'unknown' };
const placeholder = /%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])/g;

/** Splits `'volume.%s' % suffix` or `'%(topic)s.%(host)s' % {…}` into parts. */
export function percentParts(format: string, values: Expr): Expr[] {
  const positional = values.type === 'list' ? values.items : [values];
  let next = 0;
  return filled(format, placeholder, ([, key, type]) => {
    if (type === '%') return { type: 'string', value: '%' };
    return key === undefined ? (positional[next++] ?? unknown) : entry(values, key);
  });
}

/** Returns the text between the matches, and the result of `valueOf` for each match. */
export function filled(
  text: string,
  holes: RegExp,
  valueOf: (match: readonly (string | undefined)[]) => Expr,
): Expr[] {
  const parts: Expr[] = [];
  let end = 0;
  for (const hole of text.matchAll(holes)) {
    if (hole.index > end) parts.push({ type: 'string', value: text.slice(end, hole.index) });
    parts.push(valueOf(hole));
    end = hole.index + hole[0].length;
  }
  if (end < text.length) parts.push({ type: 'string', value: text.slice(end) });
  return parts;
}

function entry(dict: Expr, key: string): Expr {
  if (dict.type !== 'dict') return unknown;
  const found = dict.entries.find(([name]) => name.type === 'string' && name.value === key);
  return found?.[1] ?? unknown;
}
