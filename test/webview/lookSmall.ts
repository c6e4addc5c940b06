/** Pictures of right-to-left text, and of lanes of one service. */
import type { OpenWebview } from './openWebview';
import { DirectionsEngine, oneServiceLanes } from './sampleDirections';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { row, stored } from './sampleRows';
import type { Shot } from './shot';

export async function smallShots(shot: Shot): Promise<void> {
  const openTab = (title: string) => (view: OpenWebview) =>
    view.page.locator('vscode-panel-tab', { hasText: title }).first().click();
  const selectRow = (view: OpenWebview) =>
    view.page.locator('.rows').click({ position: { x: 250, y: 14 } });
  const hosts = () =>
    new SampleEngine(
      sampleCapture({
        ...stored,
        lanes: oneServiceLanes,
        activations: [],
        rowCount: 12,
        rowAt: index =>
          row({
            index,
            sender: oneServiceLanes[index % 2]?.key ?? '',
            receivers: [oneServiceLanes[2 + (index % 8)]?.key ?? ''],
          }),
      }),
    );
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    await shot(`directions-${theme}`, { theme, api: new DirectionsEngine() }, selectRow);
    await shot(`directions-raw-${theme}`, { theme, api: new DirectionsEngine() }, async view => {
      await selectRow(view);
      await openTab('Raw')(view);
    });
    await shot(
      `directions-table-${theme}`,
      { theme, api: new DirectionsEngine() },
      openTab('Table'),
    );
    await shot(`onehost-${theme}`, { theme, api: hosts(), size: { width: 1440, height: 500 } });
    const short = { width: 1440, height: 440 };
    await shot(`onehost-short-${theme}`, { theme, api: hosts(), size: short });
  }
}
