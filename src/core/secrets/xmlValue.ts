/** Finds the content of an XML element whose name is a secret's. */
import type { TextRange } from './quotedText';
import { quotedValue } from './quotedText';

const maxTag = 1_024;
const valueAttribute = /\s(?:value|val|contents?|data|text)\s?=\s?(?=["'])/i;

/** @param name range of the element's name, without its namespace's prefix */
export function xmlValue(text: string, name: TextRange): TextRange | undefined {
  const before = text.slice(Math.max(0, name.start - 64), name.start);
  const opener = /<(?:[\w.-]+:)?$/.exec(before);
  if (!opener) return namedElement(text, name, before);
  const tag = text.slice(name.end, name.end + maxTag);
  const close = /^(?:\s[^<>]*)?>/.exec(tag);
  if (!close) return undefined;
  const attribute = valueAttribute.exec(close[0]);
  if (attribute) return quotedValue(text, name.end + attribute.index + attribute[0].length);
  if (close[0].endsWith('/>')) return undefined;
  const start = name.end + close[0].length;
  const inner = /^\s*(<!\[CDATA\[|<)?/.exec(text.slice(start, start + maxTag)) ?? [''];
  const content = start + inner[0].length;
  if (inner[1] === undefined) return until(text, start, '<');
  if (inner[1] !== '<') return until(text, content, ']]>');
  // Elements inside a secret one are part of the secret; without its end, it goes on to that of the text.
  return until(text, start, `</${opener[0].slice(1)}${text.slice(name.start, name.end)}`);
}

/** `<entry key="password">x</entry>` and `<key>password</key><string>x</string>`. */
function namedElement(text: string, name: TextRange, before: string): TextRange | undefined {
  const rest = text.slice(name.end, name.end + maxTag);
  const attribute = /<[\w:.-]+\s[^<>]*["'](?:[\w.]{1,40}#)?$/.test(before)
    ? /^["'][^<>]*>(?=[^<\s])/.exec(rest)
    : null;
  const element = />$/.test(before) ? /^<\/[\w:.-]+>\s*<[\w:.-]+[^<>]*>(?=[^<])/.exec(rest) : null;
  const found = attribute ?? element;
  return found && !found[0].endsWith('/>')
    ? until(text, name.end + found[0].length, '<')
    : undefined;
}

function until(text: string, start: number, closer: string): TextRange {
  const end = text.indexOf(closer, start);
  return { start, end: end < 0 ? text.length : end };
}
