/** Finds the content of an XML element whose name is a secret's. */
import { roleOf } from './memberRoles';
import type { TextRange } from './quotedText';
import { matchAt, quotedValue } from './quotedText';

const maxTag = 1_024;
const maxSiblings = 5;
/** Matches from the end of a name in an attribute to the content of the element, or of the first one within it. */
const contentAfterAttribute =
  /^\\*["'](?:[^<>]*[^<>/])?>\s*(?:<[\w:.-]+(?:\s[^<>]*[^<>/])?>\s*){0,2}(?=[^<\s])/;
const element =
  /<(?:[\w.-]{1,40}:)?([\w.-]{1,40})(?:\s[^<>]{0,200})?>([^<]{1,1024})<\/[\w:.-]{1,80}>\s{0,64}/dy;
const opened = /<[\w:.-]+[^<>]*>(?=[^<])/y;
/** Matches the content of libvirt's definition of a secret, whose value is set apart from it. */
const definition =
  /^\s*(?:(?:<(uuid|description|name|volume|target)>[^<>]{1,256}<\/\1>|<\/?usage(?:\s[^<>]{0,64})?>)\s*){1,16}<\/(?:\w{1,32}:)?secret>/;
const valueAttribute = /\s(?:value|val|contents?|data|text)\s?=\s?(?=["'])/i;

/**
 * @param name range of the element's name, without its namespace's prefix
 * @returns an empty range when the element holds no secret
 */
export function xmlValue(text: string, name: TextRange): TextRange | undefined {
  const before = text.slice(Math.max(0, name.start - 64), name.start);
  const opener = /<(?:[\w.-]+:)?$/.exec(before);
  if (!opener) return namedElement(text, name, before);
  const tag = text.slice(name.end, name.end + maxTag);
  const close = /^(?:\s[^<>]*)?>/.exec(tag);
  // The text of an object in Python looks like an element: `<Password object username=nova password=x>`.
  if (!close || /=\s?[^\s"'\\&]/.test(close[0])) return undefined;
  const attribute = valueAttribute.exec(close[0]);
  if (attribute) return quotedValue(text, name.end + attribute.index + attribute[0].length);
  if (close[0].endsWith('/>')) return undefined;
  const start = name.end + close[0].length;
  const inner = /^\s*(<!\[CDATA\[|<)?/.exec(text.slice(start, start + maxTag)) ?? [''];
  const content = start + inner[0].length;
  if (inner[1] === undefined) return until(text, start, '<');
  if (definition.test(text.slice(start, start + maxTag))) return { start, end: start };
  if (inner[1] !== '<') return until(text, content, ']]>');
  // Elements inside a secret one are part of the secret; without its end, it goes on to that of the text.
  return until(text, start, `</${opener[0].slice(1)}${text.slice(name.start, name.end)}`);
}

/**
 * `<entry key="password">x</entry>`, `<option name="password"><string>x</string></option>` and
 * `<key>password</key><string>x</string>`.
 */
function namedElement(text: string, name: TextRange, before: string): TextRange | undefined {
  const rest = text.slice(name.end, name.end + maxTag);
  if (/<[\w:.-]+\s[^<>]*["'](?:[\w.]{1,40}#)?$/.test(before)) {
    const found = contentAfterAttribute.exec(rest);
    return found ? until(text, name.end + found[0].length, '<') : undefined;
  }
  const close = />$/.test(before) ? /^<\/[\w:.-]+>\s*/.exec(rest) : null;
  return close ? siblingValue(text, name.end + close[0].length) : undefined;
}

/** Finds the element with the value among those behind the one with the name; it mostly is the next one. */
function siblingValue(text: string, from: number): TextRange | undefined {
  let at = from;
  for (let count = 0; count < maxSiblings; count++) {
    element.lastIndex = at;
    const match = element.exec(text);
    const role = roleOf(match?.[1] ?? '');
    if (!match || /(?:name|key)$/i.test(match[1] ?? '')) break;
    const [start = at, end = at] = match.indices?.[2] ?? [];
    if (role === 'holds') return { start, end };
    at = element.lastIndex;
  }
  const next = matchAt(opened, text, from);
  return next === undefined || text.startsWith('/>', next - 2) ? undefined : until(text, next, '<');
}

function until(text: string, start: number, closer: string): TextRange {
  const end = text.indexOf(closer, start);
  return { start, end: end < 0 ? text.length : end };
}
