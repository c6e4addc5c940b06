/** The dialog that explains each view to people who use a screen reader or the keyboard alone. */
import { describe, expect } from 'vitest';
import { stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { violationsOf, test } from './webviewTest';

describe('the accessibility help', () => {
  const helpOf = async (view: SampleView) => {
    await view.announce({ type: 'diagramCommand', command: 'accessibilityHelp' });
    const help = view.page.getByRole('dialog', { name: 'Accessibility Help' });
    await help.waitFor();
    return help;
  };
  const focused = ({ page }: SampleView) =>
    page.evaluate(() => {
      const { activeElement } = document;
      return [activeElement?.tagName, activeElement?.className];
    });

  test('takes the focus, keeps it inside, and gives it back', async ({ open }) => {
    const view = await open(stored);
    await view.page.locator('.rows').focus();
    const help = await helpOf(view);
    expect(await focused(view)).toEqual(['DIV', 'help-text']);
    for (const key of ['Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
      await view.page.keyboard.press(key);
      expect(await help.evaluate(dialog => dialog.contains(document.activeElement))).toBe(true);
    }
    await view.page.keyboard.press('?');
    await view.page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    expect(await focused(view)).toEqual(['DIV', 'rows']);
    expect(await view.page.getByRole('region', { name: 'Legend' }).count()).toBe(0);
  });

  test('returns to the filter box, too, and is closed by its button', async ({ open }) => {
    const view = await open(stored);
    await view.page.locator('.rows').press('/');
    await expect.poll(() => focused(view)).toContain('DIV');
    const before = await focused(view);
    expect(before[1]).toContain('cm-content');
    const help = await helpOf(view);
    await help.getByRole('button', { name: 'Close Accessibility Help' }).click();
    await help.waitFor({ state: 'detached' });
    expect(await focused(view)).toEqual(before);
  });

  test('is about the view that is shown, and has no serious violation', async ({ open }) => {
    const view = await open(stored);
    for (const [tab, begin] of [
      ['Table', 'This is the table'],
      ['Map', 'This is the map'],
      ['Problems', 'These are the problems'],
    ] as const) {
      await view.page.locator('vscode-panel-tab', { hasText: tab }).first().click();
      const help = await helpOf(view);
      expect(await help.textContent()).toContain(begin);
      expect(await violationsOf(view.page)).toEqual([]);
      await view.page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
    }
  });
});
