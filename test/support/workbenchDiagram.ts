import type { FrameLocator, Locator } from 'playwright-core';

/** The elements of the visible diagram tab of a workbench. */
export class WorkbenchDiagram {
  /** @param inFrame the frame of the visible diagram */
  constructor(private readonly inFrame: () => FrameLocator) {}

  private get frame(): FrameLocator {
    return this.inFrame();
  }

  get statusLine(): Locator {
    return this.frame.locator('.status-line');
  }

  /** The count of rows: `99 rows`, or `12 of 99 shown`. */
  get count(): Locator {
    return this.frame.locator('.filter-count');
  }

  get filterField(): Locator {
    return this.frame.locator('.filter-box .cm-content');
  }

  /** The text in the filter box. */
  async filterText(): Promise<string> {
    return this.filterField.evaluate(box =>
      box.querySelector('.cm-placeholder') ? '' : box.textContent,
    );
  }

  /** The completions of the filter box; none while those of a longer text are on their way. */
  get completions(): Locator {
    return this.frame.locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled) li');
  }

  completion(label: string): Locator {
    return this.completions.filter({ hasText: label }).first();
  }

  /** The explanation of what is wrong with the text in the filter box. */
  get filterProblem(): Locator {
    return this.frame.locator('.filter-problem');
  }

  get rangeChip(): Locator {
    return this.frame.locator('.range-chip');
  }

  get mutedChip(): Locator {
    return this.frame.locator('.muted-chip');
  }

  get foldedChip(): Locator {
    return this.frame.locator('.folded-chip');
  }

  /** The overview strip. */
  get overview(): Locator {
    return this.frame.locator('.overview-plot');
  }

  get statistics(): Locator {
    return this.frame.locator('.statistics');
  }

  mapNode(service: string): Locator {
    return this.frame.locator('.map-view .map-node', { hasText: service });
  }

  get details(): Locator {
    return this.frame.locator('aside .details');
  }

  get laneHeads(): Locator {
    return this.frame.locator('.lane-head');
  }

  /** The selected row in words for screen readers. */
  get selection(): Locator {
    return this.frame.locator('#selected-row');
  }

  /** The list of messages, which takes keys. */
  get list(): Locator {
    return this.frame.locator('.rows');
  }

  get notice(): Locator {
    return this.frame.locator('.notice, .empty');
  }

  /** Rows of the table that contain all the texts. */
  rows(...texts: readonly string[]): Locator {
    const all = this.frame.locator('.table-row:not(.table-head)');
    return texts.reduce((rows, text) => rows.filter({ hasText: text }), all);
  }

  /** The chip of the only request that is shown; a click shows all again. */
  get requestChip(): Locator {
    return this.frame.locator('.request-chip');
  }

  get waterfall(): Locator {
    return this.frame.locator('.tree-grid');
  }

  get waterfallRows(): Locator {
    return this.waterfall.locator('.tree-row');
  }

  /** The playback bar. */
  get playback(): Locator {
    return this.frame.locator('.playback');
  }

  playbackButton(label: string): Locator {
    return this.playback.locator(`vscode-button[aria-label="${label}"]`);
  }

  async chooseSpeed(speed: string): Promise<void> {
    const list = this.playback.locator('vscode-dropdown');
    await list.click();
    await list.locator('vscode-option', { hasText: speed }).first().click();
  }

  problemGroup(kind: string): Locator {
    return this.frame.locator(`.problem-${kind}`);
  }

  async showView(
    title: 'Sequence' | 'Waterfall' | 'Table' | 'Statistics' | 'Map' | 'Problems',
  ): Promise<void> {
    await this.frame.locator('.view-tabs vscode-panel-tab', { hasText: title }).click();
  }

  async showTable(): Promise<void> {
    await this.showView('Table');
    await this.frame.locator('.table').waitFor();
  }

  async showSequence(): Promise<void> {
    await this.showView('Sequence');
    await this.list.waitFor();
  }

  async detailsTab(title: string): Promise<void> {
    await this.details.locator('vscode-panel-tab', { hasText: title }).click();
  }

  /** Waits until the webview has the theme and has drawn a frame in it. */
  async untilPainted(theme: 'dark' | 'light' | 'highContrast'): Promise<void> {
    const kind = theme === 'highContrast' ? 'high-contrast' : theme;
    const body = this.frame.locator(`body.vscode-${kind}`);
    await body.waitFor();
    await body.evaluate(
      () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }
}
