/**
 * Makes text of messages safe to display. Anybody who may publish can choose it: control characters
 * would vanish or break a line, and bidirectional overrides could make one label read as another.
 */

const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Turns text into one line for labels, heads and cells: replaces unprintable characters by `�` and
 * cuts it to `limit` UTF-16 code units.
 */
export function printable(text: string, limit = 300): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(unprintable, '\ufffd');
}
