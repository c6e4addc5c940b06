/**
 * Measures the rate of messages of each lane over the last seconds.
 *
 * The rates are sampled from the counters of connections, so that records take no extra time.
 * Samples are kept by connection, and summed by lane on request: when a process gets its name
 * later, its traffic moves with it.
 */
import type { Participants } from '../../core/processes/participants';
import type { Connection } from '../../core/processes/process';
import type { LaneRate } from '../../protocol/status';
import { laneKey } from '../../capture/write/laneKeys';

const windowMillis = 10_000;

/** Number of messages of each connection between two samples. */
interface Sample {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly carried: readonly (readonly [Connection, messages: number])[];
}

export class LaneRates {
  private readonly samples: Sample[] = [];
  /** Counter of each connection, by its id, at the last sample. */
  private readonly counted: number[] = [];
  private sampledAtMillis: number | undefined;

  constructor(private readonly participants: Pick<Participants, 'size' | 'connectionWithId'>) {}

  /** Takes a sample; call it about once a second. @param nowMillis time of any steady clock */
  sample(nowMillis: number): void {
    const carried: [Connection, number][] = [];
    for (let id = 1; id <= this.participants.size; id++) {
      const connection = this.participants.connectionWithId(id);
      if (!connection) continue;
      const messages = connection.messageCount - (this.counted[id] ?? 0);
      this.counted[id] = connection.messageCount;
      if (messages > 0) carried.push([connection, messages]);
    }
    if (this.sampledAtMillis !== undefined)
      this.samples.push({ fromMillis: this.sampledAtMillis, toMillis: nowMillis, carried });
    this.sampledAtMillis = nowMillis;
    while ((this.samples[0]?.fromMillis ?? nowMillis) < nowMillis - windowMillis)
      this.samples.shift();
  }

  /** Discards samples after the counters were reset. */
  restart(): void {
    this.samples.length = 0;
    this.counted.length = 0;
    this.sampledAtMillis = undefined;
  }

  /** Returns rates of lanes at level `host` with traffic. */
  messageRates(): readonly LaneRate[] {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last) return [];
    const messages = new Map<string, number>();
    for (const [{ process }, count] of this.samples.flatMap(({ carried }) => carried)) {
      const lane = laneKey(process.name.service, process.name.host);
      messages.set(lane, (messages.get(lane) ?? 0) + count);
    }
    const seconds = (last.toMillis - first.fromMillis) / 1000;
    return [...messages].map(([lane, count]) => ({ lane, messagesPerSecond: count / seconds }));
  }
}
