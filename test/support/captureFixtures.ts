/** Small captures of real traffic, cut by cutFixtures.ts, with the counts of their content. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { SkippedInput } from '../../src/core/amqp/traceSource';
import type { SourceState } from '../../src/core/amqp/sourceState';
import { openTraceFile } from '../../src/adapters/files/openTraceFile';

export interface CaptureFixture {
  readonly name: string;
  readonly file: string;
  /** Counts of a script that shares nothing with our decoder. */
  readonly facts: CaptureFacts;
}

/** Counts of publishes, except `trace_messages` and the deliveries. */
interface CaptureFacts {
  readonly trace_messages: number;
  readonly publishes: number;
  readonly delivers: number;
  readonly redelivered_delivers: number;
  readonly unrouted_publishes: number;
  readonly undecoded_publishes: number;
  readonly calls: number;
  readonly casts: number;
  readonly fanouts: number;
  readonly replies: number;
  readonly failures: number;
  readonly heartbeats: number;
  readonly notifications: number;
  readonly other_publishes: number;
  readonly distinct_request_ids: number;
  readonly distinct_methods: number;
  readonly distinct_event_types: number;
  readonly unanswered_calls: number;
  readonly orphan_replies: number;
  readonly event_types_top20: Readonly<Record<string, number>>;
  readonly failure_classes: Readonly<Record<string, number>>;
}

const pathOf = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const fixture = (name: string, file: string): CaptureFixture => ({
  name,
  file: pathOf(file),
  facts: JSON.parse(
    readFileSync(pathOf(`test/fixtures/captures/${name}/facts.json`), 'utf8'),
  ) as CaptureFacts,
});

export const captureFixtures: readonly CaptureFixture[] = [
  fixture('idle', 'test/fixtures/captures/idle/firehose.ndjson.gz'),
  fixture('boot', 'media/sample/server-boot.ndjson.gz'),
  fixture('volume', 'test/fixtures/captures/volume/firehose.ndjson.gz'),
  fixture('failures', 'test/fixtures/captures/failures/firehose.ndjson.gz'),
];

/** The first 40 records of `boot`, as the rabbitmq_tracing plugin logged them. */
export const tracingLog = pathOf('test/fixtures/captures/boot/tracing-json.log.gz');

/** The same records in the plugin's format `text`. */
export const tracingTextLog = pathOf('test/fixtures/captures/boot/tracing-text.log.gz');

export interface ReadTrace {
  readonly records: readonly TraceRecord[];
  readonly batches: readonly number[];
  readonly skipped: readonly SkippedInput[];
  readonly states: readonly SourceState[];
}

/** Everything that the source of a file delivers. */
export async function readTrace(file: string): Promise<ReadTrace> {
  const { source } = await openTraceFile(file);
  const [records, batches, skipped, states] = [
    [] as TraceRecord[],
    [] as number[],
    [] as SkippedInput[],
    [] as SourceState[],
  ];
  await source.run(
    {
      receive: batch => {
        records.push(...batch);
        batches.push(batch.length);
        return Promise.resolve();
      },
      skipped: problem => skipped.push(problem),
      stateChanged: state => states.push(state),
    },
    new AbortController().signal,
  );
  return { records, batches, skipped, states };
}
