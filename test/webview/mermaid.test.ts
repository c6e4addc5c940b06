/** Exported diagrams, drawn by Mermaid itself. */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMermaid } from '../../src/capture/export/mermaidText';
import { launchBrowser } from '../support/browser.mts';
import { recordedCapture, temporaryFolder } from '../support/captures';
import { importedFixture } from '../support/importedFixture';
import { cast, record } from '../support/records';

let browser: Browser;
let page: Page;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ path: path.resolve('node_modules/mermaid/dist/mermaid.min.js') });
  folder = temporaryFolder();
});
afterAll(async () => {
  await browser.close();
  folder.remove();
});

/** What stands in the picture. @throws what Mermaid says */
async function drawn(text: string) {
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
      // What nobody takes is a note at its sender.
      messages: texts('.messageText, .noteText'),
      isError: svg.includes('Syntax error'),
    };
  }, text);
}

test('a request is drawn with its participants and messages', async () => {
  const { database, engine, close } = await importedFixture('boot', folder.path);
  const [request] = engine.listRequests('build server', 1).requests;
  const { text, messageCount } = exportMermaid(database, { request: request?.id });
  const { actors, messages, isError } = await drawn(text);
  expect(isError).toBe(false);
  expect(actors).toBeGreaterThan(4);
  expect(messages.length).toBeGreaterThanOrEqual(messageCount);
  expect(messages.join('\n')).toMatch(/select_destinations/);
  close();
});

test.each(['idle', 'volume', 'failures'])('all of %s is drawn', async name => {
  const { database, close } = await importedFixture(name, folder.path);
  const { text } = exportMermaid(database, {});
  const { messages, isError } = await drawn(text);
  expect(isError).toBe(false);
  expect(messages.length).toBeGreaterThan(20);
  close();
});

test('names that mean something to Mermaid are names', async () => {
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
  const capture = recordedCapture(path.join(folder.path, 'hostile.rpcscope'));
  await capture.record(...names.map((method, at) => record('publish', cast(`u${at}`, { method }))));
  const { text } = exportMermaid(capture.database, {});
  const { messages, isError } = await drawn(text);
  expect(isError).toBe(false);
  expect(messages.length).toBeGreaterThanOrEqual(names.length);
  expect(messages.join('\n')).toContain('<b>x</b>');
  capture.close();
});
