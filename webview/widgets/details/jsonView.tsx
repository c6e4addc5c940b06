import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { JsonValue } from '../../../src/core/base/json';
import type { TreeLine } from '../../../src/core/oslo/jsonTree';
import { toggleLine, treeLines, untouchedTree } from '../../../src/core/oslo/jsonTree';
import { actionForKey } from '../../model/keys';
import { pickedValue } from '../../model/copying/pickedValue';
import { maxMatches, openAround, searchTree, stepMatch } from '../../model/details/treeSearch';
import { useDiagram } from '../context';
import type { LineUse } from './jsonLine';
import { JsonLine, lineWords } from './jsonLine';
import { hasSelectedText, opensMenu } from '../listKeys';
import { runKey } from '../runKey';
import { TreeSearch } from '../treeSearchBox';
import './jsonView.css';

export interface JsonViewProps {
  readonly value: JsonValue;
  readonly label: string;
  /** The value's place in the filter language; `undefined` when filters do not reach into it. */
  readonly within?: readonly string[] | undefined;
  /** True adds a search field: the value may be large. */
  readonly hasSearch?: boolean;
}

/** A JSON value as a tree, which arrow keys walk and open, and which can be searched. */
export function JsonView({ value, label, within, hasSearch = false }: JsonViewProps) {
  const diagram = useDiagram();
  const state = useSignal(untouchedTree);
  const cursor = useSignal('');
  const words = useSignal('');
  const matchAt = useSignal<number | undefined>(undefined);
  const tree = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLElement>(null);

  const matches = useMemo(() => searchTree(value, words.value), [value, words.value]);
  const match = matchAt.value === undefined ? undefined : matches[matchAt.value];
  // Branches that a search opened close again when it goes on.
  const shown = match ? openAround(state.value, match) : state.value;
  const lines = treeLines(value, shown);
  const at = Math.max(
    0,
    lines.findIndex(line => line.path === cursor.value),
  );

  useEffect(() => {
    tree.current?.querySelector('.tree-line.found')?.scrollIntoView({ block: 'nearest' });
  }, [match]);

  const itemAt = (index: number) =>
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index];
  const focus = (index: number) => {
    const line = lines[index];
    if (!line) return;
    cursor.value = line.path;
    itemAt(index)?.focus();
  };
  const toggle = (line: TreeLine) => (state.value = toggleLine(shown, line));
  const use = (line: TreeLine, what: LineUse) => {
    diagram.copying.picked.value = pickedValue(line.value, line.keys, within);
    if (what === 'filter') diagram.copying.filterByPicked();
    else diagram.copying.copyPicked(what);
  };
  const pick = (line: TreeLine) => {
    cursor.value = line.path;
    diagram.copying.picked.value = pickedValue(line.value, line.keys, within);
  };
  const onSearch = (text: string) => {
    words.value = text;
    matchAt.value = text === '' ? undefined : 0;
  };
  const step = (direction: 1 | -1) => {
    matchAt.value = stepMatch(matches, matchAt.value, direction);
  };
  const endSearch = () => {
    if (match) {
      state.value = shown;
      cursor.value = match.path;
    }
    onSearch('');
    const index = lines.findIndex(line => line.path === match?.path);
    itemAt(Math.max(0, index))?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (!line || event.altKey) return;
    const action = actionForKey(event, 'values', diagram.capture.isLive.value);
    if (action) {
      if ((event.ctrlKey || event.metaKey) && hasSelectedText()) return;
      pick(line);
      runKey(diagram, action);
    } else if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'f' || !search.current) return;
      search.current.focus();
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
    <>
      {hasSearch && (
        <TreeSearch
          fieldRef={search}
          label="Search in the content"
          placeholder="Search keys and values  ( Ctrl+F )"
          words={words.value}
          at={matchAt.value}
          count={matches.length}
          isCut={matches.length >= maxMatches}
          onWords={onSearch}
          onStep={step}
          onEnd={endSearch}
        />
      )}
      <div class="tree" role="tree" aria-label={label} ref={tree} onKeyDown={onKeyDown}>
        {lines.map((line, index) => (
          <div
            key={line.path}
            class={`tree-line${match?.path === line.path ? ' found' : ''}`}
            role="treeitem"
            aria-label={lineWords(line, diagram.options.zone.value)}
            aria-level={line.depth + 1}
            aria-expanded={line.isBranch ? line.isOpen : undefined}
            tabIndex={index === at ? 0 : -1}
            style={{ paddingLeft: `${line.depth * 14 + 16}px` }}
            data-vscode-context={lineContext(line, within)}
            onFocus={() => pick(line)}
            onPointerDown={event => {
              if (opensMenu(event)) pick(line);
            }}
            onClick={() => {
              // Selecting text with the mouse must not close its branch.
              if (document.getSelection()?.isCollapsed !== false) toggle(line);
            }}
          >
            {line.moreCount > 0 ? (
              <span class="tree-more">{lineWords(line, diagram.options.zone.value)}</span>
            ) : (
              <JsonLine
                line={line}
                words={words.value}
                hasFilter={isFilterable(line, within)}
                onUse={what => use(line, what)}
              />
            )}
          </div>
        ))}
      </div>
    </>
  );
}

const isFilterable = (line: TreeLine, within: JsonViewProps['within']): boolean =>
  pickedValue(line.value, line.keys, within).term !== undefined;

/** The context of a value's menus; `webview/context` in package.json goes by it. */
const lineContext = (line: TreeLine, within: JsonViewProps['within']): string | undefined =>
  line.moreCount > 0
    ? undefined
    : JSON.stringify({
        webviewSection: 'value',
        canFilter: isFilterable(line, within),
        preventDefaultContextMenuItems: true,
      });

function parentOf(lines: readonly TreeLine[], at: number): number {
  const depth = lines[at]?.depth ?? 0;
  return lines.findLastIndex((line, index) => index < at && line.depth < depth);
}
