/** Reads a capture as lines of the firehose, and its spans with their bodies. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import type { ListedSpan } from '../../src/capture/read/spanList';
import { listSpans } from '../../src/capture/read/spanList';
import { importInto } from '../../src/cli/import';
import type { JsonObject } from '../../src/core/base/json';
import { integer, text } from '../../src/node/sql/columns';
import { rowsOf } from '../../src/node/sql/statements';

/** A line of `firehose.ndjson`. */
export interface Line {
  readonly ts: number;
  readonly body_base64: string;
}

/** A span, its own body and the id of its message, as they were on the wire. */
export interface Fact {
  readonly span: ListedSpan;
  readonly uniqueId: string;
  /** Id that its request shares with others that it caused or was caused by. */
  readonly group: string;
  readonly inner: JsonObject;
}

export interface Traffic {
  readonly facts: readonly Fact[];
  /** Group of each message, replies included, by its unique id. */
  readonly groups: ReadonlyMap<string, string>;
}

export const linesOf = (file: string): Line[] => {
  const content = readFileSync(file);
  const plain = file.endsWith('.gz') ? gunzipSync(content) : content;
  return plain
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Line);
};

/** The inner message of a line; `undefined` when it is not oslo.messaging's. */
export function innerOf({ body_base64 }: Line): JsonObject | undefined {
  try {
    const body = JSON.parse(Buffer.from(body_base64, 'base64').toString()) as JsonObject;
    const inner = body['oslo.message'];
    return typeof inner === 'string' ? (JSON.parse(inner) as JsonObject) : body;
  } catch {
    return undefined;
  }
}

/** Value of a text field; `''` when it is none. */
export function textField(inner: JsonObject | undefined, name: string): string {
  const value = inner?.[name];
  return typeof value === 'string' ? value : '';
}

/**
 * Imports lines of the firehose.
 *
 * @param name name of the temporary capture in the folder
 * @param managementDir the broker's snapshots; default: the folder `management` beside the file
 */
export async function readTraffic(
  file: string,
  lines: readonly Line[],
  folder: string,
  name: string,
  managementDir?: string,
): Promise<Traffic> {
  const out = path.join(folder, `${name}.rpcscope`);
  await importInto(file, out, { force: true, managementDir });
  const database = openCapture(out);
  try {
    const inners = new Map<string, JsonObject>();
    for (const line of lines) {
      const inner = innerOf(line);
      if (inner) inners.set(textField(inner, '_unique_id'), inner);
    }
    const messages = rowsOf(
      database,
      `SELECT m.id, m.unique_id, coalesce(
         (SELECT t.value FROM span s JOIN request r ON r.id = s.request_id
          JOIN text t ON t.id = r.group_id WHERE s.id = m.span_id), '') AS grouped
       FROM message m WHERE m.unique_id IS NOT NULL`,
      { id: integer, uniqueId: text, grouped: text },
    );
    const byId = new Map(messages.map(each => [each.id, each]));
    const facts = [...listSpans(database)].flatMap((span): Fact[] => {
      const message = byId.get(span.id);
      const inner = inners.get(message?.uniqueId ?? '');
      return message && inner
        ? [{ span, uniqueId: message.uniqueId, group: message.grouped, inner }]
        : [];
    });
    return { facts, groups: new Map(messages.map(each => [each.uniqueId, each.grouped])) };
  } finally {
    closeCapture(database, false);
  }
}
