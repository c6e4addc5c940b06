/** Pictures of the waterfall: a large request, folded, searched, zoomed and with wide names. */
import { largeCapture } from './largeRequest';
import type { OpenWebview } from './openWebview';
import { stillPicture } from './pictures';
import { SampleEngine, sampleCapture } from './sampleEngine';
import type { Shot } from './shot';

export async function waterfallShots(shot: Shot): Promise<void> {
  const api = new SampleEngine(sampleCapture(largeCapture));
  const opened = async ({ page }: OpenWebview) => {
    await page.locator('.rows').click({ position: { x: 250, y: 14 } });
    await page.locator('vscode-panel-tab', { hasText: 'Waterfall' }).first().click();
    await page.locator('.tree-grid .tree-row').first().waitFor();
    await stillPicture(page);
  };
  const pointed = async (view: OpenWebview) => {
    await opened(view);
    const box = await view.page.locator('.tree-axis .tree-time').boundingBox();
    if (box) await view.page.mouse.move(box.x + box.width * 0.4, box.y + 200);
  };
  const searched = async (view: OpenWebview) => {
    await opened(view);
    await view.page.locator('.tree-grid').press('2');
    await view.page.locator('.tree-grid').press('Control+f');
    await view.page.keyboard.type('event_');
    await stillPicture(view.page);
    await view.page.keyboard.press('Enter');
  };
  const folded = async (view: OpenWebview) => {
    await opened(view);
    await view.page.locator('.tree-grid').press('2');
  };
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    await shot(`large-${theme}`, { theme, api }, pointed);
    await shot(`large-folded-${theme}`, { theme, api }, folded);
    await shot(`large-searched-${theme}`, { theme, api }, searched);
  }
  for (const width of [560, 700, 2000]) {
    const size = { width, height: 640 };
    await shot(`large-${width}`, { size, api }, pointed);
    await shot(`large-searched-${width}`, { size, api }, searched);
  }
}
