import { useSignal } from '@preact/signals';
import { useDiagram } from '../context';

/** Leads from counts to the rows behind them, and back. */
export interface DrillDown {
  /** True while the filter is the one that was picked here. */
  readonly isPicked: boolean;
  /**
   * Narrows the filter to the rows of a line, so that all views count only those; a second pick
   * shows the rows.
   *
   * @param term the line's condition in the filter language
   */
  pick(term: string): void;
  /** Restores the filter from before the pick. */
  back(): void;
  showRows(): void;
}

export function useDrillDown(): DrillDown {
  const diagram = useDiagram();
  const { filter, options } = diagram;
  /**
   * Texts of the filter before and after the pick; they are outdated once the filter was changed
   * elsewhere.
   */
  const picked = useSignal<{ readonly before: string; readonly after: string } | undefined>(
    undefined,
  );
  const isPicked = () => picked.value !== undefined && filter.text.value === picked.value.after;
  const showRows = () => diagram.options.show('sequence');
  return {
    isPicked: isPicked(),
    pick: term => {
      const text = filter.text.value;
      // Highlighting rows would change nothing in this view.
      options.isHighlighting.value = false;
      const before = isPicked() && picked.value ? picked.value.before : text;
      filter.narrowBy(term);
      const after = filter.text.value;
      if (after === text) showRows();
      else picked.value = { before, after };
    },
    back: () => {
      if (isPicked() && picked.value) filter.setText(picked.value.before);
      picked.value = undefined;
    },
    showRows,
  };
}
