/**
 * Text of messages comes from anybody who may publish. Control characters would vanish or break
 * a line, and bidirectional overrides could make one label read as another.
 */

const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** One line for labels, heads and cells: unprintable characters shown as `�`, cut at `limit`. */
export function printable(text: string, limit = 300): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(unprintable, '\ufffd');
}
