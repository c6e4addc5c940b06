import type { ComponentChildren } from 'preact';
import { Button } from '../controls';
import type { DrillDown } from './drillDown';
import './viewHead.css';

export interface ViewHeadProps {
  readonly drill: DrillDown;
  /** What is counted, in a few words. */
  readonly words: string;
  /** Between the words and the buttons that all have. */
  readonly buttons: ComponentChildren;
  /** Before the words. */
  readonly children?: ComponentChildren;
}

/** First line of a view of counts, with the way to the rows that were counted. */
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
        <Button title="Take back what was picked (Escape)" onPress={() => drill.back()}>
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
