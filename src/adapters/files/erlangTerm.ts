/**
 * Parses Erlang terms as `~p` and `~tp` print them (io_lib_pretty.erl). The rabbitmq_tracing plugin
 * writes routing keys and properties in this form into its text logs.
 */
import { isUtf8 } from 'node:buffer';
import type { JsonObject, JsonValue } from '../../core/base/json';

export type ErlangTerm =
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'atom'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly ErlangTerm[] };

/**
 * Maximum depth of nested terms. One AMQP table takes three levels (list, tuple, list); real
 * messages nest few tables.
 */
const maxLevels = 100;

/**
 * @param text bytes of the term, each as the character with its code
 * @throws {Error} whose message says what is wrong, as the continuation of "it …"
 */
export function parseErlangTerm(text: string): ErlangTerm {
  const reader = new TermReader(text);
  const term = reader.readTerm(maxLevels);
  reader.expectEnd();
  return term;
}

/** Decodes bytes as UTF-8 when they are valid, else each byte as the character with its code. */
export const textOfBytes = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');

/**
 * Reads a list of binaries, such as routing keys. @throws {Error} when the term is not such a list
 */
export function textsOfTerm(term: ErlangTerm): readonly string[] {
  return itemsOf(term, 'list').map(textOfTerm);
}

/**
 * Reads an AMQP table, `[{<<"key">>,type,Value},…]`, into the form that the plugin's JSON log has
 * (rabbit_mgmt_format.erl, `amqp_table`). As there, void becomes the text `undefined`.
 *
 * @throws {Error} when the term is not a table
 */
export function tableOfTerm(term: ErlangTerm): JsonObject {
  // `Object.fromEntries` defines an own property even for the name `__proto__`.
  return Object.fromEntries(
    itemsOf(term, 'list').map(entry => {
      const [key, type, value] = itemsOf(entry, 'tuple');
      if (!key || !value) throw new Error('has an entry without a key or a value');
      return [textOfTerm(key), valueOf(type, value)];
    }),
  );
}

function valueOf(type: ErlangTerm | undefined, value: ErlangTerm): JsonValue {
  switch (type?.kind === 'atom' ? type.name : '') {
    case 'table':
      return tableOfTerm(value);
    case 'array':
      return itemsOf(value, 'list').map(each => {
        const [elementType, element] = itemsOf(each, 'tuple');
        if (!element) throw new Error('has an array element without a value');
        return valueOf(elementType, element);
      });
    case 'decimal': {
      const [places, digits] = itemsOf(value, 'tuple');
      return numberOf(digits) / 10 ** numberOf(places);
    }
    default:
      return scalarOf(value);
  }
}

function scalarOf(value: ErlangTerm): JsonValue {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'binary') return textOfBytes(value.bytes);
  if (value.kind !== 'atom') throw new Error('has a value of a type that is not known');
  if (value.name === 'true' || value.name === 'false') return value.name === 'true';
  return value.name;
}

function itemsOf(term: ErlangTerm, kind: 'list' | 'tuple'): readonly ErlangTerm[] {
  if (term.kind !== kind) throw new Error(`has a ${term.kind} in place of a ${kind}`);
  return term.items;
}

function textOfTerm(term: ErlangTerm): string {
  if (term.kind === 'binary') return textOfBytes(term.bytes);
  if (term.kind === 'atom') return term.name;
  throw new Error(`has a ${term.kind} in place of a text`);
}

const numberOf = (term: ErlangTerm | undefined): number =>
  term?.kind === 'number' ? term.value : NaN;

const space = /\s*/y;
const plainAtom = /[a-z][\w@]*/y;
const number = /-?\d+(?:\.\d+(?:e[+-]?\d+)?)?/y;
const utf8Suffix = /\/utf8/y;
const unescaped: Readonly<Record<string, RegExp>> = { '"': /[^"\\]*/y, "'": /[^'\\]*/y };
const escapedNumber = /x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})/y;
const escapes: ReadonlyMap<string, string> = new Map([
  ...([
    ['b', '\b'],
    ['d', '\x7f'],
    ['e', '\x1b'],
    ['f', '\f'],
  ] as const),
  ...([
    ['n', '\n'],
    ['r', '\r'],
    ['s', ' '],
    ['t', '\t'],
    ['v', '\v'],
  ] as const),
]);

class TermReader {
  private at = 0;

  constructor(private readonly text: string) {}

  readTerm(levels: number): ErlangTerm {
    if (levels === 0) throw new Error('is nested too deeply');
    this.match(space);
    switch (this.text[this.at]) {
      case '[':
        return { kind: 'list', items: this.readItems(']', levels) };
      case '{':
        return { kind: 'tuple', items: this.readItems('}', levels) };
      case '<':
        return { kind: 'binary', bytes: this.readBinary() };
      // Erlang prints a list of characters as a string, which counts as a binary here.
      case '"':
        return { kind: 'binary', bytes: Buffer.from(this.readStrings(), 'latin1') };
      case "'":
        return { kind: 'atom', name: textOfBytes(Buffer.from(this.readQuoted("'"), 'latin1')) };
      default:
        return this.readAtomOrNumber();
    }
  }

  expectEnd(): void {
    this.match(space);
    if (this.at < this.text.length) throw new Error('has something after its end');
  }

  private readAtomOrNumber(): ErlangTerm {
    const name = this.match(plainAtom);
    if (name !== undefined) return { kind: 'atom', name };
    return { kind: 'number', value: this.readNumber() };
  }

  private readNumber(): number {
    const digits = this.match(number);
    if (digits === undefined) throw new Error('is cut off or damaged');
    return Number(digits);
  }

  private readItems(end: ']' | '}', levels: number): readonly ErlangTerm[] {
    this.at++;
    const items: ErlangTerm[] = [];
    if (this.skipSign(end)) return items;
    do items.push(this.readTerm(levels - 1));
    while (this.skipSign(','));
    this.expectSign(end);
    return items;
  }

  /** Reads `<<"text">>`, `<<1,2>>` or `<<"a"/utf8,255>>`. */
  private readBinary(): Buffer {
    this.expectSign('<<');
    let bytes = '';
    if (this.skipSign('>>')) return Buffer.alloc(0);
    do {
      this.match(space);
      if (this.text[this.at] === '"') {
        bytes += this.readStrings();
        this.match(utf8Suffix);
      } else {
        bytes += String.fromCharCode(this.readNumber() & 0xff);
      }
    } while (this.skipSign(','));
    this.expectSign('>>');
    return Buffer.from(bytes, 'latin1');
  }

  /** Reads adjacent string literals as one: Erlang splits a string that is too wide for a line. */
  private readStrings(): string {
    let text = this.readQuoted('"');
    for (this.match(space); this.text[this.at] === '"'; this.match(space))
      text += this.readQuoted('"');
    return text;
  }

  /** @returns bytes, each as the character with its code */
  private readQuoted(quote: '"' | "'"): string {
    this.at++;
    let text = '';
    for (;;) {
      text += this.match(unescaped[quote] ?? space) ?? '';
      const end = this.text[this.at++];
      if (end === quote) return text;
      if (end === undefined) throw new Error('has a text without an end');
      text += this.readEscaped();
    }
  }

  private readEscaped(): string {
    escapedNumber.lastIndex = this.at;
    const found = escapedNumber.exec(this.text);
    if (!found) {
      const sign = this.text[this.at++] ?? '';
      return escapes.get(sign) ?? sign;
    }
    this.at = escapedNumber.lastIndex;
    const [, wide, hex, octal] = found;
    const code = octal === undefined ? parseInt(wide ?? hex ?? '', 16) : parseInt(octal, 8);
    if (code > 0x10ffff) throw new Error('has an invalid character code');
    return code < 256
      ? String.fromCharCode(code)
      : Buffer.from(String.fromCodePoint(code)).toString('latin1');
  }

  private expectSign(sign: string): void {
    if (!this.skipSign(sign)) throw new Error('is cut off or damaged');
  }

  private skipSign(sign: string): boolean {
    this.match(space);
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.at = pattern.lastIndex;
    return found[0];
  }
}
