/** Matches between the name of a secret and its value. */

/** Matches a quote, escaped or encoded. */
export const anyQuote = String.raw`(?:\\*["']|&quot;|&#3[49];|&apos;|%2[27]|\\+u002[27]|\\+x2[27])`;
/** Matches a type of Python's: `str`, `Optional[str]`, `str | None`. */
const annotation = String.raw`(?:Optional\[)?[A-Za-z_][\w.]{0,40}\]?(?:\s?\|\s?None)?`;
/**
 * Matches between a name and its value: the closing quote or markup of the name, if any, leaders, and the
 * operator. PHP writes `s:8:"password";s:3:"abc"`, SQL `PASSWORD('abc')`.
 */
export const assignment = new RegExp(
  String.raw`${anyQuote}?\]?(?:[*_]{1,2}|<\/\w{1,8}>)?(?:\s?\.{2,64})?(?:\s{0,64}(?:[→⇒]|=>|-{1,2}>|={1,3}|:\s{1,2}:(?=\s)|:\s?${annotation}\s?=\s?(?=[bu]?\\*["'])|:=?|：|<-|%3[AaDd]|\|(?!\|))|\s\.\s(?=\\*["'])|;s:\d{1,9}:|\s51:b:|\((?:\s?(?:value|val|data)\s?=)?(?=\s?[bu]?\\*["']))`,
  'y',
);
export const blanks = /[ \t]*/y;
