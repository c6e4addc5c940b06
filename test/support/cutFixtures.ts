/**
 * Cuts the captures of test/fixtures/captures and media/sample out of larger ones of a real cloud,
 * with secrets masked and the broker's snapshots reduced to what is read of them:
 *
 *     npx esbuild test/support/cutFixtures.ts --bundle --platform=node --format=esm \
 *       --outfile=.cache/cutFixtures.mjs && npx node .cache/cutFixtures.mjs CAPTURES
 *
 * CAPTURES holds a folder for each capture (`firehose.ndjson.gz`, `tracing-json.log.gz`,
 * `tracing-text.log.gz`, `management`) and `count_facts.py`, which counts the content of a cut, independently of our decoder.
 * With a second word, those of the newest release are cut instead: CAPTURES is then the folder of these.
 * Bodies in which nothing is masked stay byte for byte; the others are written anew as Python's
 * `json.dumps` would.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { TextSplitter } from '../../src/adapters/files/textSplitter';
import type { JsonObject, JsonValue } from '../../src/core/base/json';
import { isJsonObject } from '../../src/core/base/json';
import { Masker } from '../../src/core/secrets/masking';

interface Line {
  readonly ts: number;
  readonly routing_key: string;
  readonly headers: { readonly connection: string; readonly redelivered?: number };
  readonly body_base64: string;
}

/** Ids of a line's message, and the request that it belongs to. */
interface Ids {
  readonly uniqueId: JsonValue | undefined;
  readonly msgId: JsonValue | undefined;
  readonly requestId: JsonValue | undefined;
}

/** Requests of the capture `failures` that go wrong, each with a comment. */
const failedRequests = [
  'req-ce8309a5-2f0a-4cd4-b5b8-2ac3c2c954c1', // no valid host
  'req-ab8c7407-436e-4172-a280-d628f1f53fae', // three consoles that are not enabled
  'req-5484c3c8-5733-499b-9c07-c0ce28ecf298',
  'req-f693e39c-ecbe-4e03-945e-c0bd2b5e55d8',
  'req-6afe2f2b-2e82-4f1e-8c6f-2d10d92db5be', // a live migration so slow that it sends a heartbeat
  'req-c98e5c1f-6c09-4a58-af01-bde25c276371', // a call whose server dies: never answered
  'req-708611c4-315e-4eb1-a70f-4b2ff090204c', // a cast that is delivered again to its successor
  'req-8b3f1dde-b816-4628-b34f-2432046a4867', // fanouts that nobody has subscribed to
];

/** Requests of the same capture: heat makes and deletes a stack, and what it asks others for. */
const stackRequests = [
  'req-06389013-9ab3-4cec-8268-113aba9712fe', // create
  'req-31dcce05-8255-4439-86e2-de97bd6bba1e', // a network
  'req-e89341c3-3f2f-41ec-a011-009be236e9f9', // its subnet
  'req-2cf3b14e-287d-4b89-b440-7b978cd012bc', // a server, which cannot be scheduled,
  'req-c3605d3e-4b80-45c2-ac9f-9e0f166ce934', // is deleted
  'req-961ea02a-1b3c-4925-8f4c-b532bd95791a', // and asked for again
  'req-4ad97a7f-db9c-48bd-872b-0855f6e28bab', // delete
  'req-8d87fd98-a660-4e58-9294-883fdf95a76e', // the server
  'req-8a03428e-811b-4def-b953-2176f87bace4', // the subnet
  'req-8b3f1dde-b816-4628-b34f-2432046a4867', // the network
];

const masker = new Masker('of the fixtures');
const fixtures = path.resolve('test/fixtures/captures');
const sample = path.resolve('media/sample');
const [captures, release] = process.argv.slice(2);
if (captures === undefined) throw new Error('usage: cutFixtures CAPTURES');

type Choice = (ids: Ids, index: number, all: readonly Ids[]) => boolean;

/** Whole messages of the first lines, and the replies to their calls. */
function withinFirst(count: number): Choice {
  return ({ uniqueId, msgId }, index, all) =>
    index < count ||
    all.slice(0, count).some(each => each.uniqueId === uniqueId || (msgId && each.msgId === msgId));
}

function ofRequests(requests: readonly string[]): Choice {
  return ({ requestId, msgId }, _index, all) => {
    const request =
      requestId ?? all.find(each => each.msgId === msgId && each.requestId)?.requestId;
    return typeof request === 'string' && requests.includes(request);
  };
}

function cut(capture: string, file: string, choice: Choice, name = capture): void {
  const from = path.join(captures ?? '', capture);
  const lines = readLines(path.join(from, 'firehose.ndjson.gz')) as readonly Line[];
  const ids = lines.map(line => idsOf(innerOf(bodyOf(line.body_base64))));
  const chosen = lines.filter((_line, index) => choice(ids[index] as Ids, index, ids));
  writeLines(
    file,
    chosen.map(line => ({ ...line, body_base64: masked(line.body_base64) })),
  );
  cutManagement(
    path.join(from, 'management'),
    path.join(path.dirname(file), 'management'),
    new Set(chosen.map(line => line.headers.connection)),
  );
  const facts = execFileSync('python3', [path.join(captures ?? '', 'count_facts.py'), file]);
  const folder = path.join(fixtures, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'facts.json'), facts);
}

function cutTracingLog(capture: string, file: string, count: number): void {
  const lines = readLines(path.join(captures ?? '', capture, 'tracing-json.log.gz'));
  const chosen = lines.slice(0, count) as readonly { payload: string }[];
  writeLines(
    file,
    chosen.map(line => ({ ...line, payload: masked(line.payload) })),
  );
}

function cutTextLog(capture: string, file: string, count: number): void {
  const packed = readFileSync(path.join(captures ?? '', capture, 'tracing-text.log.gz'));
  const records = [...new TextSplitter().push(gunzipSync(packed))].filter(
    each => each.kind === 'record',
  );
  const label = '\nPayload: \n';
  const texts = records.slice(0, count).map(({ bytes }) => {
    const text = bytes?.toString() ?? '';
    const at = text.indexOf(label) + label.length;
    const payload = Buffer.from(text.slice(at, -1)).toString('base64');
    return `${text.slice(0, at)}${bodyOf(masked(payload))}\n`;
  });
  writePacked(file, texts.join(''));
}

/** Keeps the processes of which the cut shows at least one connection. */
function cutManagement(from: string, to: string, seen: ReadonlySet<string>): void {
  mkdirSync(to, { recursive: true });
  const read = (file: string) =>
    JSON.parse(gunzipSync(readFileSync(path.join(from, file))).toString()) as JsonObject[];
  const textIn = (object: JsonValue | undefined, key: string): string => {
    const value = isJsonObject(object) ? object[key] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const names = readdirSync(from).flatMap(each => /^(.*)-connections/.exec(each)?.[1] ?? []);
  const processOf = (connection: JsonObject) =>
    textIn(connection['client_properties'], 'connection_name').replace(/:[^:]*$/, '');
  const processes = new Set(
    names
      .flatMap(name => read(`${name}-connections.json.gz`))
      .filter(each => seen.has(textIn(each, 'name')))
      .map(processOf),
  );
  for (const name of names) {
    const connections = read(`${name}-connections.json.gz`)
      .filter(each => processes.has(processOf(each)))
      .map(({ name, peer_host, connected_at, client_properties }) => ({
        name,
        peer_host,
        connected_at,
        client_properties: { connection_name: textIn(client_properties, 'connection_name') },
      }));
    const kept = new Set<JsonValue | undefined>(connections.map(each => each.name));
    const consumers = read(`${name}-consumers.json.gz`)
      .map(({ channel_details, queue }) => ({
        channel_details: { connection_name: textIn(channel_details, 'connection_name') },
        queue,
      }))
      .filter(each => kept.has(each.channel_details.connection_name));
    writePacked(path.join(to, `${name}-connections.json.gz`), JSON.stringify(connections));
    writePacked(path.join(to, `${name}-consumers.json.gz`), JSON.stringify(consumers));
  }
}

/** The body with its secrets masked, and without a path of the machine it came from. */
function masked(base64: string): string {
  const body = bodyOf(base64).replaceAll('/tmp/cloud1/run/mysql.sock', '/run/mysqld/mysqld.sock');
  const outer = JSON.parse(body) as JsonObject;
  const inner = innerOf(body);
  const clean = masker.mask(inner);
  if (clean === inner) return Buffer.from(body).toString('base64');
  const isEnveloped = 'oslo.message' in outer;
  const text = isEnveloped ? python({ ...outer, 'oslo.message': python(clean) }) : python(clean);
  return Buffer.from(text).toString('base64');
}

const bodyOf = (base64: string): string => Buffer.from(base64, 'base64').toString();

function innerOf(body: string): JsonObject {
  const outer = JSON.parse(body) as JsonObject;
  const message = outer['oslo.message'];
  return typeof message === 'string' ? (JSON.parse(message) as JsonObject) : outer;
}

const idsOf = (inner: JsonObject): Ids => ({
  uniqueId: inner['_unique_id'],
  msgId: inner['_msg_id'],
  requestId: inner['_context_request_id'],
});

/** JSON as Python's `json.dumps` writes it. */
function python(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, each]) => `${python(key)}: ${python(each)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function readLines(file: string): readonly unknown[] {
  const text = gunzipSync(readFileSync(file)).toString();
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

function writeLines(file: string, lines: readonly object[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writePacked(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}

function writePacked(file: string, text: string): void {
  writeFileSync(file, gzipSync(text, { level: 9 }));
}

/** Captures of the newest release, with the truth of who is who, for the names of processes. */
function cutModern(capture: string): void {
  const from = path.join(captures ?? '', capture);
  const to = path.join(fixtures, `modern-${capture}`);
  const lines = readLines(path.join(from, 'firehose.ndjson.gz')) as readonly Line[];
  writeLines(
    path.join(to, 'firehose.ndjson.gz'),
    lines.map(line => ({ ...line, body_base64: masked(line.body_base64) })),
  );
  const seen = new Set(lines.map(line => line.headers.connection));
  cutManagement(path.join(from, 'management'), path.join(to, 'management'), seen);
  copyFileSync(path.join(from, 'pids.json'), path.join(to, 'pids.json'));
}

if (release === undefined) {
  cut('idle', path.join(fixtures, 'idle/firehose.ndjson.gz'), () => true);
  cut('volume', path.join(fixtures, 'volume/firehose.ndjson.gz'), withinFirst(300));
  cut('failures', path.join(fixtures, 'failures/firehose.ndjson.gz'), ofRequests(failedRequests));
  cut(
    'failures',
    path.join(fixtures, 'stack/firehose.ndjson.gz'),
    ofRequests(stackRequests),
    'stack',
  );
  cut('boot', path.join(sample, 'server-boot.ndjson.gz'), () => true);
  cutTracingLog('boot', path.join(fixtures, 'boot/tracing-json.log.gz'), 40);
  cutTextLog('boot', path.join(fixtures, 'boot/tracing-text.log.gz'), 40);
} else {
  for (const capture of ['idle', 'boot']) cutModern(capture);
}
