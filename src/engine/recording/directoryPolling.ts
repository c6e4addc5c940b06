import type { BrokerSnapshot, ConnectionDirectory } from '../../core/amqp/brokerSnapshot';
import { SourceError } from '../../core/amqp/traceSource';

/** Shortest interval. The management API lists a new connection after up to 5 s. */
const everyMillis = 2_000;
/** Interval once every connection has a name: another process may use a port again. */
const namedEveryMillis = 60_000;

interface SnapshotLearner {
  /** True when a snapshot might name a connection that has no name. */
  readonly hasNameless: boolean;
  learn(snapshot: BrokerSnapshot): void;
}

/** Asks the management API in intervals for the processes behind the connections of a recording. */
export class DirectoryPolling {
  /** Infinity while a request is under way: a slow API is not asked again before it has answered. */
  private askedAtMillis = -Infinity;
  private latestProblem: string | undefined;

  /** @param answered called after each request, whether it failed or not */
  constructor(
    private readonly directory: ConnectionDirectory,
    private readonly learner: SnapshotLearner,
    private readonly answered: () => void,
  ) {}

  /** Why the latest request gave no names; `undefined` when it did. */
  get problem(): string | undefined {
    return this.latestProblem;
  }

  /** Asks if the interval has passed. @param nowMillis milliseconds of any steady clock */
  pollIfDue(nowMillis: number, signal: AbortSignal): void {
    const millis = this.learner.hasNameless ? everyMillis : namedEveryMillis;
    if (nowMillis - this.askedAtMillis < millis) return;
    this.askedAtMillis = Infinity;
    void this.poll(signal);
  }

  private async poll(signal: AbortSignal): Promise<void> {
    try {
      this.learner.learn(await this.directory.fetchSnapshot(signal));
      this.latestProblem = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.latestProblem =
        error instanceof SourceError ? error.failure.detail : 'the management API did not answer';
    } finally {
      this.askedAtMillis = performance.now();
    }
    this.answered();
  }
}
