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
  readonly from: number;
  readonly to: number;
  readonly carried: readonly (readonly [Connection, messages: number])[];
}

export class LaneRates {
  private readonly samples: Sample[] = [];
  /** Counter of each connection, by its id, at the last sample. */
  private readonly counted: number[] = [];
  private sampledAt: number | undefined;

  constructor(private readonly participants: Pick<Participants, 'size' | 'connectionWithId'>) {}

  /** Takes a sample; call it about once a second. @param now milliseconds of any steady clock */
  sample(now: number): void {
    const carried: [Connection, number][] = [];
    for (let id = 1; id <= this.participants.size; id++) {
      const connection = this.participants.connectionWithId(id);
      if (!connection) continue;
      const messages = connection.messageCount - (this.counted[id] ?? 0);
      this.counted[id] = connection.messageCount;
      if (messages > 0) carried.push([connection, messages]);
    }
    if (this.sampledAt !== undefined) this.samples.push({ from: this.sampledAt, to: now, carried });
    this.sampledAt = now;
    while ((this.samples[0]?.from ?? now) < now - windowMillis) this.samples.shift();
  }

  /** Discards samples after the counters were reset. */
  restart(): void {
    this.samples.length = 0;
    this.counted.length = 0;
    this.sampledAt = undefined;
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
    const seconds = (last.to - first.from) / 1000;
    return [...messages].map(([lane, count]) => ({ lane, messagesPerSecond: count / seconds }));
  }
}
