/**
 * A vhost's tracing switch, through the management API. It lives in the memory of the node that
 * serves the request: in a cluster that node's clients are traced, and a restart turns it off.
 */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { SourceError } from '../../core/amqp/traceSource';
import { ManagementClient } from './managementClient';
import { itemsOf } from './parseSnapshot';
import { isOfBroker, journalOf, readJournal, removeJournal, writeJournal } from './tracingJournal';

/** The switch is put back when the user leaves, who does not wait long. */
const timeoutMillis = 3_000;

export class TracingSwitch {
  private readonly client: ManagementClient;
  private readonly vhostPath: string;

  /**
   * @param journalPath where {@link switchOn} notes what it found; none: it is only looked at
   * @param isOurs whether the journal is there and tells of this switch
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

  /** Needs the tag `management`; @throws {SourceError} */
  async read(signal?: AbortSignal): Promise<'on' | 'off'> {
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
   * Turns tracing on. When it is on already, it is another's and nothing is touched; unless the
   * journal says that we turned it on and did not get to put it back.
   *
   * @throws {SourceError} when it cannot be turned on
   */
  async switchOn(signal?: AbortSignal): Promise<void> {
    if (this.journalPath === undefined) return;
    const vhost = await this.readVhost(signal);
    const journal = await readJournal(this.journalPath);
    if (journal && !isOfBroker(journal, this.broker)) {
      throw new SourceError({
        code: 'other',
        detail: `${this.journalPath} is the journal of another broker's switch`,
      });
    }
    if (journal) this.isOurs = true;
    if (vhost['tracing'] === true) return;
    if (!journal) await writeJournal(this.journalPath, journalOf(this.broker));
    this.isOurs = true;
    await this.write(vhost, true, signal);
  }

  /**
   * Puts the switch back, if we turned it on, and removes the journal.
   *
   * @throws {SourceError} when it cannot be put back; the journal stays
   */
  async restore(): Promise<void> {
    if (!this.isOurs || this.journalPath === undefined) return;
    const vhost = await this.readVhost();
    if (vhost['tracing'] === true) await this.write(vhost, false);
    await removeJournal(this.journalPath);
    this.isOurs = false;
  }

  private async readVhost(signal?: AbortSignal): Promise<JsonObject> {
    const vhost = await this.client.get(this.vhostPath, signal);
    return isJsonObject(vhost) ? vhost : {};
  }

  /** A PUT resets what it does not name: all that can be set is sent back as it was read. */
  private write(vhost: JsonObject, tracing: boolean, signal?: AbortSignal): Promise<void> {
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
 * Puts the switch back as the journal of a session that crashed says, and removes the journal. No
 * journal, or one of another broker: does nothing.
 *
 * @throws {SourceError} when it cannot be read or put back; the journal stays
 */
export async function restoreFromJournal(file: string, broker: BrokerConnection): Promise<void> {
  const journal = await readJournal(file);
  if (!journal || !isOfBroker(journal, broker)) return;
  await new TracingSwitch(broker, file, true).restore();
}
