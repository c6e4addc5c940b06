/** Tests that time and memory of connections grow with their number only, and end at a limit. */
import { expect, test } from 'vitest';
import { decodeText } from '../../../../src/core/oslo/decode';
import { Participants } from '../../../../src/core/processes/participants';
import { call } from '../../../support/records';

/** Number of records between two calls of `takeChanges`. */
const batch = 250;

const nameAt = (at: number): string =>
  `10.${at >> 14}.${(at >> 7) & 127}.${at & 127}:${at % 50_000} -> 192.0.2.1:5672`;

/** A call that names one reply queue, as all in {@link traffic} do. */
const request = decodeText(JSON.stringify(call('1')), 'nova', ['conductor']);

/** Kinds of traffic for which the time once grew with the square of the number of connections. */
const traffic: Readonly<Record<string, (participants: Participants, at: number) => void>> = {
  'that share one reply queue': (participants, at) => {
    const connection = participants.connectionFor(nameAt(at), at);
    if (request.kind === 'call') participants.requested(connection, 'nova', 'conductor', request);
  },
  'that reveal a host each': (participants, at) => {
    participants.consumed(participants.connectionFor(nameAt(at), at), `compute.cmp${at}`);
  },
};

/** Returns how often processes and connections are handed out to be written. */
function handedOut(count: number, act: (participants: Participants, at: number) => void): number {
  const participants = new Participants();
  let sum = 0;
  const take = (isEnd: boolean): void => {
    const { connections, processes } = participants.takeChanges(isEnd);
    sum += connections.length + processes.length;
  };
  for (let at = 0; at < count; at++) {
    act(participants, at);
    if (at % batch === 0) take(false);
  }
  take(true);
  return sum;
}

test.each(Object.entries(traffic))('connections %s are written a few times each', (_what, act) => {
  const [few, many] = [handedOut(5_000, act), handedOut(20_000, act)];
  // Four times as many for linear growth, sixteen times as many for quadratic growth.
  expect(many / few).toBeLessThan(5);
});

test('connections beyond the limit are one, and keep no memory', () => {
  const participants = new Participants();
  const name = (at: number): string => `client ${at}`;
  for (let at = 0; at < 100_100; at++) participants.connectionFor(name(at), at);
  expect(participants.size).toBe(100_001);
  expect(participants.connectionFor(name(200_000), 1)).toBe(
    participants.connectionFor(name(200_001), 1),
  );
  expect(participants.connectionFor(name(0), 1).name).toBe('client 0');
});
