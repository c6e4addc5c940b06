/** Walks through all that a tab can show, so that a check looks at each of its states. */
import { row, status, stored } from './sampleRows';
import type { SampleCapture } from './sampleEngine';
import type { SampleView } from './webviewTest';

/** Sizes of the tab: short, usual, full screen, and a large screen. */
export const tabSizes = [
  { width: 720, height: 450 },
  { width: 1000, height: 700 },
  { width: 1440, height: 900 },
  { width: 2200, height: 1200 },
] as const;

const failedRow = 10;
const detailsTabs = [
  [1, ['Arguments', 'Context', 'Result', 'Properties', 'Raw']],
  [failedRow, ['Failure', 'Properties', 'Raw']],
] as const;
/** The views beside the sequence, and an element that each has when it is drawn. */
const views = [
  ['Waterfall', '.tree-grid .tree-row'],
  ['Table', '.table-row.selected'],
  ['Statistics', '.statistics-line'],
  ['Map', '.map-node'],
  ['Problems', '.problem-item'],
] as const;

/** Captures that have nothing to show, with the reason. */
export const emptyCaptures: Readonly<Record<string, Partial<SampleCapture>>> = {
  'a failed source': {
    rowCount: 0,
    rowAt: index => row({ index }),
    lanes: [],
    activations: [],
    status: status({
      source: {
        state: 'stopped',
        failure: {
          code: 'noTraceExchangePermission',
          detail:
            "read access to exchange 'amq.rabbitmq.trace' in vhost '/' refused for user 'tap'",
          host: 'ctl1:5672',
        },
      },
    }),
  },
  'a filter that matches nothing': {
    ...stored,
    uiState: JSON.stringify({ version: 1, filterText: 'zzz' }),
  },
};

/** @param look called for each state with its name */
export async function walkViews(
  view: SampleView,
  look: (name: string) => Promise<void>,
): Promise<void> {
  const { page, untilPainted } = view;
  const rows = page.locator('.rows');
  const arrive = async (name: string) => {
    await untilPainted();
    await look(name);
  };
  await arrive('sequence');
  for (const [index, tabs] of detailsTabs) {
    await rows.press('Home');
    for (let at = 0; at < index; at++) await rows.press('ArrowDown');
    await rows.press('Enter');
    for (const title of tabs) {
      await page.locator('.span-tabs vscode-panel-tab', { hasText: title }).click();
      await arrive(`details, ${title} of row ${index}`);
    }
  }
  await rows.press('?');
  await page.getByRole('region', { name: 'Legend' }).waitFor();
  await arrive('legend');
  await page.keyboard.press('Escape');
  await rows.press('Home');
  for (const [title, content] of views) {
    await page.locator('vscode-panel-tab', { hasText: title }).first().click();
    await page.locator(content).first().waitFor();
    await arrive(title.toLowerCase());
  }
  await view.announce({ type: 'diagramCommand', command: 'accessibilityHelp' });
  await page.locator('.accessibility-help').waitFor();
  await arrive('accessibility help');
}
