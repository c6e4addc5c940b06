import type { Ref } from 'preact';
import { maxMatches } from '../../model/details/treeSearch';
import { formatCount } from '../../../src/core/text/amounts';
import { Button, TextField } from '../controls';
import { Icon } from '../icons';
import './treeSearchBox.css';

export interface TreeSearchProps {
  readonly fieldRef: Ref<HTMLElement>;
  readonly words: string;
  /** Index of the match that is shown. */
  readonly at: number | undefined;
  readonly count: number;
  readonly onWords: (words: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
  /** Returns to the tree, at the match that is shown. */
  readonly onEnd: () => void;
}

/** Searches a tree: Enter goes on, Shift+Enter goes back, Escape returns to the match. */
export function TreeSearch(props: TreeSearchProps) {
  const { words, at, count, onStep } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && words !== '') props.onEnd();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="tree-search" role="search">
      <TextField
        fieldRef={props.fieldRef}
        value={words}
        label="Search in the content"
        placeholder="Search keys and values  ( Ctrl+F )"
        onText={props.onWords}
        onKeyDown={onKeyDown}
      />
      <span class="tree-search-count quiet" role="status">
        {countWords(words, at, count)}
      </span>
      {words !== '' && (
        <span class="tree-search-steps">
          <Button
            look="icon"
            label="Previous Match"
            title="Previous Match (Shift+Enter)"
            onPress={() => onStep(-1)}
          >
            <Icon name="previous" />
          </Button>
          <Button
            look="icon"
            label="Next Match"
            title="Next Match (Enter)"
            onPress={() => onStep(1)}
          >
            <Icon name="next" />
          </Button>
        </span>
      )}
    </div>
  );
}

function countWords(words: string, at: number | undefined, count: number): string {
  if (words === '') return '';
  if (count === 0) return 'none';
  const total = `${formatCount(count)}${count >= maxMatches ? '+' : ''}`;
  return at === undefined ? total : `${formatCount(at + 1)} of ${total}`;
}
