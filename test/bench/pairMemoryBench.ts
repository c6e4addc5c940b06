import type { Figure } from './figure';
import { Pairing } from './pairing';
import type { FirehoseLine } from '../support/traffic';
import { recordsCopy, sampleLines } from '../support/traffic';

const openCalls = 50_000;
/** More than the correlator remembers. */
const callsToFill = 150_000;
const finishedCalls = 300_000;
/** What is remembered is let go in large parts: the heap is looked at often enough to see its peaks. */
const callsBetweenLooks = 10_000;

/** What the correlator holds for a call that has no answer yet, and for one that has. */
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
  // The correlator has to be alive until here.
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
      // As an engine does: what waits for its time to be over is let go when it is.
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

/** Those calls of the sample that are complete: their requests, and these with the replies. */
function callsOfSample(): Record<'requests' | 'exchanges', FirehoseLine[]> {
  const pairing = new Pairing();
  const lines = sampleLines();
  const kinds = recordsCopy(lines, 0).map(record => pairing.add(record));
  const only = (...chosen: string[]) => lines.filter((_, i) => chosen.includes(kinds[i] ?? ''));
  const requests = only('call');
  return { requests, exchanges: only('call', 'reply', 'failure') };
}

/** Pairs as many copies of the lines as have so many calls, and at least one. */
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
  // What the first round makes unreachable by its finalizers goes in the second.
  for (let round = 0; round < 2; round++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
