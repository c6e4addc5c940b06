/** Tells passwords and keys from names, paths, addresses and ids, by the signs of which they are made. */

const shortest = 8;
const longest = 512;
const separators = /[-_.,;:|%/\\]/;
const uuid = /^(?:req-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Matches a part with capitals, small letters and digits, or with signs that stand in no name. */
const chosen =
  /^(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])(?:(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])|(?=[^!#$^&*?+=~]*[!#$^&*?+=~]))/;
/** Matches a part of hexadecimal digits that is longer than the ids of most programs. */
const hexadecimal = /^(?=[^\d]*\d)(?=[^a-f]*[a-f])[0-9a-f]{24,}$/;

/**
 * Tells whether a text looks as a password or a key does that a person or a program chose: one of its parts has
 * eight or more characters of several kinds. Names such as `Ctl7-room4` have shorter parts.
 */
export const looksChosen = (text: string): boolean =>
  text.length >= shortest &&
  text.length <= longest &&
  !/\s|:\/\/|^\/|^\$\{|^[{<[]/.test(text) &&
  !uuid.test(text) &&
  text
    .split(separators)
    .some(part => part.length >= shortest && (chosen.test(part) || hexadecimal.test(part)));

/** Tells whether a text looks as the encoding of a key does: long, with digits, and no id. */
export const looksRandom = (text: string): boolean =>
  /^(?=[^\d]{0,64}\d)(?=[^A-Za-z]{0,64}[A-Za-z])(?![0-9a-f]{8}-)[A-Za-z0-9+/_-]{20,}={0,2}$/.test(
    text,
  );
