/** Accessibility of each view by axe-core, in each kind of theme. */
import { describe, expect } from 'vitest';
import { themes } from './themes';
import { seriousViolations, test } from './webviewTest';

/** The views, and an element that each has when it is drawn. */
const views = [
  ['Sequence', '.sequence canvas'],
  ['Waterfall', '.tree-grid .tree-row'],
  ['Table', '.table-row.selected'],
  ['Statistics', '.statistics-line'],
  ['Map', '.map-node'],
  ['Problems', '.problem-item'],
] as const;

describe.each(Object.keys(themes) as (keyof typeof themes)[])('with the theme %s', theme => {
  test.for(views)('the view %s has no serious violation', async ([title, content], { open }) => {
    const { page, untilPainted } = await open({}, { theme });
    await page.locator('.rows').click({ position: { x: 250, y: 14 } });
    await page.locator('.details-head').waitFor();
    await page.locator('vscode-panel-tab', { hasText: title }).first().click();
    await page.locator(`vscode-panel-tab[aria-selected=true]`, { hasText: title }).waitFor();
    await page.locator(content).first().waitFor();
    await untilPainted();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
