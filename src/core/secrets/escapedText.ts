/** Reads letters of a text that are written as escapes, and leaves out characters of no width. */

/** Matches a letter, a digit or a bracket that is written as an escape, behind which names hide. */
const escapedLetter =
  /\\u00[3-7][0-9a-f]|\\x[3-7][0-9a-f]|&(?:[lg]t|#(?:\d{2,3}|x[3-7][0-9a-f]));/i;
/** Matches characters of no width, which may stand within a name. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/;

/** Tells whether names may hide in a text behind escapes or characters of no width. */
export const hasEscapes = (text: string): boolean => escapedLetter.test(text) || unseen.test(text);

const everyUnseen = new RegExp(unseen, 'g');
/** Hexadecimal codes of letters, digits, `:`, `=` and `_`. */
const hexCode = '(3[0-9ad]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])';
const escapes = new RegExp(
  String.raw`\\{1,8}(?:u00|x)${hexCode}|&#x${hexCode};|&#(4[89]|5[0-8]|6[15-9]|[78]\d|9[057-9]|1[01]\d|12[0-2]);|&([lg])t;`,
  'gi',
);
export const withoutEscapes = (text: string): string =>
  text.replaceAll(everyUnseen, '').replace(escapes, (_all, ...groups: (string | undefined)[]) => {
    const [escape, entity, number, bracket] = groups;
    const code = escape ?? entity;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (number !== undefined) return String.fromCharCode(Number(number));
    return bracket?.toLowerCase() === 'l' ? '<' : '>';
  });
