import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import { readSetting, tapQueueLimits } from '../settings';
import type { BrokerDraft } from './profile';

/** @returns the connection parameters of a broker, with the current settings */
export function connectionOf(draft: BrokerDraft): BrokerConnection {
  const { hosts, vhost, tls, managementUrl, managementCredentials } = draft;
  return {
    hosts,
    vhost,
    ...(tls && { tls }),
    ...(managementUrl !== undefined && { managementUrl }),
    ...(managementCredentials && { managementCredentials }),
    bindingKeys: readSetting('rpcscope.tap.bindingKeys'),
    tapQueue: tapQueueLimits(),
  };
}
