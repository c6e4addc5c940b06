import { useEffect, useRef } from 'preact/hooks';
import type { KeyedActionName } from '../../model/keys';
import { foldDepths } from '../../model/requests/spanFolds';
import { useDiagram } from '../context';
import { focusRows } from '../listKeys';
import { runKey } from '../runKey';
import { TreeSearch } from '../treeSearchBox';
import './waterfallTools.css';

/** The key of the bars, the depth of the tree, and the search within the spans. */
export function WaterfallTools() {
  return (
    <div class="waterfall-tools">
      <p class="waterfall-key quiet" aria-hidden="true">
        <i class="bar-queue" /> queue <i class="bar-handler" /> handler <i class="bar-reply" />{' '}
        reply <i class="bar-unanswered" /> no reply <i class="bar-caused" /> caused{' '}
        <i class="key-critical" /> critical path <span>?</span> guessed
      </p>
      <DepthButtons />
      <SpanSearchBox />
    </div>
  );
}

/** Buttons that collapse the tree to its first levels, as far as it has more of them. */
function DepthButtons() {
  const { folds } = useDiagram().requests;
  const depth = folds.depth.value;
  const depths = foldDepths.filter(each => each < folds.levels.value);
  if (depths.length === 0) return null;
  return (
    <div class="depth-buttons" role="group" aria-label="Depth of the tree">
      <span class="quiet" aria-hidden="true">
        Depth
      </span>
      {depths.map(each => (
        <DepthButton
          key={each}
          action={`collapseToDepth${each}`}
          isPressed={depth === each}
          words={`${each}`}
          title={`Collapse to Depth ${each}`}
          keyName={`${each}`}
        />
      ))}
      <DepthButton
        action="expandAll"
        isPressed={depth === 'all'}
        words="All"
        title="Expand All"
        keyName="*"
      />
    </div>
  );
}

interface DepthButtonProps {
  readonly action: KeyedActionName;
  readonly isPressed: boolean;
  readonly words: string;
  readonly title: string;
  readonly keyName: string;
}

function DepthButton({ action, isPressed, words, title, keyName }: DepthButtonProps) {
  const diagram = useDiagram();
  return (
    <button
      aria-pressed={isPressed}
      aria-label={title}
      title={`${title} (${keyName})`}
      onClick={() => runKey(diagram, action)}
    >
      {words}
    </button>
  );
}

function SpanSearchBox() {
  const { search } = useDiagram().requests;
  const field = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = search.focusRequests.peek();
    return search.focusRequests.subscribe(count => {
      if (count > before) field.current?.focus();
    });
  }, [search]);
  return (
    <TreeSearch
      fieldRef={field}
      label="Search in the spans"
      placeholder="Search name, service, host  ( Ctrl+F )"
      words={search.words.value}
      at={search.at.value}
      count={search.matches.value.length}
      onWords={words => search.search(words)}
      onStep={direction => search.step(direction)}
      onEnd={() => {
        search.end();
        focusRows();
      }}
    />
  );
}
