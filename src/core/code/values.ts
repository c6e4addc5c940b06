/**
 * Values of expressions: texts in which {@link hole} stands for an unknown part; `null` is Python's
 * None.
 */
import type { SourceFile } from './sourceIndex';

export const hole = '\u0000';

export interface Value {
  readonly text: string | null;
  /** Line of the call that passes the value, or `undefined`. */
  readonly at: Place | undefined;
}

export interface Place {
  readonly file: SourceFile;
  readonly line: number;
}

export const unknownValue: Value = { text: hole, at: undefined };
/** Maximum number of values of one expression. */
export const maxValues = 400;

/** Returns each text once, with the call that gives it where one is known. */
export function distinct(values: readonly Value[]): readonly Value[] {
  const found = new Map<string | null, Value>();
  for (const each of values) {
    const known = found.get(each.text);
    if (!known || (!known.at && each.at)) found.set(each.text, each);
  }
  return [...found.values()].slice(0, maxValues);
}

/** Writes adjacent holes as one. */
export const withSingleHoles = (text: string): string => text.replace(holes, hole);

const holes = /\u0000+/g;

/** Tells whether a text matches a value, in which each hole stands for one or more characters. */
export function fits(text: string, value: string | null): boolean {
  const [start = '', ...others] = value?.split(hole) ?? [];
  const end = others.pop();
  if (end === undefined) return value === text;
  if (!text.startsWith(start) || !text.endsWith(end)) return false;
  let at = start.length;
  for (const each of others) {
    const found = text.indexOf(each, at + 1);
    if (found === -1) return false;
    at = found + each.length;
  }
  return at < text.length - end.length;
}

/**
 * Tells whether a topic matches a value. It may end with a server: `cinder-volume.ctl1@lvm` matches
 * `cinder-volume`.
 */
export const fitsTopic = (topic: string, value: string | null): boolean =>
  fits(topic, value) || (value !== null && topic.startsWith(`${value}.`));

/** Returns the number of known characters of a value: 0 for a hole alone. */
export const knownLength = (value: string | null): number => value?.replace(holes, '').length ?? 0;
