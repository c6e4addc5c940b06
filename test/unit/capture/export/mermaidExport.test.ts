/** Exports of real traffic as text for Mermaid. */
import { expect, test } from 'vitest';
import { exportMermaid } from '../../../../src/capture/export/mermaidExport';
import { importFixtures } from '../../../support/importedFixtures';
import { allRequests } from '../../../../src/protocol/requests';

const boot = importFixtures(['boot']).named('boot');

test('a request is exported with its name, its lanes in their order, and its messages', () => {
  const [request] = boot.engine.requests.listRequests(
    { ...allRequests, words: 'build server' },
    1,
  ).requests;
  const id = request?.id ?? '';
  const lines = exportMermaid(boot.database, { request: id }).text.split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'sequenceDiagram',
    `  title nova#58; build server (${id})`,
    expect.stringMatching(/^ {2}participant p1 as /),
    expect.stringMatching(/^ {2}participant p2 as /),
    expect.stringMatching(/^ {2}participant p3 as /),
  ]);
  const names = lines.flatMap(line => /participant p\d+ as (.*)/.exec(line)?.[1] ?? []);
  const keys = boot.engine.lanes.listLanes().map(({ key }) => key);
  expect(names).toEqual(keys.filter(key => names.includes(key)));
  expect(lines.filter(line => line.endsWith(': select_destinations'))).toHaveLength(1);
  expect(lines.filter(line => line.includes('deactivate')).length).toBeGreaterThan(5);
});

test('a limit and a level of the lanes are kept', () => {
  const filter = { text: '', hiddenLanes: [], laneLevel: 'service' as const };
  const { text, ...counts } = exportMermaid(
    boot.database,
    { filter },
    { maxMessages: 10, title: 'mine' },
  );
  const { messageCount, spanCount } = boot.engine.status.captureStatus();
  expect(counts).toEqual({ messageCount, spanCount });
  expect(text).toContain('  title mine\n');
  const { rowCount } = boot.engine.view('').readRows(0, 0);
  expect(text).toContain(`${rowCount - 10} more messages are left out`);
  expect(text).toMatch(/participant p1 as [\w-]+\n/);
});
