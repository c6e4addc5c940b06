import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { TraceSink } from '../../../../src/core/amqp/traceSource';
import { recordedCapture } from '../../../support/captures';
import { call, failureText, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
});
afterEach(() => void vi.useRealTimers());

/** A live capture whose source delivers given records until it ends. */
function live() {
  const capture = recordedCapture(path.join(folder, 'live.rpcscope'), { isLive: true });
  const ending = new AbortController();
  const source = {
    run: (sink: TraceSink) => {
      sink.stateChanged({ state: 'live', host: 'h', tracing: 'on', isOverflowing: false });
      return new Promise<void>(resolve => ending.signal.addEventListener('abort', () => resolve()));
    },
  };
  const ended = capture.recorder.run(source, new AbortController().signal);
  return {
    ...capture,
    receive: (...records: readonly TraceRecord[]) => capture.recorder.receive(records),
    close: () => capture.close(),
    pass: (millis: number) => vi.advanceTimersByTimeAsync(millis),
    end: async () => {
      ending.abort();
      await ended;
    },
  };
}

const failedCall = (id: string, at: number): readonly TraceRecord[] => {
  const failure = reply(id, { result: null, failure: failureText });
  const reader = 'reply_00000000000000000000000000000001';
  return [
    record('publish', call(id), { at, connection: 'api' }),
    record('deliver', call(id), { at, connection: 'compute', queue: 'compute.cmp1' }),
    record('publish', failure, { at, connection: 'compute', exchange: '', routingKey: reader }),
    record('deliver', failure, { at, connection: 'api', exchange: '', queue: reader }),
  ];
};

test('records, errors and lanes have rates while they arrive, and none otherwise', async () => {
  const { engine, receive, pass, end, close } = live();
  for (let second = 1; second <= 3; second++) {
    await receive(...failedCall(`a${second}`, seconds(second)));
    await pass(1_000);
  }
  const { recordsPerSecond, errorsPerSecond, laneRates } = engine.status.captureStatus();
  expect(recordsPerSecond).toBeCloseTo(4);
  expect(errorsPerSecond).toBeCloseTo(0.3);
  const compute = laneRates.find(({ lane }) => lane === 'nova-compute · cmp1');
  expect(compute?.messagesPerSecond).toBeCloseTo(2);
  expect(laneRates.map(({ lane }) => lane).sort()).toEqual(
    engine.lanes
      .listLanes()
      .map(({ key }) => key)
      .sort(),
  );

  await pass(12_000);
  expect(engine.status.captureStatus()).toMatchObject({
    recordsPerSecond: 0,
    errorsPerSecond: 0,
    laneRates: [],
  });
  await end();
  close();
});

test('a source that has ended leaves no rate', async () => {
  const { engine, receive, pass, end, close } = live();
  await pass(1_000);
  await receive(...failedCall('a1', seconds(1)));
  await pass(1_000);
  expect(engine.status.captureStatus().errorsPerSecond).toBeCloseTo(0.1);
  await end();
  expect(engine.status.captureStatus()).toMatchObject({
    errorCount: 1,
    recordsPerSecond: 0,
    errorsPerSecond: 0,
    laneRates: [],
  });
  close();
});

test('a cleared capture counts from zero', async () => {
  const { engine, receive, pass, end, close } = live();
  await pass(1_000);
  await receive(...failedCall('a1', seconds(1)));
  await pass(1_000);
  engine.source.clear();
  expect(engine.status.captureStatus().laneRates).toEqual([]);
  await pass(1_000);
  await receive(...failedCall('a2', seconds(3)));
  await pass(1_000);
  const rates = engine.status.captureStatus().laneRates;
  expect(rates.find(({ lane }) => lane === 'nova-compute · cmp1')?.messagesPerSecond).toBeCloseTo(
    2,
  );
  await end();
  close();
});
