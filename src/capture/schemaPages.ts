/**
 * Looks at the pages of a file's schema before SQLite does. SQLite reads the whole schema with the first
 * statement, and cannot be interrupted: a tree whose pages name each other again and again would keep
 * it busy for ever.
 */
import fs from 'node:fs';
import { addTo } from '../core/base/groups';

/** Maximum number of pages that are read for the schema; our own schema takes three. */
const maxSteps = 1_000;

/** Maximum length of all statements of the schema, in bytes; our own have some 9 kB. */
const maxSchemaBytes = 1024 * 1024;

const isInterior = 5;
const isLeaf = 13;

/** A page of the schema, over all of its versions in the file and its log. */
interface SchemaPage {
  readonly children: ReadonlySet<number>;
  readonly bytes: number;
}

/**
 * Tells whether SQLite can read the schema in few steps. All versions of a page that the log has are
 * taken together, so that it does not matter which of them SQLite takes.
 */
export function hasShortSchema(file: string, pageSize: number): boolean {
  const database = fs.openSync(file, 'r');
  const log = openLog(file);
  try {
    const frames = log === undefined ? new Map<number, number[]>() : framesIn(log, pageSize);
    const known = new Map<number, SchemaPage>();
    const pageOf = (number: number): SchemaPage => {
      let page = known.get(number);
      if (!page) {
        const start = number === 1 ? 100 : 0;
        const versions = (log === undefined ? [] : (frames.get(number) ?? [])).map(at =>
          read(log ?? 0, at, pageSize),
        );
        page = merged(
          [read(database, (number - 1) * pageSize, pageSize), ...versions].map(bytes =>
            parsed(bytes, start),
          ),
        );
        known.set(number, page);
      }
      return page;
    };
    const waiting = [1];
    let bytes = 0;
    for (let steps = 0; steps < maxSteps; steps++) {
      const next = waiting.pop();
      if (next === undefined) return true;
      const page = pageOf(next);
      bytes += page.bytes;
      if (bytes > maxSchemaBytes) return false;
      for (const child of page.children) waiting.push(child);
    }
    return false;
  } finally {
    fs.closeSync(database);
    if (log !== undefined) fs.closeSync(log);
  }
}

const openLog = (file: string): number | undefined =>
  fs.existsSync(`${file}-wal`) ? fs.openSync(`${file}-wal`, 'r') : undefined;

/**
 * Positions of each page's versions in a log (SQLite's file format, §4.1). SQLite reads it up to the
 * first frame that has no page or not the salt of its header; what follows may be of any length.
 */
function framesIn(log: number, pageSize: number): Map<number, number[]> {
  const frames = new Map<number, number[]>();
  const { size } = fs.fstatSync(log);
  const salt = read(log, 16, 8);
  for (let at = 32; at + 24 + pageSize <= size; at += 24 + pageSize) {
    const head = read(log, at, 16);
    const page = head.readUInt32BE();
    if (page === 0 || !head.subarray(8).equals(salt)) break;
    addTo(frames, page, at + 24);
  }
  return frames;
}

/** Reads bytes; those beyond the end of the file are 0. */
function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  fs.readSync(file, bytes, 0, length, position);
  return bytes;
}

const merged = (versions: readonly SchemaPage[]): SchemaPage => ({
  children: new Set(versions.flatMap(({ children }) => [...children])),
  bytes: Math.max(...versions.map(({ bytes }) => bytes)),
});

/** Reads a page of a table's tree (§1.6). @param start position of its header */
function parsed(page: Buffer, start: number): SchemaPage {
  const children = new Set<number>();
  let bytes = 0;
  const type = page[start];
  if (type === isInterior || type === isLeaf) {
    const cells = start + (type === isInterior ? 12 : 8);
    const count = Math.min(page.readUInt16BE(start + 3), (page.length - cells) >> 1);
    for (let cell = 0; cell < count; cell++) {
      const at = Math.min(page.readUInt16BE(cells + 2 * cell), page.length - 4);
      if (type === isInterior) children.add(page.readUInt32BE(at));
      else bytes += numberAt(page, at);
    }
    if (type === isInterior) children.add(page.readUInt32BE(start + 8));
    children.delete(0);
  }
  return { children, bytes };
}

/** Reads a variable-length integer: seven bits a byte. */
function numberAt(page: Buffer, start: number): number {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    const byte = page[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return value;
}
