/** Opens captures that other tools wrote, as sources of trace records. */
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { errorText } from '../../core/base/errorText';
import { checkInputFile } from '../../core/base/inputFile';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import type { TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { fileSteps } from './fileSteps';
import { growingSteps } from './growingSteps';
import { isGzip } from '../../node/gunzipped';
import { bodyFile, hasBodyFile, rabtapNames, rabtapSteps } from './rabtapFolder';
import type { TraceFileFormat } from './recordFormats';
import { formatOf, headBytes, parserOf } from './recordFormats';
import { readSnapshots } from './snapshots';
import { TraceFileSource } from './traceFileSource';
import type { TraceReading } from './traceSteps';

export interface TraceFile {
  readonly source: TraceSource;
  /** `undefined` when the file is followed and still empty. */
  readonly format: TraceFileFormat | undefined;
  /** Stored answers of the management API that name the connections. */
  readonly snapshots: readonly BrokerSnapshot[];
  /** Size of the file on disk, whether packed or not; 0 for a folder. */
  readonly bytesTotal: number;
  /** Files and folders that it is read from. */
  readonly readPaths: readonly string[];
}

export interface OpenOptions {
  /** Folder with stored answers of the management API. Default: `management` beside the file. */
  readonly managementDir?: string;
  /**
   * Keeps reading while the file is written, until the signal aborts; the file may still be empty.
   * Folders and packed files cannot be followed. Default: false.
   */
  readonly follow?: boolean;
}

/**
 * Number of packed bytes that are unpacked to detect the format: enough for the first record's
 * keys. Zeros would unpack to 66 MB.
 */
const packedHeadBytes = 64 * 1024;

/**
 * Opens a file, or a folder of messages that rabtap saved. The records are read when the source
 * runs. Format and compression are detected by the file's content, not by its name.
 *
 * @throws {SourceError} `fileUnreadable`, `unknownFormat`
 */
export async function openTraceFile(file: string, options: OpenOptions = {}): Promise<TraceFile> {
  const isFolder = await isFolderAt(file);
  const { read, format, bytesTotal } = await (options.follow
    ? openGrowing(file, isFolder)
    : isFolder
      ? openFolder(file)
      : openFile(file));
  const beside = path.join(isFolder ? file : path.dirname(file), 'management');
  const management = options.managementDir ?? beside;
  const { snapshots, problems } = await readSnapshots(
    management,
    options.managementDir === undefined,
  );
  const source = new TraceFileSource({ name: path.basename(file), read, problems });
  return { source, format, snapshots, bytesTotal, readPaths: [file, bodyFile(file), management] };
}

interface Opened {
  readonly read: TraceReading;
  readonly format: TraceFileFormat | undefined;
  readonly bytesTotal: number;
}

/** Tells whether the path is a folder; false when nothing exists there. */
const isFolderAt = (file: string): Promise<boolean> =>
  stat(file).then(
    stats => stats.isDirectory(),
    () => false,
  );

async function openGrowing(file: string, isFolder: boolean): Promise<Opened> {
  if (isFolder) throw notFollowed(file, 'it is a folder');
  const { head, bytesTotal } = await beginningOf(file);
  if (isGzip(head)) throw notFollowed(file, 'it is packed with gzip');
  const format = formatOf(head);
  if (!format && !isBlank(head)) throw unknownFormat(file, bytesTotal);
  if (format === 'managementGet') throw notFollowed(file, 'it is one list, which is complete');
  return { read: signal => growingSteps(file, bytesTotal, signal), format, bytesTotal };
}

const isBlank = (head: Buffer): boolean => head.toString('latin1').trim() === '';

const notFollowed = (file: string, why: string): SourceError =>
  new SourceError({
    code: 'fileUnreadable',
    detail: `${path.basename(file)} cannot be followed: ${why}`,
  });

async function openFolder(folder: string): Promise<Opened> {
  const names = await rabtapNames(folder);
  if (names.length === 0) {
    const detail = `the folder ${path.basename(folder)} holds no messages that rabtap saved`;
    throw new SourceError({ code: 'unknownFormat', detail });
  }
  return { read: () => rabtapSteps(folder, names), format: 'rabtap', bytesTotal: 0 };
}

async function openFile(file: string): Promise<Opened> {
  const { head, bytesTotal, writtenMicros } = await beginningOf(file);
  const isPacked = isGzip(head);
  const format = formatOf(isPacked ? unpackedStart(head) : head);
  if (!format) throw unknownFormat(file, bytesTotal);
  if (format === 'rabtap' && (await hasBodyFile(file))) {
    // The user may name a link, but what lies beside it must not be one.
    const real = await realpath(file);
    const read = () => rabtapSteps(path.dirname(real), [path.basename(real)]);
    return { read, format, bytesTotal };
  }
  const read = () => fileSteps(file, isPacked, bytesTotal, parserOf(format, writtenMicros));
  return { read, format, bytesTotal };
}

async function beginningOf(
  file: string,
): Promise<{ head: Buffer; bytesTotal: number; writtenMicros: number }> {
  try {
    const stats = await stat(file);
    checkInputFile(file, stats);
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return {
        head: buffer.subarray(0, bytesRead),
        bytesTotal: stats.size,
        writtenMicros: Math.round(stats.mtimeMs) * 1000,
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new SourceError({ code: 'fileUnreadable', detail: errorText(error) });
  }
}

/** Unpacks the first bytes of a gzip stream; returns nothing when they are not gzip. */
function unpackedStart(head: Buffer): Buffer {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return gunzipSync(head.subarray(0, packedHeadBytes), options).subarray(0, headBytes);
  } catch {
    return Buffer.alloc(0);
  }
}

function unknownFormat(file: string, bytesTotal: number): SourceError {
  const what = bytesTotal === 0 ? 'is empty' : 'holds no trace records';
  return new SourceError({ code: 'unknownFormat', detail: `${path.basename(file)} ${what}` });
}
