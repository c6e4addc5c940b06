/**
 * Repeats AMQP's handshake to learn what amqplib does not report: the reply text with which a
 * broker refused to open the vhost, or bytes that are not AMQP.
 *
 * The client takes the limits that the broker offers, because each release has its own smallest ones;
 * otherwise the answer is only searched for `connection.close`.
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
  let answer = Buffer.alloc(0);
  let isTuned = false;
  socket.on('data', (chunk: Buffer) => {
    answer = Buffer.concat([answer, chunk]);
    const limits = methodFields(answer, methods.tune);
    if (limits && !isTuned) {
      isTuned = true;
      socket.write(openingFrames(limits, vhost));
    }
    // A refusal is a few hundred bytes; a longer answer contains no reason.
    if (answer.length > maxAnswerBytes || closeText(answer) !== undefined) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  const giveUp = setTimeout(() => socket.destroy(), answerTimeoutMillis);
  socket.write(loginFrames(username, password));
  await once(socket, 'close').catch(() => undefined);
  clearTimeout(giveUp);
  return interpretAnswer(answer);
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
const methods = { startOk: 11, tune: 30, tuneOk: 31, open: 40, close: 50 } as const;

/** Returns the fields of the first method with this id in a sequence of frames that may be cut off. */
function methodFields(frames: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + frameHeaderBytes < frames.length;) {
    const payload = at + frameHeaderBytes;
    const end = payload + frames.readUInt32BE(at + 3);
    if (end > frames.length) return undefined;
    const isIt =
      end - payload >= 4 &&
      frames.readUInt16BE(payload) === connectionClass &&
      frames.readUInt16BE(payload + 2) === id;
    if (isIt) return frames.subarray(payload + 4, end);
    at = end + 1;
  }
  return undefined;
}

/** Returns the reply text of the first `connection.close`: it follows the code, with its length. */
function closeText(frames: Buffer): string | undefined {
  const fields = methodFields(frames, methods.close);
  return fields?.toString('utf8', 3, 3 + (fields[2] ?? 0));
}

/** The client's first frames: protocol header and `start-ok`. */
const loginFrames = (username: string, password: string): Buffer =>
  Buffer.concat([
    Buffer.from('AMQP\0\0\x09\x01', 'latin1'),
    method(
      methods.startOk,
      noTable,
      shortString('PLAIN'),
      longString(`\0${username}\0${password}`),
      shortString('en_US'),
    ),
  ]);

/** `tune-ok` with the numbers of channels and bytes in a frame that `tune` offers, and `open`. */
const openingFrames = (limits: Buffer, vhost: string): Buffer =>
  Buffer.concat([
    method(methods.tuneOk, limits.subarray(0, 6), noHeartbeat),
    method(methods.open, shortString(vhost), shortString(''), Buffer.from([0])),
  ]);

const noHeartbeat = Buffer.alloc(2);
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
