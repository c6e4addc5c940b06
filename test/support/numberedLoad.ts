import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { RabbitNode } from './rabbitmq';
import { waitFor } from './waitFor';

/**
 * A number that the broker has confirmed: the broker took it between these times, in µs since the epoch.
 * The times allow for the clock of another process, which may be off by a millisecond, as this one's.
 */
export interface Published {
  readonly sentAtMicros: number;
  readonly confirmedAtMicros: number;
}

export interface LoadShape {
  /** Interval of bursts, in ms. */
  readonly everyMillis?: number;
  /** Number of messages in a burst. */
  readonly burst?: number;
  /** Size of the filling behind each number, in bytes. */
  readonly bytes?: number;
}

/**
 * Publishes numbers, each in a message of its own, until it is stopped. It connects again when the
 * broker has gone; a number that was under way then does not count as published.
 */
export class NumberedLoad {
  readonly published = new Map<number, Published>();
  private next = 0;
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;

  constructor(
    private readonly node: RabbitNode,
    private readonly vhost: string,
    private readonly shape: LoadShape = {},
  ) {
    this.ended = this.run();
  }

  /** Number of the newest confirmed message. */
  get newest(): number {
    return [...this.published.keys()].at(-1) ?? -1;
  }

  /**
   * Waits until so many numbers that have not been sent yet have been published. (A number that waits
   * for its confirmation may have been recorded already.)
   *
   * @returns the newest one
   */
  async more(count: number): Promise<number> {
    const wanted = this.next - 1 + count;
    await waitFor(() => this.newest >= wanted, { what: `number ${wanted}` });
    return this.newest;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.publishUntilLost().catch(() => undefined);
      await delay(20);
    }
  }

  private async publishUntilLost(): Promise<void> {
    const { amqpPort, username, password } = this.node.address;
    const model = await connect(
      {
        hostname: '127.0.0.1',
        port: amqpPort,
        username,
        password,
        vhost: encodeURIComponent(this.vhost),
      },
      { clientProperties: { connection_name: 'numbered load' } },
    );
    const lost = new AbortController();
    const isLost = () => lost.signal.aborted;
    model.on('error', () => undefined);
    // Requests on a connection that ends are not always answered, so its end is awaited, too.
    const closed = new Promise<undefined>(resolve => {
      model.on('close', () => {
        lost.abort();
        resolve(undefined);
      });
    });
    const channel = await Promise.race([model.createConfirmChannel(), closed]);
    if (!channel) return;
    channel.on('error', () => lost.abort());
    const { everyMillis = 5, burst = 2, bytes = 100 } = this.shape;
    const filling = Buffer.alloc(bytes, ' ');
    while (!isLost() && !this.stopping.signal.aborted) {
      for (let at = 0; at < burst; at++) {
        const number = this.next++;
        const sentAtMicros = (Date.now() - 1) * 1000;
        channel.publish(
          '',
          'nobody',
          Buffer.concat([Buffer.from(`${number}`), filling]),
          {},
          error => {
            if (error) return;
            this.published.set(number, {
              sentAtMicros,
              confirmedAtMicros: (Date.now() + 1) * 1000,
            });
          },
        );
      }
      await delay(everyMillis);
    }
    if (!isLost()) await Promise.race([channel.waitForConfirms(), closed]);
    await Promise.race([model.close().catch(() => undefined), closed]);
  }
}
