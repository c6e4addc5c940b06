/** Writes logs in the formats of RabbitMQ's plugin and of rabtap, in any size. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { FirehoseLine } from '../support/traffic';
import { bodyCopy, sampleLines } from '../support/traffic';

export type LogFormat = 'firehose' | 'tracing JSON' | 'tracing text' | 'rabtap';

/** @returns number of records */
export async function writeLog(file: string, format: LogFormat, bytes: number): Promise<number> {
  const lines = sampleLines();
  const out = createWriteStream(file);
  let records = 0;
  for (let copy = 0; out.bytesWritten < bytes; copy++) {
    const texts = lines.map(line => {
      const body = bodyCopy(line.body_base64, copy);
      return writers[format]({ ...line, ts: line.ts + copy * 20_000_000 }, body);
    });
    records += texts.length;
    if (!out.write(Buffer.concat(texts))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return records;
}

type Write = (line: FirehoseLine, body: Buffer) => Buffer;

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
const iso = (micros: number): string => new Date(micros / 1000).toISOString();

const writers: Readonly<Record<LogFormat, Write>> = {
  firehose: (line, body) => json({ ...line, body_base64: body.toString('base64') }),
  'tracing JSON': ({ ts, routing_key: key, headers }, body) => {
    const isPublish = key.startsWith('publish.');
    return json({
      channel: headers['channel'],
      connection: headers['connection'],
      exchange: headers['exchange_name'],
      node: headers['node'],
      payload: body.toString('base64'),
      properties: headers['properties'],
      queue: isPublish ? 'none' : key.slice('deliver.'.length),
      routed_queues: isPublish ? headers['routed_queues'] : 'none',
      routing_keys: headers['routing_keys'],
      timestamp: iso(ts),
      type: isPublish ? 'published' : 'received',
      user: headers['user'],
      vhost: headers['vhost'],
    });
  },
  'tracing text': ({ ts, routing_key: key, headers }, body) => {
    const isPublish = key.startsWith('publish.');
    const head = [
      '',
      '='.repeat(80),
      `${iso(ts)}: Message ${isPublish ? 'published' : 'received'}`,
      '',
      `Node:         ${String(headers['node'])}`,
      `Connection:   ${String(headers['connection'])}`,
      `Virtual host: ${String(headers['vhost'])}`,
      `User:         ${String(headers['user'])}`,
      `Channel:      ${String(headers['channel'])}`,
      `Exchange:     ${String(headers['exchange_name'])}`,
      `Routing keys: ${erlangList(headers['routing_keys'])}`,
      isPublish
        ? `Routed queues: ${erlangList(headers['routed_queues'])}`
        : `Queue:        ${key.slice('deliver.'.length)}`,
      `Properties:   [{<<"delivery_mode">>,signedint,2},\n               {<<"content_type">>,longstr,<<"application/json">>}]`,
      'Payload: ',
      '',
    ];
    return Buffer.concat([Buffer.from(head.join('\n')), body, Buffer.from('\n')]);
  },
  rabtap: ({ ts, routing_key: key, headers }, body) =>
    json({
      Headers: headers,
      Exchange: 'amq.rabbitmq.trace',
      RoutingKey: key,
      XRabtapReceivedTimestamp: iso(ts),
      Body: body.toString('base64'),
    }),
};

const erlangList = (names: unknown): string =>
  `[${(names as readonly string[]).map(name => `<<"${name}">>`).join(',')}]`;
