import { batch, signal } from '@preact/signals';
import type { LaneLevel } from '../../src/protocol/rows';
import type { DetailsTab, UiState, ViewMode } from './uiState';
import { detailsWidthLimits } from './uiState';

/** How the user likes the tab to look. */
export class ViewOptions {
  readonly view = signal<ViewMode>('sequence');
  readonly laneLevel = signal<LaneLevel>('host');
  readonly isClockTime = signal(false);
  /** Whether the user wants them where there is something to say. */
  readonly isDetailsOpen = signal(true);
  readonly detailsWidthPx = signal(0);
  readonly detailsTab = signal<DetailsTab>('arguments');

  toggleTable(): void {
    this.view.value = this.view.value === 'table' ? 'sequence' : 'table';
  }

  toggleTime(): void {
    this.isClockTime.value = !this.isClockTime.value;
  }

  resizeDetails(widthPx: number): void {
    const { min, max } = detailsWidthLimits;
    this.detailsWidthPx.value = Math.max(min, Math.min(max, Math.round(widthPx)));
  }

  restore(state: UiState): void {
    batch(() => {
      this.view.value = state.view;
      this.laneLevel.value = state.laneLevel;
      this.isClockTime.value = state.isClockTime;
      this.isDetailsOpen.value = state.isDetailsOpen;
      this.detailsWidthPx.value = state.detailsWidthPx;
      this.detailsTab.value = state.detailsTab;
    });
  }

  saved(): Pick<
    UiState,
    'view' | 'laneLevel' | 'isClockTime' | 'isDetailsOpen' | 'detailsWidthPx' | 'detailsTab'
  > {
    return {
      view: this.view.value,
      laneLevel: this.laneLevel.value,
      isClockTime: this.isClockTime.value,
      isDetailsOpen: this.isDetailsOpen.value,
      detailsWidthPx: this.detailsWidthPx.value,
      detailsTab: this.detailsTab.value,
    };
  }
}
