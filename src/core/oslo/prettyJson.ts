/**
 * Formats JSON text for reading. Tokens are copied unchanged, so that numbers that JavaScript would
 * round, and Python's `NaN`, stay as they were sent.
 */
import { endOfString, parsePythonJson } from './json';

type Node =
  | string
  | { readonly open: '['; readonly items: readonly Node[] }
  | { readonly open: '{'; readonly items: readonly (readonly [key: string, value: Node])[] };

/** @returns `undefined` when the text is not JSON, or is nested too deeply to be formatted */
export function prettyJson(text: string): string | undefined {
  try {
    parsePythonJson(text);
  } catch {
    return undefined;
  }
  return printNode(new TokenReader(text).readNode(), '\n');
}

/** Reads tokens of a text that is known to be JSON with at most `maxNesting` levels. */
class TokenReader {
  private at = 0;

  constructor(private readonly text: string) {}

  readNode(): Node {
    const token = this.nextToken();
    if (token === '[') return { open: token, items: this.readItems(']', () => this.readNode()) };
    if (token === '{') return { open: token, items: this.readItems('}', () => this.readMember()) };
    return token;
  }

  private readMember(): readonly [string, Node] {
    const key = this.nextToken();
    this.nextToken();
    return [key, this.readNode()];
  }

  private readItems<T>(close: string, read: () => T): readonly T[] {
    const items: T[] = [];
    while (this.peek() !== close) {
      items.push(read());
      if (this.peek() === ',') this.nextToken();
    }
    this.nextToken();
    return items;
  }

  private peek(): string | undefined {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    return this.text[this.at];
  }

  private nextToken(): string {
    const first = this.peek() ?? '';
    const from = this.at;
    if (first === '"') this.at = endOfString(this.text, from) ?? this.text.length;
    else if ('[]{},:'.includes(first)) this.at++;
    else {
      endOfWord.lastIndex = from;
      this.at = endOfWord.exec(this.text)?.index ?? this.text.length;
    }
    return this.text.slice(from, this.at);
  }
}

const endOfWord = /[\s[\]{},:"]/g;

/** @param newLine line break followed by the indentation of the parent node */
function printNode(node: Node, newLine: string): string {
  if (typeof node === 'string') return node;
  const inner = `${newLine}  `;
  const items =
    node.open === '['
      ? node.items.map(each => printNode(each, inner))
      : node.items.map(([key, value]) => `${key}: ${printNode(value, inner)}`);
  const close = node.open === '[' ? ']' : '}';
  if (items.length === 0) return node.open + close;
  return node.open + inner + items.join(`,${inner}`) + newLine + close;
}
