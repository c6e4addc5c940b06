/** Taps a broker with its tracing switched on, until it is killed. */
import { BrokerSource } from '../../src/adapters/amqp/brokerSource';
import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';

const { broker, journal } = JSON.parse(process.argv[2] ?? '{}') as {
  broker: BrokerConnection;
  journal: string;
};
const deaf = {
  receive: () => Promise.resolve(),
  skipped: () => undefined,
  stateChanged: () => undefined,
};

void new BrokerSource(broker, { tracingJournal: journal }).run(deaf, new AbortController().signal);
