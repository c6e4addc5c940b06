import { once } from 'node:events';
import path from 'node:path';
import { connect } from 'amqplib';
import { defaultBindingKeys } from '../../src/core/amqp/brokerConnection';
import { defaultCaptureLimits } from '../../src/protocol/engineTask';
import { BrokerSource } from '../../src/adapters/amqp/brokerSource';
import type { TraceSource } from '../../src/core/amqp/traceSource';
import { closeCapture, createCapture } from '../../src/capture/captureFile';
import { Engine } from '../../src/engine/engine';
import { Recorder } from '../../src/engine/recording/recorder';
import type { RabbitNode } from '../support/rabbitmq';
import { OwnRabbitNode } from '../support/rabbitmq';
import { waitFor } from '../support/waitFor';
import type { Figure } from './figure';
import { median } from './importBench';
import { bodyCopy, sampleLines } from '../support/traffic';

const publishes = 20_000;
/** Each published message is also delivered, as in a cloud. */
const records = 2 * publishes;
const rounds = 3;
const prefetch = 2_000;

/**
 * Measures records per second from a broker, decoded, paired, stored and readable, against a
 * consumer that only receives them. Both drain a tap queue that was filled before, so that the
 * broker's speed of tracing does not hide the difference.
 */
export async function benchLive(folder: string): Promise<Figure[]> {
  const rabbit = await OwnRabbitNode.start();
  try {
    await rabbit.setTracing(true);
    const ratios: number[] = [];
    let ours = 0;
    let bare = 0;
    for (let round = 0; round < rounds; round++) {
      bare = await bareConsumer(rabbit, round * 2);
      ours = await liveCapture(rabbit, path.join(folder, `live${round}.rpcscope`), round * 2 + 1);
      ratios.push(ours / bare);
    }
    return [
      {
        what: `live, ${records} records waiting in the tap queue`,
        value: `${Math.round(ours)} records/s`,
        comparedWith: `amqplib consumer that only acknowledges: ${Math.round(bare)} records/s`,
        ratio: median(ratios).toFixed(2),
        aim: '≥ 0.6',
      },
    ];
  } finally {
    await rabbit.dispose();
  }
}

async function bareConsumer(rabbit: RabbitNode, round: number): Promise<number> {
  const connection = await connect(rabbit.transportUrl().replace('rabbit://', 'amqp://'));
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  for (const key of defaultBindingKeys) await channel.bindQueue(queue, 'amq.rabbitmq.trace', key);
  await publish(rabbit, round);
  await waitFor(async () => (await channel.checkQueue(queue)).messageCount === records, {
    what: 'a full queue',
  });
  await channel.prefetch(prefetch);
  let received = 0;
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    channel
      .consume(queue, message => {
        if (!message) return;
        received++;
        if (received % 500 === 0) channel.ack(message, true);
        if (received === records) resolve();
      })
      .catch(reject);
  });
  const rate = (records * 1000) / (performance.now() - start);
  await connection.close();
  return rate;
}

/** Starts a live capture with a gate before the recorder that lets the queue fill. */
async function liveCapture(rabbit: RabbitNode, file: string, round: number): Promise<number> {
  const database = createCapture(file, 'powerCut');
  const engine = new Engine(database, () => undefined);
  const recorder = new Recorder(
    database,
    { name: 'bench', origin: '', keepSecrets: false, isLive: true, limits: defaultCaptureLimits },
    engine.announcements,
  );
  engine.attach(recorder);
  let open = (): void => undefined;
  const gate = new Promise<void>(resolve => (open = resolve));
  let held = 0;
  const firehose = new BrokerSource(rabbit.connection());
  const gated: TraceSource = {
    run: (sink, signal) =>
      firehose.run(
        {
          receive: async records => {
            held ||= records.length;
            await gate;
            await sink.receive(records);
          },
          skipped: problem => sink.skipped(problem),
          stateChanged: state => sink.stateChanged(state),
        },
        signal,
      ),
  };
  const stopping = new AbortController();
  const ended = recorder.run(gated, stopping.signal);
  await waitFor(() => recorder.state.state === 'live', { what: 'a live capture' });
  await publish(rabbit, round);
  await waitFor(() => held > 0, { what: 'the first records' });
  const start = performance.now();
  open();
  while (recorder.meta.recordCount < records) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  const rate = ((records - held) * 1000) / (performance.now() - start);
  stopping.abort();
  await ended;
  if (engine.status.captureStatus().messageCount !== publishes)
    throw new Error('messages are missing');
  engine.dispose();
  closeCapture(database, true);
  return rate;
}

/** Publishes real bodies to a consumer; each one makes two trace records. */
async function publish(rabbit: RabbitNode, round: number): Promise<void> {
  const bodies = sampleLines()
    .filter(line => line.routing_key.startsWith('publish'))
    .map(line => line.body_base64);
  const connection = await connect(rabbit.transportUrl().replace('rabbit://', 'amqp://'));
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('bench', 'topic', { autoDelete: true });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'bench', '#');
  let delivered = 0;
  await channel.consume(queue, () => delivered++, { noAck: true });
  for (let n = 0; n < publishes; n++) {
    const copy = round * publishes + Math.floor(n / bodies.length);
    if (!channel.publish('bench', 'anywhere', bodyCopy(bodies[n % bodies.length] ?? '', copy))) {
      await once(channel, 'drain');
    }
  }
  await channel.waitForConfirms();
  await waitFor(() => delivered === publishes, { what: 'the deliveries' });
  await channel.close();
  await connection.close();
}
