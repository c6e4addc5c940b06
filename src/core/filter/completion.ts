import { fieldNamed } from './fields';
import type { MarkedText, Word } from './scan';
import { scan, slice, split } from './scan';
import type { FieldOfWord } from './terms';
import { fieldOf, rootOf } from './terms';

/** Describes the text that a person is typing at one offset of a filter. */
export interface CompletionPlace {
  /**
   * Start of the range that a completion replaces. For a `field` the range is the name or key
   * without its colon.
   */
  readonly from: number;
  readonly to: number;
  /**
   * - `words`: a word that may become a field name, or an empty place
   * - `field`: a field name that has its colon, or a key of a body's path: `args.instance.uu`
   * - `value`: text after a colon, a comma or a comparison sign
   */
  readonly kind: 'field' | 'value' | 'words';
  /**
   * Field whose known values should be offered, in the form that `Engine.fieldValues` takes:
   * `method`, `args.instance.uuid`. For a key, the path before it with its dot: `args.instance.`.
   * `undefined` when no values can be offered.
   */
  readonly field: string | undefined;
  /** Text of the range up to the offset, without quotes and escapes. */
  readonly part: string;
}

/** @param offset position of the cursor */
export function completionAt(text: string, offset: number): CompletionPlace {
  const word = scan(text).find(
    (each): each is Word => each.kind === 'word' && each.from <= offset && each.to >= offset,
  );
  if (!word) return { from: offset, to: offset, kind: 'words', field: undefined, part: '' };
  const field = fieldOf(word);
  if (field && offset >= field.value.from) return valueAt(text, field, offset);
  const name = field?.name ?? word;
  const keys = split(name, '.');
  const isPath = keys.length > 1 && rootOf(name) !== undefined && (field ?? !hasColon(word));
  const key = isPath ? keys.find(({ to }) => offset <= to) : undefined;
  const { from, to } = key ?? name;
  const part = textBefore(key ?? name, offset);
  return key && key !== keys[0]
    ? { from, to, kind: 'field', field: text.slice(name.from, from), part }
    : { from, to, kind: field || key ? 'field' : 'words', field: undefined, part };
}

const hasColon = ({ shape }: Word): boolean => shape.includes(':');

function valueAt(text: string, { name, value }: FieldOfWord, offset: number): CompletionPlace {
  const values = split(value, ',');
  const typed = values.find(({ to }) => offset <= to) ?? value;
  const [sign = ''] = /^(?:=|[<>]=?)/.exec(typed.shape) ?? [];
  const operand = slice(typed, sign.length);
  const { from, to } = operand;
  const field = fieldNamed(name.shape)?.name ?? text.slice(name.from, name.to);
  return { from, to, kind: 'value', field, part: textBefore(operand, offset) };
}

/** Returns the characters before the offset. */
function textBefore({ text, places }: MarkedText, offset: number): string {
  const end = places.findIndex(place => place >= offset);
  return end < 0 ? text : text.slice(0, end);
}
