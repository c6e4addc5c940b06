/** Recognises most values at a glance: ids, times, addresses and short words, none of them a secret. */

const hexadecimal = 1;
const time = 2;
const wordly = 4;

/** Kinds of text that each ASCII character may stand in. */
const kindsOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return (
    (/[0-9a-f-]/.test(char) ? hexadecimal : 0) |
    (/[\d:.T+Z -]/.test(char) ? time : 0) |
    (/[\w.-]/.test(char) ? wordly : 0)
  );
});

const letterR = 0x72;
const maxAnyText = 4;
const maxWord = 9;
const maxId = 40;

/**
 * Tells whether a text is a time, at most 40 hexadecimal digits (after `req-` or `reply_`), a word of
 * at most 9 characters, or any text of at most 4. A table of characters takes a third of the time of a
 * regular expression.
 */
export function isPlainWord(text: string): boolean {
  const { length } = text;
  if (length <= maxAnyText) return true;
  const first = prefixLength(text);
  let kinds =
    (length <= maxWord ? wordly : 0) |
    (length - first <= maxId ? hexadecimal : 0) |
    (first === 0 ? time : 0);
  for (let at = first; at < length && kinds !== 0; at++) kinds &= kindsOf[text.charCodeAt(at)] ?? 0;
  return kinds !== 0;
}

function prefixLength(text: string): number {
  if (text.charCodeAt(0) !== letterR) return 0;
  if (text.startsWith('req-')) return 'req-'.length;
  return text.startsWith('reply_') ? 'reply_'.length : 0;
}
