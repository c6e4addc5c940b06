/** Pictures of the settings for looks: time reference, time formats, density; and of the accessibility help. */
import type { OpenWebview } from './openWebview';
import { defaultUiState, saveUiState } from '../../webview/model/state/uiState';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { foldedCapture } from './sampleFolds';
import { sampleRequest } from './sampleRequest';
import { row, rows, stored } from './sampleRows';
import type { Shot } from './shot';

export async function looksShots(shot: Shot): Promise<void> {
  const engine = (fields: Parameters<typeof sampleCapture>[0] = {}) =>
    new SampleEngine(sampleCapture({ ...stored, ...fields }));
  const marked = {
    rowAt: (index: number) => ({
      ...(rows[index] ?? row({ index })),
      bookmark: index === 4 ? 'here' : undefined,
    }),
  };
  const openTab = async ({ page }: OpenWebview, title: string) => {
    await page.locator('vscode-panel-tab', { hasText: title }).first().click();
  };
  const refer = async ({ page }: OpenWebview) => {
    const list = page.locator('.rows');
    for (let step = 0; step < 5; step++) await list.press('ArrowDown');
    await list.press('t');
    await list.press('ArrowDown');
  };
  const openDetails = async ({ page }: OpenWebview) => {
    await page.locator('.rows').press('Home');
    await page.locator('.rows').press('Enter');
  };
  const compact = { density: 'compact' } as const;
  const utc = { uiState: saveUiState({ ...defaultUiState, timeFormat: 'utc' }) };
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    await shot(`reference-${theme}`, { theme, api: engine(marked) }, refer);
    await shot(`reference-table-${theme}`, { theme, api: engine(marked) }, async view => {
      await refer(view);
      await openTab(view, 'Table');
    });
    await shot(`help-${theme}`, { theme, api: engine() }, view =>
      view.announce({ type: 'diagramCommand', command: 'accessibilityHelp' }),
    );
    await shot(`compact-${theme}`, { theme, api: engine(compact) }, openDetails);
    await shot(`compact-table-${theme}`, { theme, api: engine(compact) }, async view => {
      await openDetails(view);
      await openTab(view, 'Table');
    });
    await shot(`compact-folds-${theme}`, {
      theme,
      api: engine({ ...foldedCapture, ...compact }),
    });
    await shot(`compact-waterfall-${theme}`, { theme, api: engine(compact) }, view =>
      view.announce({ type: 'showRequest', requestId: sampleRequest.id, view: 'waterfall' }),
    );
    await shot(`utc-${theme}`, { theme, api: engine(utc) }, openDetails);
    await shot(`utc-table-${theme}`, { theme, api: engine(utc) }, async view => {
      await openTab(view, 'Table');
    });
    await shot(`reference-waterfall-${theme}`, { theme, api: engine() }, async view => {
      await view.announce({ type: 'showRequest', requestId: sampleRequest.id, view: 'waterfall' });
      const tree = view.page.locator('.tree-grid');
      for (let step = 0; step < 3; step++) await tree.press('ArrowDown');
      await tree.press('t');
    });
  }
}
