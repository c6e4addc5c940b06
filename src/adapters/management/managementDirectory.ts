import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { BrokerSnapshot, ConnectionDirectory } from '../../core/amqp/brokerSnapshot';
import { isJsonObject } from '../../core/base/json';
import { SourceError } from '../../core/amqp/traceSource';
import { ManagementClient } from './managementClient';
import { itemsOf, parseSnapshot } from './parseSnapshot';
import { mayReadAllConnections, readTags } from './whoAmI';

/** Number of connections per page; the API allows at most 500. */
const pageSize = 500;
/** Maximum number of pages: 100,000 connections, more than any broker has. */
const maxPages = 200;

const connectionColumns =
  'name,client_properties.connection_name,user_provided_name,peer_host,vhost,connected_at';
const consumerColumns = 'queue.name,queue.vhost,channel_details.connection_name';

/** Reads from the management API which processes own the connections of one vhost. */
export class ManagementDirectory implements ConnectionDirectory {
  private readonly client: ManagementClient;
  private readonly vhost: string;
  private isAllowed = false;

  constructor(broker: BrokerConnection) {
    this.client = new ManagementClient(broker);
    this.vhost = encodeURIComponent(broker.vhost);
  }

  async fetchSnapshot(signal: AbortSignal): Promise<BrokerSnapshot> {
    await this.checkTags(signal);
    const [connections, consumers] = await Promise.all([
      this.readConnections(signal),
      this.client.get(`/consumers/${this.vhost}?columns=${consumerColumns}`, signal),
    ]);
    return parseSnapshot(connections, consumers);
  }

  /**
   * Checks the user's tags. Without the right tag the API also answers, but lists only the user's
   * own connections.
   */
  private async checkTags(signal: AbortSignal): Promise<void> {
    if (this.isAllowed) return;
    const tags = await readTags(this.client, signal);
    if (!mayReadAllConnections(tags)) {
      throw new SourceError({
        code: 'managementForbidden',
        detail: 'the user has neither the tag monitoring nor administrator',
      });
    }
    this.isAllowed = true;
  }

  private async readConnections(signal: AbortSignal): Promise<unknown[]> {
    const all: unknown[] = [];
    const path = `/vhosts/${this.vhost}/connections?page_size=${pageSize}&columns=${connectionColumns}`;
    for (let page = 1; page <= maxPages; page++) {
      const answer = await this.client.get(`${path}&page=${page}`, signal);
      const items = itemsOf(answer);
      for (const item of items) all.push(item);
      const pageCount = isJsonObject(answer) ? Number(answer['page_count']) : 1;
      if (items.length === 0 || !(page < pageCount)) break;
    }
    return all;
  }
}
