/** Captures that other tools wrote, as sources of trace records. */
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import type { TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import type { TraceFileFormat } from './recordFormats';
import { formatOf } from './recordFormats';
import { readSnapshots } from './snapshots';
import { TraceFileSource } from './traceFileSource';

export interface TraceFile {
  readonly source: TraceSource;
  readonly format: TraceFileFormat;
  /** Who was connected, where that was stored with the capture. */
  readonly snapshots: readonly BrokerSnapshot[];
  /** Of the file as it is, packed or not. */
  readonly bytesTotal: number;
}

/** What the format is told by. */
const headBytes = 256 * 1024;

/**
 * Looks into a file; its records are read when the source runs. Format and compression go by what
 * is in the file, not by its name.
 *
 * @param managementDir answers of the management API; default: `management` beside the file
 * @throws {SourceError} `fileUnreadable`, `unknownFormat`
 */
export async function openTraceFile(file: string, managementDir?: string): Promise<TraceFile> {
  const { head, bytesTotal } = await beginningOf(file);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const format = formatOf((isGzip ? unpackedStart(head) : head).toString('latin1'));
  if (!format) throw new SourceError({ code: 'unknownFormat', detail: whatItIs(file, bytesTotal) });
  const folder = managementDir ?? path.join(path.dirname(file), 'management');
  const { snapshots, problems } = await readSnapshots(folder);
  const source = new TraceFileSource({ file, isGzip, format, bytesTotal, problems });
  return { source, format, snapshots, bytesTotal };
}

async function beginningOf(file: string): Promise<{ head: Buffer; bytesTotal: number }> {
  try {
    const stats = await stat(file);
    // Opening a pipe would wait for someone to write to it.
    if (!stats.isFile()) throw new Error(`${file} is no regular file`);
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { head: buffer.subarray(0, bytesRead), bytesTotal: stats.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new SourceError({ code: 'fileUnreadable', detail });
  }
}

/** What the beginning of a gzip stream unpacks to; nothing when it is none. */
function unpackedStart(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

const whatItIs = (file: string, bytesTotal: number): string =>
  bytesTotal === 0
    ? `${path.basename(file)} is empty`
    : `${path.basename(file)} holds no trace records`;
