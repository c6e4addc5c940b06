/**
 * Repeats AMQP's handshake to learn what amqplib does not report: the reply text with which a
 * broker refused to open the vhost, or bytes that are not AMQP.
 *
 * The client's part of the handshake is known in advance, so it is sent in one piece, and the
 * answer is only searched for `connection.close`.
 */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { BrokerHost } from '../../core/amqp/brokerConnection';
import type { SourceFailure } from '../../core/amqp/sourceState';
import { replyTextCode } from '../network/failures';

const answerTimeoutMillis = 3_000;
const maxAnswerBytes = 64 * 1024;

/**
 * @returns the reason for the refusal; `undefined` when the broker gives none or no longer refuses
 */
export async function readRefusal(
  socket: Duplex,
  { username, password }: BrokerHost,
  vhost: string,
): Promise<Pick<SourceFailure, 'code' | 'detail'> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    // A refusal is a few hundred bytes; a longer answer contains no reason.
    if (length > maxAnswerBytes || closeText(Buffer.concat(chunks)) !== undefined) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  const giveUp = setTimeout(() => socket.destroy(), answerTimeoutMillis);
  socket.write(handshakeFrames(username, password, vhost));
  await once(socket, 'close').catch(() => undefined);
  clearTimeout(giveUp);
  return interpretAnswer(Buffer.concat(chunks));
}

function interpretAnswer(answer: Buffer): Pick<SourceFailure, 'code' | 'detail'> | undefined {
  if (answer.length === 0) return undefined;
  if (answer[0] === tlsAlert) return { code: 'notAmqp', detail: 'the port speaks TLS' };
  if (answer[0] !== methodFrame) {
    const firstWords = answer.toString('latin1', 0, 40).replace(/[^\x20-\x7e]/g, '.');
    return { code: 'notAmqp', detail: `the other side sent "${firstWords}"` };
  }
  const text = closeText(answer);
  return text === undefined ? undefined : { code: replyTextCode(text) ?? 'other', detail: text };
}

const methodFrame = 1;
const tlsAlert = 0x15;
const frameHeaderBytes = 7;
const frameEnd = 0xce;
const connectionClass = 10;
const closeMethod = 50;

/** Returns the reply text of the first `connection.close` in a sequence of frames. */
function closeText(frames: Buffer): string | undefined {
  for (let at = 0; at + frameHeaderBytes < frames.length;) {
    const payload = at + frameHeaderBytes;
    const size = frames.readUInt32BE(at + 3);
    if (payload + size > frames.length) return undefined;
    // The payload has class, method and reply code, then the text's length and the text.
    const isClose =
      size > 6 &&
      frames.readUInt16BE(payload) === connectionClass &&
      frames.readUInt16BE(payload + 2) === closeMethod;
    const text = payload + 7;
    if (isClose) return frames.toString('utf8', text, text + (frames[text - 1] ?? 0));
    at = payload + size + 1;
  }
  return undefined;
}

/** The client's frames: protocol header, `start-ok`, `tune-ok` with the smallest values, `open`. */
const handshakeFrames = (username: string, password: string, vhost: string): Buffer =>
  Buffer.concat([
    Buffer.from('AMQP\0\0\x09\x01', 'latin1'),
    method(
      11,
      noTable,
      shortString('PLAIN'),
      longString(`\0${username}\0${password}`),
      shortString('en_US'),
    ),
    method(31, Buffer.from([0, 1, 0, 0, 0x10, 0, 0, 0])),
    method(40, shortString(vhost), shortString(''), Buffer.from([0])),
  ]);

const noTable = Buffer.alloc(4);

function method(id: number, ...fields: Buffer[]): Buffer {
  const payload = Buffer.concat([Buffer.from([0, connectionClass, 0, id]), ...fields]);
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt8(methodFrame, 0);
  header.writeUInt32BE(payload.length, 3);
  return Buffer.concat([header, payload, Buffer.from([frameEnd])]);
}

/**
 * Encodes a short string. AMQP limits it to 255 bytes; a longer user name or vhost cannot be valid
 * and is cut.
 */
function shortString(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function longString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
