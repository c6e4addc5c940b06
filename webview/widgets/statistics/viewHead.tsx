import type { ComponentChildren } from 'preact';
import { Button } from '../controls';
import type { DrillDown } from './drillDown';
import './viewHead.css';

export interface ViewHeadProps {
  readonly drill: DrillDown;
  /** Names the counted rows in a few words. */
  readonly words: string;
  /** Buttons between the words and the buttons that all views have. */
  readonly buttons: ComponentChildren;
  /** Controls before the words. */
  readonly children?: ComponentChildren;
}

/** The first line of a view of counts, with the way to the counted rows. */
export function ViewHead({ drill, words, buttons, children }: ViewHeadProps) {
  const { isPicked } = drill;
  return (
    <header class="view-head">
      {children}
      <span class="view-words quiet" title={words}>
        {words}
      </span>
      {buttons}
      {isPicked && (
        <Button title="Undo the last pick (Escape)" onPress={() => drill.back()}>
          Back
        </Button>
      )}
      <Button
        look={isPicked ? 'primary' : 'secondary'}
        title="Show the rows that are counted here"
        onPress={() => drill.showRows()}
      >
        Show Rows
      </Button>
    </header>
  );
}
