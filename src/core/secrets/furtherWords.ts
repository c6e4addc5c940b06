/** Finds the further words of a password with blanks that nothing encloses, as far as they can be told. */
import { matchAt } from './quotedText';

/** Matches words after a value that no programmer would write: capitals, small letters and digits. */
const furtherRandom =
  /(?: (?=[^\s]{0,64}\d)(?=[^\s]{0,64}[a-z])(?=[^\s]{0,64}[A-Z])[^\s"'<>()[\]{}|\\,;:=]{6,64}(?![^\s"'<>)\]}|\\,;.]))+/y;
/** Matches up to three words after a value, which end its line and are no sentence: `password: one two`. */
const furtherToEnd =
  /(?: (?!(?:an?|and|are|as|at|by|does|failed|for|from|has|in|is|must|no|not|of|on|or|the|to|was|with)[ \r\n\\]|\S{0,40}\.(?:\s|$))[^\s"'<>()[\]{}|\\,;:=]{1,40}){1,3}(?=[ \t]*(?:[\r\n]|\\[rn]|$))/y;

/**
 * @param end index after the first word
 * @param isSpoken whether the words to the end of a short line are the password's: `password: one two`
 */
export const endOfWords = (text: string, end: number, isSpoken: boolean): number =>
  (isSpoken ? matchAt(furtherToEnd, text, end) : undefined) ??
  matchAt(furtherRandom, text, end) ??
  end;
