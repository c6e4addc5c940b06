/** Files that are no captures, which a stranger could send to do harm. They are imported, or refused. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import zlib from 'node:zlib';
import { sampleLines } from './traffic';

/** Makes a hostile file. @param file path at which nothing is */
type Make = (file: string) => void;

const [sample] = sampleLines();
const megabyte = 1024 ** 2;
const gigabyte = 1024 ** 3;

/** A size in bytes beyond the limits of an unpacked body and of a line. */
const bomb = 100 * megabyte;

const zeros = (size: number): Buffer => Buffer.alloc(size);

/** Escapes that a terminal executes, and an override of the direction of text. */
const escapes = '\u001b]0;x\u0007\u009b31m\u007f\u202e\u0000\r';

const contents =
  (content: () => string | Buffer): Make =>
  file =>
    fs.writeFileSync(file, content());

/** A good line, with other values. */
const line = (changed: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({ ...sample, ...changed })}\n`;

const bodyLine = (body: Buffer | string, headers: Readonly<Record<string, unknown>> = {}): string =>
  line({
    body_base64: Buffer.from(body).toString('base64'),
    headers: { ...sample?.headers, properties: { headers } },
  });

const compressed = (compression: string, body: () => Buffer): Make =>
  contents(() => bodyLine(body(), { compression }));

const envelope = (message: string): string =>
  JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': message });

/** A gzip member with a field of the header that is longer than any reader expects (RFC 1952, §2.3). */
function gzipWithName(name: Buffer): Buffer {
  const member = gzipSync(line());
  const head = Buffer.from(member.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, name, Buffer.alloc(1), member.subarray(10)]);
}

/** A file of holes that begins like a log. */
const sparse =
  (begin: string, size: number): Make =>
  file => {
    fs.writeFileSync(file, begin);
    fs.truncateSync(file, size);
  };

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };

/** A good log with answers of the management API beside it, which make its folder. */
const withManagement =
  (make: (folder: string) => void): Make =>
  file => {
    const folder = path.join(path.dirname(file), 'management');
    fs.mkdirSync(folder);
    make(folder);
    fs.writeFileSync(file, line());
  };

export const hostileLogs: Readonly<Record<string, Make>> = {
  // Files without an end, or with a huge one.
  'a line of 300 MB': sparse(line().trimEnd().slice(0, -1), 300 * megabyte),
  'a line of 1 TB of holes': sparse(line(), 1024 * gigabyte),
  'a file of 1 TB of holes': sparse('', 1024 * gigabyte),
  'an object without an end': contents(() => `{\n${' "a": 1,\n'.repeat(2_000_000)}`),
  'two million blank lines': contents(() => line() + '\n'.repeat(2_000_000)),
  'a hundred thousand lines of garbage': contents(() => line() + 'x\n'.repeat(100_000)),
  'a hundred thousand braces': contents(() => line() + '{\n'.repeat(100_000)),
  'a number of a million digits': contents(() =>
    line({ x: 0 }).replace('"x":0', `"x":${'9'.repeat(1e6)}`),
  ),
  'a text log without an end': contents(
    () =>
      `${'='.repeat(80)}\n2026-11-23 20:11:12:000: Message published\n\nNode: a\nConnection: b\n` +
      `Virtual host: /\nUser: u\nChannel: 1\nExchange: e\nRouting keys: [<<"k">>]\nRouted queues: []\n` +
      `Properties: [{<<"headers">>,table,${'[{<<"a">>,table,'.repeat(200_000)}\nPayload: \n${'x\n'.repeat(500_000)}`,
  ),

  // Packed files.
  'a gzip of 100 MB of zeros': contents(() =>
    gzipSync(Buffer.concat([Buffer.from(line()), zeros(bomb)])),
  ),
  'a gzip of a gzip': contents(() => gzipSync(gzipSync(line()))),
  'a gzip of ten thousand members': contents(() =>
    Buffer.concat([gzipSync(line()), ...Array.from({ length: 10_000 }, () => gzipSync(''))]),
  ),
  'a gzip with garbage behind it': contents(() =>
    Buffer.concat([gzipSync(line()), zeros(megabyte), Buffer.from('garbage')]),
  ),
  'a gzip that is cut off': contents(() => gzipSync(line().repeat(50)).subarray(0, 2_000)),
  'a gzip with a name of 10 MB': contents(() => gzipWithName(Buffer.alloc(10 * megabyte, 0x61))),
  'a gzip with a wrong sum': file => {
    const packed = gzipSync(line());
    packed.writeUInt32LE(7, packed.length - 8);
    fs.writeFileSync(file, packed);
  },
  'the head of a gzip alone': contents(() => Buffer.from([0x1f, 0x8b])),

  // Bodies.
  'a body that unpacks to 100 MB, by gzip': compressed('application/x-gzip', () =>
    gzipSync(zeros(bomb)),
  ),
  'a body that unpacks to 100 MB, by zlib': compressed('application/x-gzip', () =>
    deflateSync(zeros(bomb)),
  ),
  'a body that unpacks to 100 MB, by brotli': compressed('application/x-brotli', () =>
    brotliCompressSync(zeros(bomb), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  ),
  ...(zstdCompressSync
    ? {
        'a body that unpacks to 100 MB, by Zstandard': compressed('application/zstd', () =>
          zstdCompressSync(zeros(bomb)),
        ),
      }
    : {}),
  'a body that is packed a hundred times': file => {
    let body = Buffer.from(envelope('{}'));
    for (let times = 0; times < 100; times++) body = gzipSync(body);
    compressed('application/x-gzip', () => body)(file);
  },
  'a body whose compression is a list': contents(() =>
    bodyLine('x', { compression: ['application/x-gzip'] }),
  ),
  'a body of 40 MB': contents(() => bodyLine(Buffer.alloc(40 * megabyte, 'x'))),
  'a body of 16 MB without a blank': contents(() => bodyLine(Buffer.alloc(16 * megabyte, 'x'))),
  'a body of 10 MB of digits': contents(() => bodyLine(Buffer.alloc(10 * megabyte, '9'))),
  'a body of a million lists': contents(() => bodyLine('['.repeat(1_000_000))),
  'an envelope of a million lists': contents(() =>
    bodyLine(envelope(`{"method":"m","args":${'['.repeat(1_000_000)}`)),
  ),
  'an envelope in an envelope, ten times': file => {
    let message = '{"method": "m", "args": {}}';
    for (let times = 0; times < 10; times++) message = envelope(message);
    fs.writeFileSync(file, bodyLine(message));
  },
  'a million members of one name': contents(() =>
    bodyLine(envelope(`{"method":"m","args":{${'"a":1,'.repeat(1_000_000)}"b":1}}`)),
  ),
  'a million members': contents(() =>
    bodyLine(
      envelope(
        `{"method":"m","args":{${Array.from({ length: 500_000 }, (_, at) => `"a${at}":1`).join()}}}`,
      ),
    ),
  ),
  'members of JavaScript’s own names': contents(() =>
    bodyLine(
      envelope(
        '{"method":"constructor","args":{"__proto__":{"x":1},"constructor":{"prototype":1}},"__proto__":{"method":"x"}}',
      ),
    ),
  ),
  'a body in UTF-16': contents(() => bodyLine(Buffer.from(envelope('{"method":"m"}'), 'utf16le'))),
  'a body of halves of characters': contents(() =>
    bodyLine(envelope('{"method":"\\ud800","args":{"\\udfff":"\\ud83d"}}')),
  ),
  'a body of bytes that are no text': contents(() => bodyLine(Buffer.alloc(100_000, 0xff))),
  'a body that was cut off in bytes that are no text': contents(() =>
    bodyLine(
      Buffer.concat([
        Buffer.from('{"oslo.message": "'),
        Buffer.alloc(5_000_000, 0xff),
        Buffer.from('x'),
      ]),
    ),
  ),

  // Names.
  'escapes of a terminal in all names': contents(() =>
    line({
      exchange: `e${escapes}`,
      routing_key: `publish.k${escapes}`,
      headers: {
        exchange_name: `e${escapes}`,
        routing_keys: [`k${escapes}`],
        node: `n${escapes}`,
        vhost: `v${escapes}`,
        user: `u${escapes}`,
        connection: `c${escapes}`,
        channel: 1,
        routed_queues: [`q${escapes}`],
        properties: { message_id: `i${escapes}`, headers: { [`h${escapes}`]: `h${escapes}` } },
      },
      body_base64: Buffer.from(
        envelope(
          JSON.stringify({
            method: `m${escapes}`,
            _msg_id: `i${escapes}`,
            _reply_q: `q${escapes}`,
            _context_request_id: `req-${escapes}`,
            args: { [`a${escapes}`]: `b${escapes}` },
          }),
        ),
      ).toString('base64'),
    }),
  ),
  'names of 5 MB': contents(() =>
    line({ exchange: 'e'.repeat(5e6), routing_key: `publish.${'k'.repeat(5e6)}` }),
  ),
  'a method of 5 MB': contents(() =>
    bodyLine(
      envelope(JSON.stringify({ method: 'm'.repeat(5e6), _context_request_id: 'r'.repeat(5e6) })),
    ),
  ),
  'a hundred thousand routing keys': contents(() =>
    line({
      headers: {
        ...sample?.headers,
        routing_keys: Array.from({ length: 100_000 }, (_, at) => `k${at}`),
        routed_queues: Array.from({ length: 100_000 }, (_, at) => `q${at}`),
      },
    }),
  ),
  'ten thousand connections': contents(() =>
    Array.from({ length: 10_000 }, (_, at) =>
      line({
        headers: { ...sample?.headers, connection: `10.0.0.1:${at} -> 10.0.0.2:5672` },
      }),
    ).join(''),
  ),
  'times that are none': contents(() =>
    [-1, 1e308, 9_007_199_254_740_991, 'now', null, [], 0.5].map(ts => line({ ts })).join(''),
  ),
  'values of other types': contents(() =>
    [7, null, true, [], {}, 'x']
      .flatMap(each => [
        line({ headers: each }),
        line({ exchange: each }),
        line({ routing_key: each }),
        line({ body_base64: each }),
        line({
          headers: { exchange_name: each, routing_keys: each, properties: each, node: each },
        }),
      ])
      .join(''),
  ),
  'ids that occur in all messages': contents(() =>
    Array.from({ length: 5_000 }, () =>
      bodyLine(
        envelope(
          JSON.stringify({
            method: 'm',
            _msg_id: 'a'.repeat(32),
            _reply_q: 'reply_a',
            _unique_id: 'b'.repeat(32),
            _context_request_id: 'req-a',
            _context_global_request_id: 'req-a',
          }),
        ),
      ),
    ).join(''),
  ),

  // Encodings of the file.
  'a log in UTF-16': contents(() => Buffer.from(`\ufeff${line()}`, 'utf16le')),
  'a log with marks of byte order': contents(() => `\ufeff\ufeff${line()}\ufeff${line()}`),
  'a log with carriage returns alone': contents(() => line().replace('\n', '\r').repeat(10)),
  'a log with NULs': contents(() => `\0${line()}\0`.repeat(10)),
  'a log with escapes of a terminal': contents(() => `${line()}${escapes}\n{"${escapes}": 1}\n`),
  'an answer of a web server': contents(() => 'HTTP/1.1 200 OK\r\n\r\n<html></html>'),
  'JSON Lines that end in the midst': contents(() => line() + line().slice(0, 100)),

  // Places.
  'a folder of two thousand empty files': file => {
    fs.mkdirSync(file);
    for (let at = 0; at < 2_000; at++) fs.writeFileSync(path.join(file, `rabtap-${at}.json`), '');
  },
  'a folder of links': file => {
    fs.mkdirSync(file);
    fs.symlinkSync('/dev/zero', path.join(file, 'rabtap-1.json'));
    fs.symlinkSync('/etc/passwd', path.join(file, 'rabtap-2.json'));
    execFileSync('mkfifo', [path.join(file, 'rabtap-3.json')]);
    fs.mkdirSync(path.join(file, 'rabtap-4.json'));
    fs.symlinkSync(file, path.join(file, 'rabtap-5.json'));
  },
  'a folder with a number of two hundred digits': file => {
    fs.mkdirSync(file);
    fs.writeFileSync(path.join(file, `rabtap-${'9'.repeat(200)}.json`), '{}');
  },
  'a socket': file => {
    const leave = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', leave, file]);
  },
  'a folder of answers of deep JSON': withManagement(folder =>
    fs.writeFileSync(path.join(folder, 'connections.json'), '['.repeat(5_000_000)),
  ),
  'answers of other types': withManagement(folder => {
    for (const name of ['connections', 'consumers', 'queues', 'channels', 'bindings', 'nodes'])
      fs.writeFileSync(
        path.join(folder, `${name}.json`),
        JSON.stringify([
          7,
          null,
          [],
          'x',
          { name: 7, client_properties: [] },
          { name: escapes, client_properties: { connection_name: escapes } },
        ]),
      );
  }),
  'answers of 1 TB of holes': withManagement(folder => {
    fs.writeFileSync(path.join(folder, 'connections.json'), '[');
    fs.truncateSync(path.join(folder, 'connections.json'), 1024 * gigabyte);
  }),
};
