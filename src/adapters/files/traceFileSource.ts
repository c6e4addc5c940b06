import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { TraceSink, TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { isSkipped } from './recordParser';
import type { TraceReading, TraceStep } from './traceSteps';

export interface TraceFileOptions {
  /** Name of the file in messages. */
  readonly name: string;
  readonly read: TraceReading;
  /**
   * Problems with other files (stored answers of the management API); reported when the source
   * runs.
   */
  readonly problems: readonly string[];
}

const batchSize = 500;

/**
 * A file as a source of trace records. It reads in batches, each when the sink has stored the
 * previous one.
 */
export class TraceFileSource implements TraceSource {
  constructor(private readonly options: TraceFileOptions) {}

  async run(sink: TraceSink, signal: AbortSignal): Promise<void> {
    for (const reason of this.options.problems) sink.skipped({ reason });
    await new Import(this.options, sink, signal).run();
  }
}

/** One run through the file. */
class Import {
  private batch: TraceRecord[] = [];
  private recordCount = 0;
  private state: TraceStep['state'] | undefined;
  private reported: TraceStep['state'] | undefined;

  constructor(
    private readonly options: TraceFileOptions,
    private readonly sink: TraceSink,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    try {
      for await (const step of this.options.read(this.signal)) {
        if (!(await this.processStep(step))) return;
      }
    } catch (error) {
      // Store the records that were read before the file became unreadable.
      if (error instanceof SourceError) await this.store();
      throw error;
    }
    await this.store();
    if (this.recordCount === 0 && this.state?.state !== 'following') {
      const detail = `${this.options.name}: holds no trace records`;
      throw new SourceError({ code: 'unknownFormat', detail });
    }
  }

  /** @returns true when reading should continue */
  private async processStep({ parsed, state }: TraceStep): Promise<boolean> {
    this.state = state;
    for (const each of parsed) {
      if (isSkipped(each)) this.sink.skipped(each);
      else {
        this.batch.push(each);
        this.recordCount++;
      }
      if (this.batch.length < batchSize) continue;
      await this.store();
      if (this.signal.aborted) return false;
    }
    // Store at once, because the next records may come much later.
    if (state.state === 'following') await this.store();
    else if (!this.reported) this.reportState();
    // A followed file yields a last step after the abort, and ends by itself.
    return state.state === 'following' || !this.signal.aborted;
  }

  private async store(): Promise<void> {
    const records = this.batch;
    this.batch = [];
    if (records.length > 0) await this.sink.receive(records);
    this.reportState();
  }

  private reportState(): void {
    const { state, reported } = this;
    if (!state) return;
    if (reported?.state === state.state && reported.bytesRead === state.bytesRead) return;
    this.reported = state;
    this.sink.stateChanged(state);
  }
}
