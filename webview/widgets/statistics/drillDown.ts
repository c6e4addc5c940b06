import { useSignal } from '@preact/signals';
import { useDiagram } from '../context';

/** From counts to the rows behind them, and back. */
export interface DrillDown {
  /** The filter is what was picked here. */
  readonly isPicked: boolean;
  /**
   * Narrows the filter to the rows of a line, so that all views count only those; what is picked
   * already has its rows shown.
   *
   * @param term in the filter language
   */
  pick(term: string): void;
  /** Takes back what was picked. */
  back(): void;
  showRows(): void;
}

export function useDrillDown(): DrillDown {
  const diagram = useDiagram();
  const { filter, options } = diagram;
  /** Texts of the filter before and after; of no use once it was changed elsewhere. */
  const picked = useSignal<{ readonly before: string; readonly after: string } | undefined>(
    undefined,
  );
  const isPicked = () => picked.value !== undefined && filter.text.value === picked.value.after;
  const showRows = () => diagram.options.show('sequence');
  return {
    isPicked: isPicked(),
    pick: term => {
      const text = filter.text.value;
      // A mark on rows would change nothing here.
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
