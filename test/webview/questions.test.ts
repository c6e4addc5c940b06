/** The questions that people open the tool with, answered in a real browser on captures of real traffic. */
import path from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { EngineClient } from '../../src/engine/client';
import { pastedIds } from '../../src/host/diagrams/pastedIds';
import type { CaptureFixture } from '../support/captureFixtures';
import { captureFixtures } from '../support/captureFixtures';
import { allRequests } from '../../src/protocol/requests';
import { bundleEngine } from '../support/testEngine';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { besideEngine } from './besideEngine';
import type { OpenWebview } from './openWebview';
import { test as webviewTest } from './webviewTest';

/** Greatest number of clicks, pastes and keys that lead to an answer. */
const maxSteps = 3;

const folder = useFolder();
let engineBundle: string;
beforeAll(async () => {
  engineBundle = await bundleEngine();
});

/** One person with a question: what they do is counted, what they read is not. */
class Asker {
  private stepCount = 0;

  constructor(
    private readonly view: OpenWebview,
    private readonly engine: EngineClient,
  ) {}

  get steps(): number {
    return this.stepCount;
  }

  async click(selector: string, hasText?: string): Promise<void> {
    this.stepCount++;
    await this.view.page
      .locator(selector, hasText === undefined ? {} : { hasText })
      .first()
      .click();
  }

  /** The search box is VS Code's: its key, a paste, and Enter on the first place. */
  async goTo(pasted: string): Promise<void> {
    this.stepCount += 3;
    const [place] = await this.engine.api.find.findPlaces(pastedIds(pasted));
    if (!place) throw new Error('the pasted text leads nowhere');
    const { requestId, messageId } = place;
    await this.view.announce(
      requestId === undefined
        ? { type: 'revealMessage', messageId }
        : { type: 'showRequest', requestId },
    );
  }

  /** The list of requests is VS Code's: a click on one by its name. */
  async chooseRequest(name: string): Promise<void> {
    this.stepCount++;
    const { requests } = await this.engine.api.requests.listRequests(allRequests, 100);
    const found = requests.find(each => each.name === name);
    if (!found) throw new Error(`no request ${name}`);
    await this.view.announce({ type: 'showRequest', requestId: found.id });
  }

  /** Texts of all elements that are read, with single spaces. */
  async read(selector: string): Promise<readonly string[]> {
    const texts = await this.view.page.locator(selector).allInnerTexts();
    return texts.map(text => text.replaceAll(/\s+/g, ' ').trim());
  }
}

const test = webviewTest.extend('ask', ({ openView }, { onCleanup }) => {
  const engines: EngineClient[] = [];
  onCleanup(async () => {
    for (const engine of engines) await engine.stop();
  });
  return async (name: string) => {
    const engine = new EngineClient(engineBundle, {
      kind: 'import',
      path: path.join(folder, `${name}-${engines.length}-${Date.now()}.rpcscope`),
      from: fixture(name).file,
    });
    engines.push(engine);
    await waitFor(async () => (await engine.api.status.captureStatus()).source.state === 'stored', {
      what: 'the end of the import',
    });
    const view = await openView({ api: besideEngine(engine.api) });
    engine.onDidAnnounce(event => void view.announce(event));
    await view.page.locator('.rows').waitFor();
    return new Asker(view, engine);
  };
});

function fixture(name: string): CaptureFixture {
  const found = captureFixtures.find(each => each.name === name);
  if (!found) throw new Error(`no fixture ${name}`);
  return found;
}

describe('a question of an operator is answered in three steps:', () => {
  test('why did my server not start', async ({ ask }) => {
    const asker = await ask('failures');
    expect(fixture('failures').facts.failure_classes['nova.exception.NoValidHost']).toBe(1);
    await asker.click('.status-errors');
    await expect
      .poll(() => asker.read('.problem-failed .problem-item'))
      .toContain(
        '17:04:53.929 select_destinations nova-conductor · ctl1 → nova-scheduler · ctl1 nova-scheduler · ctl1 answered after 43.4 ms with NoValidHost: No valid host was found.',
      );
    await asker.click('.problem-item', 'select_destinations');
    await expect
      .poll(() => asker.read('.span-causes'))
      .toEqual(['caused by schedule_and_build_instances on nova-conductor · ctl1, 17:04:53.913']);
    expect((await asker.read('.span-tabs')).join()).toContain(
      'raise exception.NoValidHost(reason="")',
    );
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });

  test('why did the call time out', async ({ ask }) => {
    const asker = await ask('failures');
    expect(fixture('failures').facts.unanswered_calls).toBe(1);
    await asker.click('.status-errors');
    await expect.poll(() => asker.read('.problem-unanswered .problem-count')).toEqual(['1']);
    await asker.click('.problem-unanswered .problem-item');
    await expect
      .poll(() => asker.read('.span-summary p'))
      .toEqual([
        'call · not answerednova-api · ctl1 → nova-compute · cmp2',
        'nova-compute · cmp2 took it, but no reply came within 60 s: the caller got a MessagingTimeout.',
      ]);
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });

  test('the server that should have answered a message ID of a log', async ({ ask }) => {
    const asker = await ask('failures');
    await asker.goTo(timeoutLine);
    await expect
      .poll(() => asker.read('.span-summary p'))
      .toEqual([
        'call · not answerednova-api · ctl1 → nova-compute · cmp2',
        'nova-compute · cmp2 took it, but no reply came within 60 s: the caller got a MessagingTimeout.',
      ]);
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });

  test('the messages that a request caused', async ({ ask }) => {
    const asker = await ask('boot');
    await asker.chooseRequest('nova: build server');
    await asker.click('.view-tabs vscode-panel-tab', 'Waterfall');
    await expect.poll(() => asker.read('.waterfall-head h2')).toEqual(['nova: build server']);
    expect(await asker.read('.waterfall-head p')).toEqual([
      '1.88 s · 39 spans · req-a02ad91e-c58c-476f-bc97-56c99238c0e6 and 2 other request ids',
    ]);
    // A long name is two elements, so that its end stays in sight when it is cut.
    const labels = (await asker.read('.tree-label')).map(label => label.replaceAll(' ', ''));
    expect(labels.slice(0, 4)).toEqual([
      'schedule_and_build_instances',
      'select_destinations',
      'scheduler.select_destinations.start',
      'scheduler.select_destinations.end',
    ]);
    expect(labels).toContain('build_and_run_instance');
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });

  test('which service is slow, by calls and by casts', async ({ ask }) => {
    const asker = await ask('boot');
    await asker.click('.view-tabs vscode-panel-tab', 'Statistics');
    await asker.click('.segment', 'Services');
    await asker.click('[data-column="handler.p95"]');
    const line = '.statistics-line';
    await expect
      .poll(() => asker.read(`${line} .statistics-handler.statistics-p95`))
      .toEqual(['47.3 ms', '1.56 s', '574 ms', '237.1 ms', '–', '–', '–']);
    expect(await asker.read(`${line} .statistics-name`)).toEqual([
      'nova-conductor',
      'nova-compute',
      'neutron-server',
      'nova-scheduler',
      'neutron-dhcp-agent',
      'neutron-linuxbridge-agent',
      '(no consumer)',
    ]);
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });

  test('which notifications does nobody consume', async ({ ask }) => {
    const asker = await ask('failures');
    await asker.click('.view-tabs vscode-panel-tab', 'Problems');
    await asker.click('.problem-usual');
    const lines = await asker.read('.problem-group:last-child .problem-item');
    expect(lines[0]).toBe(
      '×15 notifications.info Nobody consumes "notifications.info" here, which is usual for notifications. compute.instance.update ×4, compute.instance.live_migration.pre.end ×1, compute.instance.live_migration.pre.start ×1, scheduler.select_destinations.end ×1, scheduler.select_destinations.start ×1 and 7 more',
    );
    expect(lines[3]).toBe(
      '×5 versioned_notifications.error Nobody consumes "versioned_notifications.error" here, which is usual for notifications. compute.exception ×4, compute_task.build_instances.error ×1',
    );
    const { facts } = fixture('failures');
    const counts = lines.map(line => Number(/^×(\d+) \w*notifications/.exec(line)?.[1] ?? 0));
    expect(counts.reduce((sum, count) => sum + count)).toBe(facts.notifications);
    expect(facts.event_types_top20).toMatchObject({
      'compute.instance.update': 4,
      'compute.exception': 4,
    });
    expect(asker.steps).toBeLessThanOrEqual(maxSteps);
  });
});

/** A line that nova-api logs when a call times out, with the id of the call of the capture. */
const timeoutLine =
  '2026-11-23 17:08:29.766 2811 ERROR nova.api.openstack.wsgi [None req-aaaaaaaa] oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID 0ed9a846981547419d60f652d2601d4c';
