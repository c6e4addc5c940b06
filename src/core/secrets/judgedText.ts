/**
 * Finds secrets in text by names that say little, where the value looks as secrets do: `recovery key: x`, and by
 * commands of any program that set a secret: `set-password admin x`.
 */
import { looksChosen } from './looksChosen';
import type { TextRange } from './quotedText';
import { matchAt } from './quotedText';

/** Matches the word before the last one of a name, and the number after it: `recovery key: x`, `unseal key 1: x`. */
const firstWord =
  /\b(?:access|activation|auth(?:entication|orization)?|encryption|login|master|one-time|otp|pairing|recovery|registration|root|secret|security|setup|signing|unlock|unseal|verification)\s$/i;
const lastWord = /^(?:code|key|phrase|pin)s?$/i;
const maxFirstWord = 24;
const number = /\s\d{1,2}(?=\s?[:=])/y;
/** Matches between such a name and its value in a sentence. */
export const isOf = /\s(?:is|was):?\s/y;

/**
 * Tells whether a word is the last one of a name of two words.
 *
 * @param bare the word at the index
 */
export const isSpokenName = (text: string, start: number, bare: string): boolean =>
  lastWord.test(bare) && firstWord.test(text.slice(Math.max(0, start - maxFirstWord), start));

/** @returns index after the number that belongs to a name */
export const endOfSpokenName = (text: string, end: number): number =>
  matchAt(number, text, end) ?? end;

const round = /\b(?:\d{1,2}(?:st|nd|rd|th)?|dry|erase|first|scan|second|test|third|wipe)\s$/i;

/** Tells whether `pass` is one of several, or that a test went well: `test pass: x`. */
export const isRound = (text: string, { start }: TextRange, bare: string): boolean =>
  bare.toLowerCase() === 'pass' && round.test(text.slice(Math.max(0, start - 12), start));

/** Matches names of commands and options that set a secret of whom, or of what, their next arguments name. */
const setting =
  /(?:^|[-_.])(?:add|change|create|reset|set|update)[-_.]|^-{0,2}set(?:[A-Z]|p(?:ass|wd?))/;
const maxArguments = 3;
const argument = /[^\s"'|;&<>(){}]{1,128}(?=[\s"']|$)/y;
const blank = / {1,4}/y;

/**
 * Finds the first one among the next words that looks as a password does.
 *
 * @param from index after the blanks behind the name
 */
export function chosenArgument(text: string, name: TextRange, from: number): TextRange | undefined {
  if (!setting.test(text.slice(name.start, name.end))) return undefined;
  let start: number | undefined = from;
  for (let count = 0; count < maxArguments && start !== undefined; count++) {
    const end = matchAt(argument, text, start);
    if (end === undefined) return undefined;
    if (looksChosen(text.slice(start, end))) return { start, end };
    start = matchAt(blank, text, end);
  }
  return undefined;
}
