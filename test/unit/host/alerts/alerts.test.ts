/** Tests alerts on a real engine whose capture takes records as from a broker. */
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import { Emitter } from '../../../../src/core/base/emitter';
import type { AlertNotice } from '../../../../src/host/alerts/alertNotices';
import type { AlertRule } from '../../../../src/host/alerts/alertRules';
import { AlertRules, typedRule } from '../../../../src/host/alerts/alertRules';
import { Alerts } from '../../../../src/host/alerts/alerts';
import { filterProblem } from '../../../../src/host/alerts/filterProblem';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { LiveCapture } from '../../../../src/host/captures/liveCaptures';
import { closeCapture, createCapture } from '../../../../src/capture/captureFile';
import { Engine } from '../../../../src/engine/engine';
import { Recorder } from '../../../../src/engine/recording/recorder';
import type { EngineApi, EngineEvent } from '../../../../src/protocol/engineApi';
import { invoke, remoteApis } from '../../../../src/protocol/rpc';
import { call, cast, failureText, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';
import { waitFor } from '../../../support/waitFor';
import { status } from '../../../webview/sampleRows';
import { MemoryState } from '../memento';

const folder = useFolder('test');
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A capture with its engine, as a session of the host shows it. */
function liveCapture(name: string) {
  const file = path.join(folder, `${name}.rpcscope`);
  const database = createCapture(file, 'killedProcess');
  const announced = new Emitter<EngineEvent>();
  const views = new Set<string>();
  const engine = new Engine(database, event => announced.fire(event));
  const recorder = new Recorder(
    database,
    { name, origin: 'made up', keepSecrets: false, isLive: false },
    engine.announcements,
  );
  engine.attach(recorder);
  closing.push(() => {
    recorder.dispose();
    engine.dispose();
    closeCapture(database, true);
  });
  // Answers come in later turns, as over a channel.
  const api = remoteApis<EngineApi>(async call => {
    await Promise.resolve();
    if (call.method === 'setFilter') views.add(String(call.scope));
    if (call.method === 'close') views.delete(String(call.scope));
    return invoke(engine, call);
  });
  const session = {
    path: file,
    api,
    status: status({ name }),
    onDidAnnounce: announced.event,
  } as Partial<CaptureSession> as CaptureSession;
  return {
    capture: { session, profileId: name } satisfies LiveCapture,
    views,
    /** Resolves when the records are written. */
    async receive(...records: readonly TraceRecord[]) {
      const source = { run: () => recorder.receive(records) };
      await recorder.run(source, new AbortController().signal);
    },
    clear: () => engine.source.clear(),
  };
}

function watching(stored: readonly AlertRule[], ...captures: readonly LiveCapture[]) {
  const memento = new MemoryState();
  void memento.update('alertRules', stored);
  const rules = new AlertRules(memento, { saved: [], onDidChange: new Emitter<undefined>().event });
  const changed = new Emitter<undefined>();
  const open = [...captures];
  const notices: AlertNotice[] = [];
  const broken: string[] = [];
  const failures: unknown[] = [];
  const alerts = new Alerts(
    rules,
    { list: () => open, onDidChange: changed.event },
    filterProblem,
    {
      matched: notice => notices.push(notice),
      isBroken: (rule, sentence) => broken.push(`${rule.name}: ${sentence}`),
      failed: error => failures.push(error),
    },
  );
  closing.unshift(() => alerts.dispose());
  return {
    rules,
    notices,
    broken,
    failures,
    news: () => changed.fire(undefined),
    come: (capture: LiveCapture) => {
      open.push(capture);
      changed.fire(undefined);
    },
    go: (capture: LiveCapture) => {
      open.splice(open.indexOf(capture), 1);
      changed.fire(undefined);
    },
  };
}

const replyQueue = 'reply_00000000000000000000000000000001';
const requested = (id: string, method: string, at: number): readonly TraceRecord[] => [
  record('publish', call(id, { method }), { at, connection: 'api' }),
  record('deliver', call(id, { method }), { at, connection: 'compute', queue: 'compute.cmp1' }),
];
const failure = (id: string, at: number): readonly TraceRecord[] => {
  const answer = reply(id, { result: null, failure: failureText });
  return [
    record('publish', answer, {
      at,
      connection: 'compute',
      exchange: '',
      routingKey: replyQueue,
    }),
    record('deliver', answer, { at, connection: 'api', exchange: '', queue: replyQueue }),
  ];
};
const failedBuild = (id: string, at: number) => [
  ...requested(id, 'build_and_run_instance', at),
  ...failure(id, at),
];

const failedBuilds = typedRule('status:failed method:build_*');
const untilViews = (views: ReadonlySet<string>, count: number) =>
  waitFor(() => views.size === count, { what: `${count} lists of rows in the engine` });

test('a build that fails in a live capture is reported; one that failed before is not', async () => {
  const lab = liveCapture('lab');
  await lab.receive(...failedBuild('before', seconds(1)));
  const { notices } = watching([failedBuilds], lab.capture);
  await untilViews(lab.views, 1);
  await lab.receive(record('publish', cast('c1', { method: 'other' }), { at: seconds(2) }));
  await lab.receive(...requested('a1', 'build_and_run_instance', seconds(3)));
  await lab.receive(...failure('a1', seconds(4)));
  const notice = await waitFor(() => notices[0], { what: 'a notice' });
  expect(notice).toMatchObject({
    rule: failedBuilds,
    places: [{ capturePath: lab.capture.session.path, captureName: 'lab' }],
  });
  const first = notice.places[0]?.firstMessageId ?? 0;
  const { rows } = await lab.capture.session.api.view('').readRows(first - 1, 1);
  expect(rows[0]).toMatchObject({ label: 'build_and_run_instance', state: 'failed' });
  expect(first).toBeGreaterThan(2);
});

test('rows after a capture was cleared are reported like others', async () => {
  const lab = liveCapture('lab');
  await lab.receive(...failedBuild('a1', seconds(1)));
  const { notices } = watching([failedBuilds], lab.capture);
  await untilViews(lab.views, 1);
  lab.clear();
  await lab.receive(...failedBuild('a2', seconds(2)));
  await waitFor(() => notices.length > 0, { what: 'a notice' });
  expect(notices).toHaveLength(1);
});

test('each live capture is watched from its start to its end', async () => {
  const [lab, prod] = [liveCapture('lab'), liveCapture('prod')];
  const { come, go, news } = watching([failedBuilds, typedRule('status:unanswered')]);
  come(lab.capture);
  await untilViews(lab.views, 2);
  come(prod.capture);
  news();
  await untilViews(prod.views, 2);
  expect(lab.views.size).toBe(2);
  go(lab.capture);
  await untilViews(lab.views, 0);
  expect(prod.views.size).toBe(2);
});

test('a muted rule costs nothing, and its rows are not reported', async () => {
  const lab = liveCapture('lab');
  const other = typedRule('method:other');
  const { rules, notices } = watching([failedBuilds, other], lab.capture);
  await untilViews(lab.views, 2);
  await rules.mute(failedBuilds);
  await untilViews(lab.views, 1);
  await lab.receive(
    ...failedBuild('a1', seconds(1)),
    record('publish', cast('c1', { method: 'other' }), { at: seconds(2) }),
  );
  await waitFor(() => notices.length > 0, { what: 'a notice' });
  expect(notices.map(({ rule }) => rule.name)).toEqual([other.name]);
  await rules.replace([{ ...failedBuilds, isOn: true }, other]);
  await untilViews(lab.views, 2);
});

test('an invalid filter is reported once, and the other rules work', async () => {
  const lab = liveCapture('lab');
  const wrong = typedRule('latency:>soon');
  const { rules, broken, news, failures } = watching([wrong, failedBuilds], lab.capture);
  await untilViews(lab.views, 1);
  news();
  await rules.mute(wrong);
  await rules.replace([wrong, failedBuilds]);
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatch(/^latency:>soon: /u);
  expect(failures).toEqual([]);
});

test('an engine that does not answer does not end the other watches', async () => {
  const lab = liveCapture('lab');
  const gone = {
    profileId: 'gone',
    session: {
      path: '/gone',
      status: undefined,
      onDidAnnounce: new Emitter<EngineEvent>().event,
      get api(): never {
        throw new Error('the engine has ended');
      },
    } as Partial<CaptureSession> as CaptureSession,
  };
  const { failures } = watching([failedBuilds], gone, lab.capture);
  await untilViews(lab.views, 1);
  await waitFor(() => failures.length > 0, { what: 'a failure' });
  expect(failures).toEqual([new Error('the engine has ended')]);
});
