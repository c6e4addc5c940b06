/**
 * Reads JSON as Python's `json.dumps` writes it. It may contain values that `JSON.parse` rejects or
 * rounds: bare `NaN`, `Infinity`, `-Infinity`, and integers beyond 2^53. These become strings,
 * exactly as written; nothing else differs from `JSON.parse`.
 */
import type { JsonObject, JsonValue } from '../base/json';

/**
 * Maximum depth of nested arrays and objects. Deeper text is hostile, and would overflow the stack
 * of recursive functions.
 */
export const maxNesting = 1_000;

/** An object with the JSON text that it was read from. */
export interface ReadObject {
  readonly object: JsonObject;
  readonly json: string;
}

const nonFinite = /\b(?:NaN|Infinity)\b/;
const token = /-?(?:\bNaN\b|\bInfinity\b|\d[\d.eE+-]*)/g;
const longIntegerAround = /(?:^|[\s:,[])-?\d+(?:[\s,\]}]|$)/;
const longInteger = /^-?[1-9]\d{15,}$/;

/**
 * @throws {SyntaxError} when the text is not JSON
 * @throws {RangeError} when it is nested deeper than {@link maxNesting}
 */
export const parsePythonJson = (text: string): JsonValue => readPythonJson(text).value;

/**
 * @returns the value, and JSON text that `JSON.parse` reads as this value: the given text, with
 *   unsafe numbers quoted
 */
export function readPythonJson(text: string): { value: JsonValue; json: string } {
  const read = parse(text);
  if (hasManyBrackets(text) && isDeeperThan(read.value, maxNesting)) {
    throw new RangeError(`nested deeper than ${maxNesting} levels`);
  }
  return read;
}

function parse(text: string): { value: JsonValue; json: string } {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!nonFinite.test(text)) throw error;
    const json = quoteUnsafeNumbers(text);
    return { value: JSON.parse(json) as JsonValue, json };
  }
  if (!mayHoldLongInteger(text)) return { value, json: text };
  const json = quoteUnsafeNumbers(text);
  return { value: json === text ? value : (JSON.parse(json) as JsonValue), json };
}

/**
 * Tells whether the text may contain a number of 16 digits or more; a double holds fewer digits
 * exactly. Testing every sixteenth character finds such a number in a tenth of the time that a
 * regular expression takes.
 */
function mayHoldLongInteger(text: string): boolean {
  for (let at = 15; at < text.length; at += 16) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let first = at;
    while (isDigit(text.charCodeAt(first - 1))) first--;
    let end = at + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    // Ids and fractions are excluded by the characters before and after the digits.
    if (end - first >= 16 && longIntegerAround.test(text.slice(Math.max(0, first - 2), end + 1))) {
      return true;
    }
    at = Math.max(at, end - 16);
  }
  return false;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Quotes the numbers outside of strings that a double cannot hold. */
function quoteUnsafeNumbers(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const outside = text.slice(at, quote < 0 ? text.length : quote);
    parts.push(outside.replace(token, each => (isUnsafe(each) ? `"${each}"` : each)));
    if (quote < 0) break;
    at = endOfString(text, quote) ?? text.length;
    parts.push(text.slice(quote, at));
  }
  return parts.join('');
}

function isUnsafe(number: string): boolean {
  if (longInteger.test(number)) return !Number.isSafeInteger(Number(number));
  return number.endsWith('NaN') || number.endsWith('Infinity');
}

/**
 * Finds the end of the JSON string that begins at `quote`.
 *
 * @returns index after its closing quote; `undefined` when it has none
 */
export function endOfString(text: string, quote: number): number | undefined {
  let at = quote;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return undefined;
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

/**
 * Tells whether the text has enough brackets to be nested too deeply. Most texts have few, and skip
 * the full check.
 */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > maxNesting) return true;
    }
  }
  return false;
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const each of Object.values(value)) if (isDeeperThan(each, levels - 1)) return true;
  return false;
}
