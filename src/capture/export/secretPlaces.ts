/**
 * The second look at a file before it is shared: it knows shapes of secrets only, not the names by
 * which the masker finds them, and looks at what is in the file, not at what should be.
 */
import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { SourceError } from '../../core/amqp/traceSource';
import { plural } from '../../core/text/amounts';
import { mayHideText, replaceHidden } from '../../core/secrets/hiddenText';
import type { SecretShape } from '../../core/secrets/shape';
import { findSecretShapes } from '../../core/secrets/secretShapes';
import { gunzipped, isGzip } from '../../node/gunzipped';
import { checkLength } from '../../node/sql/columns';
import { tables } from '../tables/schema';
import { secretsKeptNotice } from './maskedExcerpt';

/** Secrets that were found. */
export interface SecretPlaces {
  readonly count: number;
  /** Kind and place of the first ones, never the secret itself: `fernet token in line 12`. */
  readonly first: readonly string[];
}

const maxNamedPlaces = 20;
const rowsPerTurn = 2_000;
/** Characters that are looked at together; a secret is found when it and its name are within it. */
const windowLength = 4 * 1024 * 1024;
/** Longest secret, with what stands before it, that may lie across two windows. */
const overlap = 64 * 1024;

/** Stands for all secrets of a file that was made with them on purpose. */
export const keptPlace = 'secrets kept on purpose: the file says so itself';

/** Characters in which a file says so. */
const noticeLength = 200;

class Places implements SecretPlaces {
  readonly first: string[] = [];
  count = 0;

  add(kind: string, place: string): void {
    this.note(`${kind} in ${place}`);
  }

  note(place: string): void {
    this.count++;
    if (this.first.length < maxNamedPlaces) this.first.push(place);
  }
}

/** Looks at all texts in an open capture, whatever table they stand in. */
export async function secretsInCapture(
  database: DatabaseSync,
  signal?: AbortSignal,
): Promise<SecretPlaces> {
  const places = new Places();
  for (const { name, columnNames } of tables) {
    const [key = ''] = columnNames;
    const rows = database.prepare(`SELECT ${columnNames.join(', ')} FROM ${name}`).iterate();
    let count = 0;
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        checkLength(value, column);
        const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
        if (typeof text !== 'string') continue;
        for (const kind of kindsIn(text)) {
          const owner = column === key ? '' : ` of ${key} ${String(row[key])}`;
          places.add(kind, `${name}.${column}${owner}`);
        }
      }
      if (++count % rowsPerTurn > 0) continue;
      await setImmediate();
      signal?.throwIfAborted();
    }
  }
  return places;
}

/** Looks at a file as text, in UTF-8 or UTF-16, which may be packed with gzip. */
export async function secretsInText(file: string, signal?: AbortSignal): Promise<SecretPlaces> {
  const places = new Places();
  let text = '';
  /** Number of the first line of `text`, and how much of it is there as context only. */
  let line = 1;
  let seen = 0;
  let isBegun = false;
  const look = (end: number) => {
    const isNoticed = !isBegun && text.slice(0, noticeLength).includes(secretsKeptNotice);
    if (isNoticed) places.note(keptPlace);
    isBegun = true;
    for (const { kind, start } of shapesIn(text)) {
      if (start < seen || start >= end) continue;
      places.add(kind, `line ${line + lineFeeds(text, start)}`);
    }
    if (!mayHideText(text)) return;
    for (let at = 0, number = line; at < end; number++) {
      const feed = text.indexOf('\n', at);
      const next = feed < 0 ? text.length : feed + 1;
      const kinds = at < seen ? [] : encodedKinds(text.slice(at, next));
      for (const kind of kinds) places.add(kind, `line ${number}`);
      at = next;
    }
  };
  for await (const part of partsOf(file)) {
    text += part;
    signal?.throwIfAborted();
    if (text.length < windowLength) continue;
    const end = text.length - overlap;
    look(end);
    const kept = Math.max(0, end - overlap);
    line += lineFeeds(text, kept);
    text = text.slice(kept);
    seen = end - kept;
  }
  look(text.length);
  return places;
}

/** Finds shapes in text whose line ends are escaped, as in JSON: they end a URL as those of plain text do. */
const shapesIn = (text: string): readonly SecretShape[] =>
  findSecretShapes(text.replace(/\\+[nr]/g, lineEnd => '\n'.padEnd(lineEnd.length)));

const kindsIn = (text: string): readonly string[] => [
  ...shapesIn(text).map(({ kind }) => kind),
  ...encodedKinds(text),
];

/** @returns the kinds of secrets in what is written in base64, in hexadecimal digits or for URLs */
function encodedKinds(text: string): string[] {
  const kinds: string[] = [];
  if (!mayHideText(text)) return kinds;
  const look = (decoded: string): boolean => {
    for (const { kind } of findSecretShapes(decoded)) kinds.push(`encoded ${kind}`);
    return false;
  };
  replaceHidden(text, look, encoded => encoded);
  return kinds;
}

function lineFeeds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

async function* partsOf(file: string): AsyncGenerator<string> {
  const head = headOf(file);
  const bytes = fs.createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
  const decoder = new TextDecoder(encodingOf(head));
  for await (const chunk of isGzip(head) ? gunzipped(bytes) : bytes)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function encodingOf([one, two]: Uint8Array): string {
  if (one === 0xff && two === 0xfe) return 'utf-16le';
  return one === 0xfe && two === 0xff ? 'utf-16be' : 'utf-8';
}

function headOf(file: string): Buffer {
  const handle = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(2);
    return head.subarray(0, fs.readSync(handle, head, 0, 2, 0));
  } finally {
    fs.closeSync(handle);
  }
}

/** @throws {SourceError} `secretsFound` when there are any */
export function refuseSecrets({ count, first }: SecretPlaces): void {
  if (count === 0) return;
  const more = count > first.length ? [`and ${count - first.length} more`] : [];
  throw new SourceError({
    code: 'secretsFound',
    detail: `${plural(count, 'secret')} found, nothing was written: ${[...first, ...more].join('; ')}`,
  });
}
