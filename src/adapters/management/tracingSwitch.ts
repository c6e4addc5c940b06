/**
 * A vhost's tracing switch, accessed through the management API. The switch lives in the memory of
 * the node that serves the request: in a cluster only that node's clients are traced, and a restart
 * turns it off.
 */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { JsonObject } from '../../core/base/json';
import { traceExchange } from '../../core/amqp/firehose';
import { isJsonObject } from '../../core/base/json';
import { SourceError } from '../../core/amqp/traceSource';
import { ManagementClient } from './managementClient';
import { itemsOf } from './parseSnapshot';
import { isOfBroker, journalOf, readJournal, removeJournal, writeJournal } from './tracingJournal';

/**
 * Timeout of one request. It is short because the switch is restored while the user waits for the
 * window to close.
 */
const timeoutMillis = 3_000;

export class TracingSwitch {
  private readonly client: ManagementClient;
  private readonly vhostPath: string;
  /** Queues of this source's own, which may still be there when it ends. */
  readonly ownQueues = new Set<string>();

  /**
   * @param journalPath file in which {@link switchOn} records the previous position. Default: none;
   *   the switch can only be read
   * @param isOurs true when the journal exists and belongs to this switch
   */
  constructor(
    private readonly broker: BrokerConnection,
    private readonly journalPath?: string,
    private isOurs = false,
  ) {
    this.client = new ManagementClient(broker, timeoutMillis);
    this.vhostPath = `/vhosts/${encodeURIComponent(broker.vhost)}`;
  }

  get mayBeSwitched(): boolean {
    return this.journalPath !== undefined;
  }

  /**
   * Reads the position of the switch. The user needs the tag `management`.
   *
   * @throws {SourceError} when it cannot be read
   */
  async readPosition(signal?: AbortSignal): Promise<'on' | 'off'> {
    const vhosts = itemsOf(await this.client.get('/vhosts?columns=name,tracing', signal));
    const own = vhosts.find(({ name }) => name === this.broker.vhost);
    if (!own) {
      throw new SourceError({
        code: 'noSuchVhost',
        detail: `the management API shows no vhost ${this.broker.vhost}`,
      });
    }
    return own['tracing'] === true ? 'on' : 'off';
  }

  /**
   * Turns tracing on. A switch that is already on belongs to somebody else and is left alone,
   * unless the journal shows that an earlier session turned it on and could not restore it.
   *
   * @returns true when it was off
   * @throws {SourceError} when it cannot be turned on
   */
  async switchOn(signal?: AbortSignal): Promise<boolean> {
    if (this.journalPath === undefined) return false;
    const vhost = await this.readVhost(signal);
    const journal = await readJournal(this.journalPath);
    if (journal && !(await isOfBroker(journal, this.broker))) {
      throw new SourceError({
        code: 'other',
        detail: `${this.journalPath} is the journal of another broker's switch`,
      });
    }
    if (journal) this.isOurs = true;
    if (vhost['tracing'] === true) return false;
    if (!journal) await writeJournal(this.journalPath, journalOf(this.broker));
    this.isOurs = true;
    await this.writeVhost(vhost, true, signal);
    return true;
  }

  /**
   * Turns tracing off if this object (or the session of its journal) turned it on, and removes the
   * journal. While other taps read the trace, tracing stays on and the journal is kept.
   *
   * @returns the queues of the other taps
   * @throws {SourceError} when that fails; the journal is kept
   */
  async restore(): Promise<readonly string[]> {
    if (!this.isOurs || this.journalPath === undefined) return [];
    const vhost = await this.readVhost();
    if (vhost['tracing'] === true) {
      const readers = await this.otherReaders();
      if (readers.length > 0) return readers;
      await this.writeVhost(vhost, false);
    }
    await removeJournal(this.journalPath);
    this.isOurs = false;
    return [];
  }

  /**
   * Returns the queues of others that get trace records, and that somebody reads. An exclusive queue
   * ends with its reader; the number of a queue's consumers is known some seconds late.
   */
  private async otherReaders(): Promise<readonly string[]> {
    const vhost = encodeURIComponent(this.broker.vhost);
    const bindings = await this.client.get(`/exchanges/${vhost}/${traceExchange}/bindings/source`);
    const bound = new Set(
      itemsOf(bindings)
        .map(({ destination }) => destination)
        .filter(name => typeof name === 'string')
        .filter(name => !this.ownQueues.has(name)),
    );
    const readers: string[] = [];
    for (const name of bound) {
      const path = `/queues/${vhost}/${encodeURIComponent(name)}?columns=exclusive,consumers`;
      // A queue that is gone by now has no reader.
      const queue = await this.client.get(path).catch(() => undefined);
      if (!isJsonObject(queue)) continue;
      if (queue['exclusive'] === true || Number(queue['consumers']) > 0) readers.push(name);
    }
    return readers;
  }

  private async readVhost(signal?: AbortSignal): Promise<JsonObject> {
    const vhost = await this.client.get(this.vhostPath, signal);
    return isJsonObject(vhost) ? vhost : {};
  }

  /**
   * Writes the switch. A PUT resets every setting that it does not name, so the others are sent
   * back as they were read.
   */
  private writeVhost(vhost: JsonObject, tracing: boolean, signal?: AbortSignal): Promise<void> {
    const { description, tags, default_queue_type: queueType } = vhost;
    const kept = {
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags }),
      ...(typeof queueType === 'string' && queueType !== 'undefined'
        ? { default_queue_type: queueType }
        : {}),
    };
    return this.client.put(this.vhostPath, { ...kept, tracing }, signal);
  }
}

/**
 * Restores the switch as recorded in the journal of a session that crashed, and removes the
 * journal. Does nothing when there is no journal, or when it belongs to another broker. While other
 * taps read the trace, tracing stays on and the journal is kept.
 *
 * @returns the queues of the other taps
 * @throws {SourceError} when the journal cannot be read or the switch not restored; the journal is
 *   kept
 */
export async function restoreFromJournal(
  file: string,
  broker: BrokerConnection,
): Promise<readonly string[]> {
  const journal = await readJournal(file);
  if (!journal || !(await isOfBroker(journal, broker))) return [];
  return await new TracingSwitch(broker, file, true).restore();
}
