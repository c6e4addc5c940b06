/** Pictures of the overview strip, the statistics and the map. */
import type { OpenWebview } from './openWebview';
import { stillPicture } from './pictures';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { row, startMicros, stored } from './sampleRows';
import type { Shot } from './shot';
import {
  sampleOverview,
  sampleStatistics,
  sixtyLanes,
  sixtyPairs,
  threeLanes,
} from './sampleTraffic';

const sizes = [
  { width: 800, height: 640 },
  { width: 2000, height: 1000 },
];

export async function understandShots(shot: Shot): Promise<void> {
  const engine = (fields: Parameters<typeof sampleCapture>[0]) =>
    new SampleEngine(sampleCapture({ ...stored, ...fields }));
  const three = engine({ lanes: threeLanes });
  const sixty = engine({
    lanes: sixtyLanes,
    statistics: grouping => sampleStatistics(grouping, sixtyPairs),
  });
  const openTab = (title: string) => async (view: OpenWebview) => {
    await view.page.locator('vscode-panel-tab', { hasText: title }).first().click();
    await stillPicture(view.page);
  };
  const brushed = async ({ page }: OpenWebview) => {
    const box = await page.locator('.overview-plot').boundingBox();
    if (!box) return;
    await page.mouse.move(box.x + box.width * 0.55, box.y + 25);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 25, { steps: 4 });
    await page.mouse.up();
  };
  const long = {
    activations: [],
    rowCount: 20_000,
    rowAt: (index: number) => row({ index, atMicros: startMicros + index * 9_500 }),
    overview: (buckets: number) => sampleOverview(buckets, 0.4),
  };
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    await shot(`overview-${theme}`, { theme, api: engine(long) }, brushed);
    await shot(`statistics-${theme}`, { theme, api: sixty }, openTab('Statistics'));
    await shot(`map3-${theme}`, { theme, api: three }, openTab('Map'));
    await shot(`map60-${theme}`, { theme, api: sixty }, openTab('Map'));
  }
  for (const size of sizes) {
    const { width } = size;
    await shot(`overview-${width}`, { size, api: engine(long) });
    await shot(`statistics-${width}`, { size, api: three }, openTab('Statistics'));
    await shot(`statistics-right-${width}`, { size, api: three }, async view => {
      await openTab('Statistics')(view);
      await view.page
        .locator('.statistics-grid')
        .evaluate(grid => grid.scrollTo({ left: grid.scrollWidth }));
    });
    await shot(`statistics-pairs-${width}`, { size, api: sixty }, async view => {
      await openTab('Statistics')(view);
      await view.page.locator('.segment', { hasText: 'Pairs' }).click();
    });
    await shot(`map3-${width}`, { size, api: three }, openTab('Map'));
    await shot(`map60-${width}`, { size, api: sixty }, openTab('Map'));
    await shot(`map60-hover-${width}`, { size, api: sixty }, async view => {
      await openTab('Map')(view);
      await view.page.locator('.map-node[data-node^=nova-conductor]').first().hover();
    });
  }
}
