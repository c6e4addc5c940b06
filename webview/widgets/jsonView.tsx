import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { JsonValue } from '../../src/core/base/json';
import type { TreeLine } from '../model/jsonTree';
import { toggleLine, treeLines, untouchedTree } from '../model/jsonTree';
import { formatCount } from '../model/timeText';
import { useDiagram } from './context';
import { Icon } from './icons';

/** A JSON value as a tree: arrow keys walk and open it, Ctrl+C copies the value under the cursor. */
export function JsonView({ value, label }: { readonly value: JsonValue; readonly label: string }) {
  const diagram = useDiagram();
  const state = useSignal(untouchedTree);
  const cursor = useSignal('');
  const tree = useRef<HTMLDivElement>(null);
  const lines = treeLines(value, state.value);
  const at = Math.max(
    0,
    lines.findIndex(line => line.path === cursor.value),
  );

  const focus = (index: number) => {
    const line = lines[index];
    if (!line) return;
    cursor.value = line.path;
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index]?.focus();
  };
  const toggle = (line: TreeLine) => (state.value = toggleLine(state.value, line));
  const copy = (line: TreeLine) => diagram.copy(textOf(line.value), 'value');

  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (!line || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'c' || document.getSelection()?.isCollapsed === false) return;
      copy(line);
    } else if (event.key === 'ArrowDown') focus(at + 1);
    else if (event.key === 'ArrowUp') focus(at - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(lines.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') toggle(line);
    else if (event.key === 'ArrowRight') {
      if (line.isBranch && !line.isOpen) toggle(line);
      else focus(at + 1);
    } else if (event.key === 'ArrowLeft') {
      if (line.isBranch && line.isOpen) toggle(line);
      else focus(parentOf(lines, at));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (lines.length === 0) return <p class="quiet">{label}: empty.</p>;
  return (
    <div class="tree" role="tree" aria-label={label} ref={tree} onKeyDown={onKeyDown}>
      {lines.map((line, index) => (
        <div
          key={line.path}
          class="tree-line"
          role="treeitem"
          aria-level={line.depth + 1}
          aria-expanded={line.isBranch ? line.isOpen : undefined}
          tabIndex={index === at ? 0 : -1}
          style={{ paddingLeft: `${line.depth * 14 + 16}px` }}
          onFocus={() => (cursor.value = line.path)}
          onClick={() => {
            // Selecting text with the mouse must not close what it is in.
            if (document.getSelection()?.isCollapsed !== false) toggle(line);
          }}
        >
          {line.moreCount > 0 ? (
            <span class="tree-more">Show more ({formatCount(line.moreCount)} left)</span>
          ) : (
            <TreeLineText line={line} onCopy={() => copy(line)} />
          )}
        </div>
      ))}
    </div>
  );
}

function TreeLineText({ line, onCopy }: { readonly line: TreeLine; readonly onCopy: () => void }) {
  return (
    <>
      {line.isBranch && (
        <span class={line.isOpen ? 'twistie open' : 'twistie'} aria-hidden="true" />
      )}
      <bdi class="tree-key">{line.key}</bdi>
      {line.typeName !== undefined && <bdi class="tree-type">{line.typeName}</bdi>}
      <bdi class={`tree-value tone-${line.tone}`} title={line.summary}>
        {line.summary}
      </bdi>
      <button
        class="tree-copy"
        tabIndex={-1}
        title="Copy value (Ctrl+C)"
        aria-label={`Copy ${line.key}`}
        onClick={event => {
          event.stopPropagation();
          onCopy();
        }}
      >
        <Icon name="copy" />
      </button>
    </>
  );
}

const textOf = (value: JsonValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);

function parentOf(lines: readonly TreeLine[], at: number): number {
  const depth = lines[at]?.depth ?? 0;
  return lines.findLastIndex((line, index) => index < at && line.depth < depth);
}
