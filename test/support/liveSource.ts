import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';
import type { Gap } from '../../src/core/amqp/gap';
import type { SourceFailure, SourceState } from '../../src/core/amqp/sourceState';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { TraceSink } from '../../src/core/amqp/traceSource';
import { SourceError } from '../../src/core/amqp/traceSource';
import type { BrokerSourceOptions } from '../../src/adapters/amqp/brokerSource';
import { BrokerSource } from '../../src/adapters/amqp/brokerSource';
import { waitFor } from './waitFor';

/** A running firehose source, with its records and states. */
export class LiveSource implements TraceSink {
  readonly records: TraceRecord[] = [];
  readonly batchSizes: number[] = [];
  readonly states: SourceState[] = [];
  /** Gaps by their ids, as last told. */
  readonly gaps = new Map<number, Gap>();
  readonly source: BrokerSource;
  /** The failure that ended it, `undefined` when it was stopped. */
  readonly ended: Promise<SourceFailure | undefined>;
  private endedWith: SourceFailure | undefined;
  private readonly stopping = new AbortController();

  constructor(broker: BrokerConnection, options: BrokerSourceOptions = {}) {
    this.source = new BrokerSource(broker, {
      backOff: { firstMillis: 200, maxMillis: 1_000 },
      ...options,
    });
    this.ended = this.source.run(this, this.stopping.signal).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof SourceError) return (this.endedWith = error.failure);
        throw error;
      },
    );
  }

  get state(): SourceState | undefined {
    return this.states.at(-1);
  }

  receive(records: readonly TraceRecord[]): Promise<void> {
    this.batchSizes.push(records.length);
    this.records.push(...records);
    return Promise.resolve();
  }

  /**
   * Keeps the next batches from being acknowledged, as a slow recorder does.
   *
   * @returns a function that lets them go on
   */
  hold(): () => void {
    let isHeld = true;
    const receive = this.receive.bind(this);
    this.receive = async records => {
      await receive(records);
      await waitFor(() => !isHeld, { what: 'the recorder to go on' });
    };
    return () => (isHeld = false);
  }

  skipped(): void {
    throw new Error('a firehose skips nothing');
  }

  gapChanged(gap: Gap): void {
    this.gaps.set(gap.id, gap);
  }

  stateChanged(state: SourceState): void {
    this.states.push(state);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  /** Waits until a state has been reported, also when it has passed. */
  untilTold(isIt: (state: SourceState) => boolean, what: string): Promise<SourceState> {
    return waitFor(() => this.states.find(isIt), { what });
  }

  /** Waits until the newest state has this name. */
  async untilState<Name extends SourceState['state']>(
    name: Name,
    isIt: (state: Extract<SourceState, { state: Name }>) => boolean = () => true,
  ): Promise<Extract<SourceState, { state: Name }>> {
    type Wanted = Extract<SourceState, { state: Name }>;
    const isWanted = (state: SourceState): state is Wanted =>
      state.state === name && isIt(state as Wanted);
    return waitFor(
      () => {
        if (this.endedWith) throw new Error(`it ended: ${JSON.stringify(this.endedWith)}`);
        return this.state && isWanted(this.state) ? this.state : undefined;
      },
      { what: `state ${name}, newest is ${JSON.stringify(this.state)}` },
    );
  }

  untilRecord(isIt: (record: TraceRecord) => boolean, what = 'a record'): Promise<TraceRecord> {
    return waitFor(() => this.records.find(isIt), { what });
  }
}
