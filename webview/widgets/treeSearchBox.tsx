import type { Ref } from 'preact';
import { formatCount } from '../../src/core/text/amounts';
import { Button, TextField } from './controls';
import { Icon } from './icons';
import './treeSearchBox.css';

export interface TreeSearchProps {
  readonly fieldRef: Ref<HTMLElement>;
  readonly label: string;
  readonly placeholder: string;
  readonly words: string;
  /** Index of the match that is shown. */
  readonly at: number | undefined;
  readonly count: number;
  /** True when there may be more matches than were counted. */
  readonly isCut?: boolean;
  readonly onWords: (words: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
  /** Returns to the tree, at the match that is shown. */
  readonly onEnd: () => void;
}

/** Searches a tree: Enter goes on, Shift+Enter goes back, Escape returns to the match. */
export function TreeSearch(props: TreeSearchProps) {
  const { words, onStep } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && words !== '') props.onEnd();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="tree-search" role="search" aria-label={props.label}>
      <TextField
        fieldRef={props.fieldRef}
        value={words}
        label={props.label}
        placeholder={props.placeholder}
        onText={props.onWords}
        onKeyDown={onKeyDown}
      />
      <span class="tree-search-count quiet" role="status">
        {countWords(props)}
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

function countWords({ words, at, count, isCut = false }: TreeSearchProps): string {
  if (words === '') return '';
  if (count === 0) return 'none';
  const total = `${formatCount(count)}${isCut ? '+' : ''}`;
  return at === undefined ? total : `${formatCount(at + 1)} of ${total}`;
}
