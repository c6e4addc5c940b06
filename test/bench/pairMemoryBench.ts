import type { Figure } from './figure';
import { Pairing } from './pairing';
import type { FirehoseLine } from '../support/traffic';
import { recordsCopy, sampleLines } from '../support/traffic';

const openCalls = 50_000;
/** Number of calls, more than the correlator remembers. */
const callsToFill = 150_000;
const finishedCalls = 300_000;
/**
 * Number of calls between two readings of the heap: memory is freed in large parts, and the peaks
 * must be seen.
 */
const callsBetweenLooks = 10_000;

/** Measures the correlator's memory for a call without an answer, and for an answered one. */
export function benchPairMemory(): Figure[] {
  const { requests, exchanges } = callsOfSample();
  return [openFigure(requests), finishedFigure(exchanges)];
}

function openFigure(requests: readonly FirehoseLine[]): Figure {
  const pairing = new Pairing();
  pairCalls(pairing, requests, 0, 0);
  const before = heapUsed();
  const added = pairCalls(pairing, requests, 1, openCalls);
  const held = (heapUsed() - before) / added.calls;
  const onWire = added.bytes / added.calls;
  // Keeps the correlator alive until here.
  pairing.advance(0);
  return {
    what: `memory of ${added.calls} calls published, delivered, not answered`,
    value: `${held.toFixed(0)} bytes each`,
    comparedWith: `body of their publish: ${onWire.toFixed(0)} bytes`,
    ratio: (held / onWire).toFixed(2),
    aim: '≤ 2000 bytes each',
  };
}

function finishedFigure(exchanges: readonly FirehoseLine[]): Figure {
  const pairing = new Pairing();
  const empty = heapUsed();
  let copy = 0;
  const peakWhilePairing = (calls: number): number => {
    let peak = 0;
    for (let done = 0; done < calls; done += callsBetweenLooks) {
      const { copies, endMicros } = pairCalls(pairing, exchanges, copy, callsBetweenLooks);
      copy += copies;
      // Expired items are dropped in time, as by an engine.
      pairing.advance(endMicros);
      peak = Math.max(peak, heapUsed());
    }
    return peak;
  };
  const full = peakWhilePairing(callsToFill);
  const later = peakWhilePairing(finishedCalls);
  const growth = (later - full) / finishedCalls;
  return {
    what: `memory of ${finishedCalls} more calls answered, after ${callsToFill}`,
    value: `${growth.toFixed(1)} bytes each`,
    comparedWith: `all that is remembered: ${((full - empty) / 1e6).toFixed(1)} MB at most`,
    ratio: ((later - empty) / (full - empty)).toFixed(2),
    aim: '≤ 5 bytes each',
  };
}

/** Returns the complete calls of the sample: their requests, and these with the replies. */
function callsOfSample(): Record<'requests' | 'exchanges', FirehoseLine[]> {
  const pairing = new Pairing();
  const lines = sampleLines();
  const kinds = recordsCopy(lines, 0).map(record => pairing.add(record));
  const only = (...chosen: string[]) => lines.filter((_, i) => chosen.includes(kinds[i] ?? ''));
  const requests = only('call');
  return { requests, exchanges: only('call', 'reply', 'failure') };
}

/** Pairs copies of the lines until there are that many calls, and at least one copy. */
function pairCalls(
  pairing: Pairing,
  lines: readonly FirehoseLine[],
  firstCopy: number,
  wanted: number,
): { calls: number; bytes: number; copies: number; endMicros: number } {
  let [calls, bytes, copies, endMicros] = [0, 0, 0, 0];
  do {
    for (const record of recordsCopy(lines, firstCopy + copies)) {
      endMicros = record.receivedAtMicros;
      if (pairing.add(record) !== 'call' || record.kind !== 'publish') continue;
      calls++;
      bytes += record.body.byteLength;
    }
    copies++;
  } while (calls < wanted);
  return { calls, bytes, copies, endMicros };
}

function heapUsed(): number {
  if (!globalThis.gc) throw new Error('node needs --expose-gc');
  // The second round frees objects that finalizers of the first one made unreachable.
  for (let round = 0; round < 2; round++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
