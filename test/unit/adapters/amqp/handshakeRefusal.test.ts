import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readRefusal } from '../../../../src/adapters/amqp/handshakeRefusal';

const frameMax = 131_072;

/** A frame with a method of AMQP's class `connection`. */
const method = (id: number, ...fields: Buffer[]): Buffer => {
  const payload = Buffer.concat([Buffer.from([0, 10, 0, id]), ...fields]);
  const head = Buffer.alloc(7);
  head.writeUInt8(1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
};

/** The offer of RabbitMQ since 4.1, which refuses a smaller `frame_max` than 8,192 without a word. */
const tune = method(30, Buffer.from([0x07, 0xff, 0, 2, 0, 0, 0, 60]));
const text = Buffer.from('NOT_ALLOWED - vhost nope not found');
const close = method(50, Buffer.from([0x02, 0x12, text.length]), text, Buffer.alloc(4));

/** Answers as RabbitMQ 4.1 does; a client whose `tune-ok` has another `frame_max` is hung up on. */
function answer(socket: Socket): void {
  let taken = Buffer.alloc(0);
  socket.once('data', () => socket.write(tune));
  socket.on('data', chunk => {
    taken = Buffer.concat([taken, chunk]);
    const tuneOk = taken.indexOf(Buffer.from([0, 10, 0, 31]));
    if (tuneOk < 0) return;
    if (taken.readUInt32BE(tuneOk + 6) === frameMax) socket.end(close);
    else socket.destroy();
  });
}

test('the reason is read from a broker that accepts only the limits that it offers', async () => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = { hostname: '127.0.0.1', port, username: 'u', password: 'p' };
  expect(await readRefusal(connect(port, '127.0.0.1'), host, 'nope')).toEqual({
    code: 'noSuchVhost',
    detail: text.toString(),
  });
  server.close();
});
