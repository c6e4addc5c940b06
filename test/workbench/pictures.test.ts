import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/root.mts';
import { useWorkbench } from './useWorkbench';

/** True when the pictures of the README are renewed, too. */
const renewsReadme = process.env['UPDATE_README_PICTURES'] === '1';

const workbench = useWorkbench({
  viewport: { width: 1400, height: 860 },
  settings: { 'breadcrumbs.enabled': false, 'window.commandCenter': false },
});

test('the sample with a span selected is drawn in each kind of theme', async () => {
  const { diagram, page } = workbench;
  await workbench.runCommand('RPC Scope: Open Sample Capture');
  await diagram.laneHeads.first().waitFor();
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await diagram.showTable();
  await diagram.filterField.fill('select_destinations');
  await diagram.rows('select_destinations', 'call').first().click();
  await diagram.filterField.fill('');
  await diagram.showSequence();
  await diagram.details.locator('h2', { hasText: 'select_destinations' }).waitFor();
  await diagram.detailsTab('Arguments');
  const pictures: Buffer[] = [];
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    await workbench.setTheme(theme);
    await diagram.untilPainted(theme);
    await workbench.screenshot(`picture-${theme}`);
    pictures.push(await page.screenshot());
    if (renewsReadme && theme !== 'highContrast') {
      await page.screenshot({ path: path.join(root, 'media', 'readme', `diagram-${theme}.png`) });
    }
  }
  const [dark, light, highContrast] = pictures;
  await workbench.runCommand('RPC Scope: Show Request as Waterfall');
  await diagram.waterfallRows.first().waitFor();
  for (const theme of ['highContrast', 'light', 'dark'] as const) {
    await workbench.setTheme(theme);
    await diagram.untilPainted(theme);
    await workbench.screenshot(`picture-waterfall-${theme}`);
    if (renewsReadme && theme !== 'highContrast') {
      await page.screenshot({ path: path.join(root, 'media', 'readme', `waterfall-${theme}.png`) });
    }
  }
  expect(dark?.equals(light ?? dark)).toBe(false);
  expect(dark?.equals(highContrast ?? dark)).toBe(false);
});
