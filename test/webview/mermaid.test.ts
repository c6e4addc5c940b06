/** Exported diagrams that Mermaid itself draws. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { exportMermaid } from '../../src/capture/export/mermaidExport';
import { recordedCapture, temporaryFolder } from '../support/captures';
import { importedFixture } from '../support/importedFixture';
import { cast, record } from '../support/records';
import { test as webviewTest } from './webviewTest';
import { allRequests } from '../../src/protocol/requests';

const test = webviewTest
  /** A page that has loaded Mermaid. */
  .extend('page', { scope: 'file' }, async ({ browser }) => {
    const page = await browser.newPage();
    await page.addScriptTag({ path: path.resolve('node_modules/mermaid/dist/mermaid.min.js') });
    return page;
  })
  .extend('folder', { scope: 'file' }, ({}, { onCleanup }) => {
    const folder = temporaryFolder();
    onCleanup(() => folder.remove());
    return folder.path;
  });

/** The texts in the picture that Mermaid draws. @throws Mermaid's error */
async function drawn(page: Page, text: string) {
  return await page.evaluate(async source => {
    const { mermaid } = window as unknown as {
      mermaid: {
        initialize(options: object): void;
        render(id: string, text: string): Promise<{ svg: string }>;
      };
    };
    mermaid.initialize({ startOnLoad: false });
    const { svg } = await mermaid.render('picture', source);
    const picture = new DOMParser().parseFromString(svg, 'text/html');
    const texts = (selector: string) =>
      [...picture.querySelectorAll(selector)].map(each => each.textContent);
    return {
      actors: new Set(texts('text.actor')).size,
      // A message without a receiver is a note at its sender.
      messages: texts('.messageText, .noteText'),
      isError: svg.includes('Syntax error'),
    };
  }, text);
}

test('a request is drawn with its participants and messages', async ({ page, folder }) => {
  const { database, engine, close } = await importedFixture('boot', folder);
  const [request] = engine.requests.listRequests(
    { ...allRequests, words: 'build server' },
    1,
  ).requests;
  const { text, messageCount } = exportMermaid(database, { request: request?.id });
  const { actors, messages, isError } = await drawn(page, text);
  expect(isError).toBe(false);
  expect(actors).toBeGreaterThan(4);
  // An event that two notifications tell of is drawn once.
  const inBothForms = messages.filter(message => /\(in both forms|\(also /.test(message));
  expect(inBothForms.length).toBeGreaterThan(0);
  expect(messages.length + inBothForms.length).toBeGreaterThanOrEqual(messageCount);
  expect(messages.join('\n')).toMatch(/select_destinations/);
  close();
});

test.for(['idle', 'volume', 'failures'])(
  'the whole capture %s is drawn',
  async (name, { page, folder }) => {
    const { database, close } = await importedFixture(name, folder);
    const { text } = exportMermaid(database, {});
    const { messages, isError } = await drawn(page, text);
    expect(isError).toBe(false);
    expect(messages.length).toBeGreaterThan(20);
    close();
  },
);

test("names that are words or signs of Mermaid's syntax are drawn as names", async ({
  page,
  folder,
}) => {
  const names = [
    'end',
    'a;b',
    '#35;',
    '<b>x</b>',
    'loop',
    'x: y',
    '%%{init: {}}%%',
    'par\nend',
    '→',
    '`',
  ];
  const capture = recordedCapture(path.join(folder, 'hostile.rpcscope'));
  await capture.record(...names.map((method, at) => record('publish', cast(`u${at}`, { method }))));
  const { text } = exportMermaid(capture.database, {});
  const { messages, isError } = await drawn(page, text);
  expect(isError).toBe(false);
  expect(messages.length).toBeGreaterThanOrEqual(names.length);
  expect(messages.join('\n')).toContain('<b>x</b>');
  capture.close();
});
