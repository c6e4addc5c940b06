/** Reads a file that no program writes to any more. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { errorText } from '../../core/base/errorText';
import { SourceError } from '../../core/amqp/traceSource';
import { gunzipped, UnpackLimitError } from '../../node/gunzipped';
import type { Parsed, RecordParser } from './recordParser';
import type { TraceStep } from './traceSteps';

const chunkBytes = 1024 * 1024;

export async function* fileSteps(
  file: string,
  isPacked: boolean,
  bytesTotal: number,
  parser: RecordParser,
): AsyncGenerator<TraceStep> {
  let bytesRead = 0;
  const step = (parsed: Iterable<Parsed>): TraceStep => ({
    parsed,
    state: { state: 'importing', bytesRead, bytesTotal },
  });
  yield step([]);
  const packed = fileBytes(file, length => (bytesRead += length));
  try {
    for await (const chunk of isPacked ? gunzipped(packed) : packed) yield step(parser.push(chunk));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const reason =
      error instanceof UnpackLimitError
        ? `The rest of the file is not read: ${error.message}.`
        : `The file is cut off or damaged here: ${errorText(error)}.`;
    yield step([{ reason, ...parser.position }]);
  }
  yield step(parser.end());
}

async function* fileBytes(file: string, onRead: (length: number) => void): AsyncGenerator<Buffer> {
  try {
    const stream = createReadStream(file, { highWaterMark: chunkBytes });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onRead(chunk.length);
      yield chunk;
    }
  } catch (error) {
    const detail = `${path.basename(file)}: ${errorText(error)}`;
    throw new SourceError({ code: 'fileUnreadable', detail });
  }
}
