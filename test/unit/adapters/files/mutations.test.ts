/**
 * Reads files of real traffic that are cut and damaged at random places; all undamaged records must
 * be read.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { gunzipped } from '../../../../src/node/gunzipped';
import type { TraceFileFormat } from '../../../../src/adapters/files/recordFormats';
import { formatOf, parserOf } from '../../../../src/adapters/files/recordFormats';
import type { Parsed } from '../../../../src/adapters/files/recordParser';
import { isSkipped } from '../../../../src/adapters/files/recordParser';
import { captureFixtures, tracingLog, tracingTextLog } from '../../../support/captureFixtures';
import { randomFrom } from '../../../support/random';

const recordCount = 20;
const cuts = 1_000;
const mutations = 10_000;
/**
 * Records are small, so that damage hits all of their parts, and thousands of runs take seconds.
 */
const maxRecordBytes = 4_000;

const linesOf = (file: string): readonly string[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter(each => each !== '');

const small = (records: readonly string[]): readonly string[] =>
  records.filter(each => each.length < maxRecordBytes).slice(0, recordCount);

const idle = captureFixtures.find(each => each.name === 'idle')?.file ?? '';

/** Writes a message of the firehose as rabtap prints it. */
function rabtapMessage(line: string): object {
  const { ts, routing_key, headers, body_base64 } = JSON.parse(line) as {
    readonly ts: number;
    readonly routing_key: string;
    readonly headers: object;
    readonly body_base64: string;
  };
  return {
    Headers: headers,
    ContentType: '',
    DeliveryMode: 0,
    Timestamp: '0001-01-01T00:00:00Z',
    DeliveryTag: 1,
    Redelivered: false,
    Exchange: 'amq.rabbitmq.trace',
    RoutingKey: routing_key,
    XRabtapReceivedTimestamp: new Date(ts / 1000).toISOString(),
    Body: body_base64,
  };
}

interface Sample {
  readonly name: string;
  readonly format: TraceFileFormat;
  readonly records: readonly string[];
}

const firehose = small(linesOf(idle));
const samples: readonly Sample[] = [
  { name: 'firehose', format: 'firehose', records: firehose.map(each => `${each}\n`) },
  {
    name: 'tracingJson',
    format: 'tracingJson',
    records: small(linesOf(tracingLog)).map(each => `${each}\n`),
  },
  {
    name: 'tracingText',
    format: 'tracingText',
    records: small(
      gunzipSync(readFileSync(tracingTextLog))
        .toString()
        .split(/(?=\n={80}\n)/),
    ),
  },
  {
    name: 'rabtap, pretty-printed',
    format: 'rabtap',
    records: firehose.map(each => `${JSON.stringify(rabtapMessage(each), null, 2)}\n`),
  },
  {
    name: 'rabtap, one a line',
    format: 'rabtap',
    records: firehose.map(each => `${JSON.stringify(rabtapMessage(each))}\n`),
  },
];

function parse(format: TraceFileFormat, bytes: Buffer, chunkBytes: number): readonly Parsed[] {
  const parser = parserOf(format);
  const parsed: Parsed[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    parsed.push(...parser.push(bytes.subarray(at, at + chunkBytes)));
  }
  parsed.push(...parser.end());
  return parsed;
}

/** Identifies a record without its line number, because damage may add or remove line feeds. */
const identityOf = (parsed: Parsed): string =>
  isSkipped(parsed)
    ? ''
    : JSON.stringify([
        parsed.kind,
        parsed.receivedAtMicros,
        parsed.exchange,
        parsed.queue,
        parsed.routingKeys,
        parsed.connection,
        parsed.properties,
        Buffer.from(parsed.body).toString('base64'),
        parsed.defects,
      ]);

describe.each(samples)('$name', ({ format, records }) => {
  const bytes = Buffer.from(records.join(''));
  /** Offset of the end of each record. */
  const ends = records.map((_, i) => Buffer.byteLength(records.slice(0, i + 1).join('')));
  const recordAt = (offset: number) => ends.findIndex(each => offset < each);
  const titleBytes = format === 'tracingText' ? 132 : 0;
  let identities: readonly string[];

  beforeAll(() => {
    identities = parse(format, bytes, bytes.length).map(identityOf);
  });

  test('all records are read', () => {
    expect(records).toHaveLength(recordCount);
    expect(bytes.length).toBeLessThan(recordCount * maxRecordBytes * 1.2);
    expect(formatOf(bytes)).toBe(format);
    expect(new Set(identities).size).toBe(recordCount);
    expect(identities).not.toContain('');
  });

  test(`cut at ${cuts} places: all records before the cut are read`, () => {
    const random = randomFrom(1);
    for (let run = 0; run < cuts; run++) {
      let end = random(bytes.length);
      // An empty line at the end of a text log is a part of the payload.
      if (format === 'tracingText' && ends.includes(end - 1)) end++;
      const parsed = parse(format, bytes.subarray(0, end), 1 + random(bytes.length));
      const whole = recordAt(end);
      expect(parsed.slice(0, whole).map(identityOf)).toEqual(identities.slice(0, whole));
      expect(parsed.length - whole).toBeLessThanOrEqual(1);
    }
  });

  test(`${mutations} damages: undamaged records are read, and every lost one is reported`, () => {
    const random = randomFrom(2);
    for (let run = 0; run < mutations; run++) {
      const damaged = Buffer.from(bytes);
      const hit = new Set<number>();
      const length = 1 + random(run % 10 === 0 ? 40 : 2);
      const at = random(bytes.length - length);
      for (let i = at; i < at + length; i++) {
        damaged[i] = random(256);
        const record = recordAt(i);
        hit.add(record);
        // Without its separator or title, a record of the text log becomes part of the payload
        // before it; without the line feed between them, two objects become one.
        if (i < (ends[record - 1] ?? 0) + titleBytes) hit.add(record - 1);
        if (i === (ends[record] ?? 0) - 1) hit.add(record + 1);
      }
      const parsed = parse(format, damaged, 1 + random(bytes.length));
      const read = new Set(parsed.map(identityOf));
      const lost = identities.filter((each, i) => !hit.has(i) && !read.has(each));
      if (lost.length > 0) expect.unreachable(`run ${run}: ${lost.length} lost at ${at}`);
      const isWhole = identities.every(each => read.has(each));
      const isTold = parsed.length !== recordCount || parsed.some(each => !knows(each));
      if (!isWhole && !isTold) expect.unreachable(`run ${run}: damage at ${at} is not told`);
    }
    function knows(each: Parsed): boolean {
      return identities.includes(identityOf(each));
    }
  });
});

describe('packed', () => {
  const bytes = Buffer.from(firehose.map(each => `${each}\n`).join(''));
  const packed = gzipSync(bytes);

  async function unpack(damaged: Buffer): Promise<{ length: number; isSame: boolean }> {
    const chunks: Buffer[] = [];
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream of one chunk
    async function* stream() {
      yield damaged;
    }
    try {
      for await (const chunk of gunzipped(stream())) chunks.push(chunk);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(/^Z_/);
    }
    const read = Buffer.concat(chunks);
    return { length: read.length, isSame: bytes.subarray(0, read.length).equals(read) };
  }

  test('packed data that is cut at any place yields a prefix of the original', async () => {
    let most = 0;
    const step = Math.ceil(packed.length / 300);
    for (let end = 0; end < packed.length; end += step) {
      const { length, isSame } = await unpack(packed.subarray(0, end));
      expect(isSame).toBe(true);
      expect(length).toBeGreaterThanOrEqual(most);
      most = length;
    }
    expect(most).toBeGreaterThan(bytes.length * 0.9);
  });

  test('packed data that is damaged at 500 places yields the bytes before the damage, and ends', async () => {
    const random = randomFrom(3);
    for (let run = 0; run < 500; run++) {
      const damaged = Buffer.from(packed);
      damaged[random(packed.length)] = random(256);
      const { length } = await unpack(damaged);
      expect(length).toBeLessThan(bytes.length * 100);
    }
  });
});
