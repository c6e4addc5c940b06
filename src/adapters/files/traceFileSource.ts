import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { TraceSink, TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { gunzipped } from './gunzipped';
import { LineSplitter } from './lines';
import type { TraceFileFormat } from './recordFormats';
import { recordOf } from './recordFormats';

export interface TraceFileOptions {
  readonly file: string;
  readonly isGzip: boolean;
  readonly format: TraceFileFormat;
  readonly bytesTotal: number;
  /** What went wrong beside the file; told when the source runs. */
  readonly problems: readonly string[];
}

const batchSize = 500;
const chunkBytes = 1024 * 1024;

/** Reads a file once, in batches; the next one is read when the sink has stored the last one. */
export class TraceFileSource implements TraceSource {
  constructor(private readonly options: TraceFileOptions) {}

  async run(sink: TraceSink, signal: AbortSignal): Promise<void> {
    for (const reason of this.options.problems) sink.skipped({ reason });
    await new Import(this.options, sink, signal).run();
  }
}

/** One reading of the file. */
class Import {
  private readonly lines = new LineSplitter();
  private batch: TraceRecord[] = [];
  private lineNumber = 0;
  private recordCount = 0;
  private bytesRead = 0;
  private lastMicros = 0;

  constructor(
    private readonly options: TraceFileOptions,
    private readonly sink: TraceSink,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    this.tellProgress();
    try {
      for await (const chunk of this.chunks()) {
        await this.take(this.lines.push(chunk));
        if (this.signal.aborted) return;
      }
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      this.sink.skipped({ reason: error.message, line: this.lineNumber + 1 });
    }
    await this.take(this.lines.end());
    if (this.signal.aborted) return;
    await this.flush();
    if (this.recordCount === 0) throw this.failure('unknownFormat', 'holds no trace records');
  }

  private async take(lines: Iterable<string | undefined>): Promise<void> {
    for (const line of lines) {
      this.lineNumber++;
      this.takeLine(line);
      if (this.batch.length < batchSize) continue;
      await this.flush();
      if (this.signal.aborted) return;
    }
  }

  private takeLine(line: string | undefined): void {
    if (line?.trim() === '') return;
    try {
      if (line === undefined) throw new Error('it is too long');
      const record = recordOf(this.options.format, line, this.lastMicros);
      this.lastMicros = record.receivedAtMicros;
      this.batch.push({ ...record, line: this.lineNumber });
      this.recordCount++;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.sink.skipped({ reason: `The line is no trace record: ${why}.`, line: this.lineNumber });
    }
  }

  private async flush(): Promise<void> {
    const records = this.batch;
    this.batch = [];
    if (records.length > 0) await this.sink.receive(records);
    this.tellProgress();
  }

  private async *chunks(): AsyncGenerator<Buffer> {
    const file = this.fileChunks();
    try {
      yield* this.options.isGzip ? gunzipped(file) : file;
    } catch (error) {
      if (error instanceof SourceError || !(error instanceof Error)) throw error;
      throw new DamagedFile(`The file is cut off or damaged here: ${error.message}.`);
    }
  }

  private async *fileChunks(): AsyncGenerator<Buffer> {
    try {
      const stream = createReadStream(this.options.file, { highWaterMark: chunkBytes });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.bytesRead += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw this.failure('fileUnreadable', error instanceof Error ? error.message : String(error));
    }
  }

  private tellProgress(): void {
    const { bytesTotal } = this.options;
    this.sink.stateChanged({ state: 'importing', bytesRead: this.bytesRead, bytesTotal });
  }

  private failure(code: 'unknownFormat' | 'fileUnreadable', detail: string): SourceError {
    return new SourceError({ code, detail: `${path.basename(this.options.file)}: ${detail}` });
  }
}

class DamagedFile extends Error {}
