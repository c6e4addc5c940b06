/** Tests the alerts and rates of a growing log, with its engine in a worker. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import { EngineClient } from '../../../../src/engine/client';
import type { AlertNotice } from '../../../../src/host/alerts/alertNotices';
import { AlertRules, typedRule } from '../../../../src/host/alerts/alertRules';
import { Alerts } from '../../../../src/host/alerts/alerts';
import { filterProblem } from '../../../../src/host/alerts/filterProblem';
import { CaptureSession } from '../../../../src/host/captures/captureSession';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import { LiveCaptures } from '../../../../src/host/captures/liveCaptures';
import { bundleEngine } from '../../../support/testEngine';
import { useFolder } from '../../../support/useFolder';
import { waitFor } from '../../../support/waitFor';
import { MemoryState } from '../memento';

const folder = useFolder();
let engineBundle: string;
beforeAll(async () => {
  engineBundle = await bundleEngine();
});

const fixture = path.resolve('test/fixtures/captures/failures/firehose.ndjson.gz');
const lines = gunzipSync(readFileSync(fixture)).toString('utf8').trimEnd().split('\n');

test('existing errors of a log are not reported; added ones are, with their rates', async () => {
  const log = path.join(folder, 'trace.ndjson');
  const halfway = Math.floor(lines.length / 2);
  writeFileSync(log, `${lines.slice(0, halfway).join('\n')}\n`);
  const session = new CaptureSession(
    path.join(folder, 'trace.rpcscope'),
    { kind: 'import', path: path.join(folder, 'trace.rpcscope'), from: log, follow: true },
    task => new EngineClient(engineBundle, task),
    new DiagramStates(new MemoryState()),
  );
  const none = new Emitter<undefined>().event;
  const live = new LiveCaptures(
    { list: () => [], onDidChange: none },
    { list: () => [session], onDidChange: none },
  );
  const rules = new AlertRules(new MemoryState(), { saved: [], onDidChange: none });
  await rules.replace([typedRule('status:failed'), typedRule('method:no_such_method')]);
  const notices: AlertNotice[] = [];
  const problems: unknown[] = [];
  const alerts = new Alerts(rules, live, filterProblem, {
    matched: notice => notices.push(notice),
    isBroken: (_, sentence) => problems.push(sentence),
    failed: error => problems.push(error),
  });
  const countOf = async (text: string): Promise<number> => {
    const found = await session.api.view('test').setFilter({ text, hiddenLanes: [] });
    // On a busy machine the first answer comes before all rows are searched.
    return found.progress === undefined ? found.matchCount : countOf(text);
  };

  await waitFor(() => session.status?.source.state === 'following', { what: 'the log to be read' });
  await expect.poll(() => countOf('status:failed')).toBeGreaterThan(0);
  const before = await countOf('status:failed');
  // The engine has answered after the alerts' own questions, so the first search has ended.
  await session.api.status.captureStatus();
  await session.api.status.captureStatus();
  expect(notices).toEqual([]);

  appendFileSync(log, `${lines.slice(halfway).join('\n')}\n`);
  const notice = await waitFor(() => notices[0], { what: 'a notice' });
  expect(notice.rule.name).toBe('status:failed');
  expect(notice.count).toBeLessThanOrEqual((await countOf('status:failed')) - before);
  const first = notice.places[0]?.firstMessageId ?? 0;
  const index = await session.api.view('test').indexOf(first);
  const [row] = (await session.api.view('test').readRows(index, 1)).rows;
  expect(row).toMatchObject({ messageId: first, state: 'failed' });

  const rates = () => session.status?.laneRates ?? [];
  await waitFor(() => rates().length > 0 && (session.status?.errorsPerSecond ?? 0) > 0, {
    what: 'rates',
  });
  const lanes = new Set((await session.api.lanes.listLanes()).map(({ key }) => key));
  for (const { lane } of rates()) expect(lanes).toContain(lane);
  expect(problems).toEqual([]);
  expect(notices).toHaveLength(1);

  alerts.dispose();
  live.dispose();
  await session.stop();
  session.dispose();
});
