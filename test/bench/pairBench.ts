import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { Figure } from './figure';
import { Pairing } from './pairing';
import { recordsCopy, sampleLines } from '../support/traffic';

const records = 200_000;

/**
 * Measures decoding and pairing alone, without a capture, against JSON.parse of the same bodies.
 */
export function benchPair(): Figure[] {
  const lines = sampleLines();
  const pairing = new Pairing();
  let [count, bytes, bareMillis, ourMillis] = [0, 0, 0, 0];
  for (let copy = 0; count < records; copy++) {
    const batch = recordsCopy(lines, copy);
    const bare = () => (bareMillis += millisOf(() => parseOnly(batch)));
    const ours = () => (ourMillis += millisOf(() => pair(pairing, batch)));
    // The second run finds the bodies in the processor's cache, so the order alternates.
    for (const run of copy % 2 === 0 ? [bare, ours] : [ours, bare]) run();
    count += batch.length;
    bytes += batch.reduce((sum, { body }) => sum + body.byteLength, 0);
  }
  const perSecond = (millis: number) => `${Math.round((count * 1000) / millis)} records/s`;
  return [
    {
      what: `decode and pair ${count} records (${(bytes / 1e6).toFixed(0)} MB)`,
      value: perSecond(ourMillis),
      comparedWith: `JSON.parse of envelope and message: ${perSecond(bareMillis)}`,
      ratio: (bareMillis / ourMillis).toFixed(2),
      aim: '≥ 0.5',
    },
  ];
}

function pair(pairing: Pairing, batch: readonly TraceRecord[]): void {
  for (const record of batch) pairing.add(record);
  pairing.advance(batch.at(-1)?.receivedAtMicros ?? 0);
}

function parseOnly(batch: readonly TraceRecord[]): void {
  for (const { body } of batch) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    const inner = (JSON.parse(text) as Record<string, unknown>)['oslo.message'];
    if (typeof inner === 'string') JSON.parse(inner);
  }
}

function millisOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
