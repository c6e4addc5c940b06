import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Diagram } from '../model/diagram';
import { formatCount, plural } from '../model/timeText';
import { printable } from '../../src/core/base/printable';
import { Button, Select, TextField } from './controls';
import { useDiagram } from './context';
import { Icon } from './icons';
import { focusRows } from './listKeys';

const debounceMillis = 180;

/** Words that rows must contain, how many rows do, and which lanes are hidden. */
export function FilterRow() {
  const diagram = useDiagram();
  const field = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What stands in the box; the filter follows a moment later. */
  const typed = useSignal('');
  const hiddenCount = diagram.lanes.hiddenCount.value;

  useSignalEffect(() => {
    typed.value = diagram.filterText.value;
  });
  useSignalEffect(() => {
    if (diagram.filterFocusRequests.value > 0) field.current?.focus();
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = (text: string) => {
    clearTimeout(timer.current);
    typed.value = text;
    diagram.setFilterText(text);
  };
  const onText = (text: string) => {
    clearTimeout(timer.current);
    typed.value = text;
    timer.current = setTimeout(() => diagram.setFilterText(text), debounceMillis);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      apply(typed.value);
      focusRows();
    } else if (event.key === 'Escape') {
      if (typed.value === '') focusRows();
      else apply('');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="filter-row" role="search">
      <TextField
        fieldRef={field}
        value={typed.value}
        label="Filter"
        placeholder="Filter by words, or paste an id  ( / )"
        onText={onText}
        onKeyDown={onKeyDown}
      />
      {typed.value !== '' && (
        <Button
          look="icon"
          class="filter-clear"
          label="Clear filter"
          title="Clear filter (Escape)"
          onPress={() => apply('')}
        >
          <Icon name="close" />
        </Button>
      )}
      {diagram.request.value !== undefined && <RequestChip id={diagram.request.value} />}
      {diagram.isReady.value && <span class="filter-count">{countWords(diagram)}</span>}
      {diagram.options.view.value !== 'missing' && <LaneLevels />}
      {hiddenCount > 0 && (
        <Button title="Show all lanes again" onPress={() => diagram.lanes.showAll()}>
          {plural(hiddenCount, 'lane')} hidden · Show
        </Button>
      )}
      {diagram.lanes.placed.value.length > 0 && (
        <Button title="Lanes in their own order again" onPress={() => diagram.lanes.reset()}>
          Reset Lanes
        </Button>
      )}
      <Button
        look="icon"
        label="Go to…"
        title="Go to a request, message, UUID, queue or host (Ctrl+G)"
        onPress={() => diagram.runAction('goTo')}
      >
        <Icon name="goTo" />
      </Button>
      {!diagram.options.isDetailsOpen.value && diagram.selection.spanId.value !== undefined && (
        <Button
          title="Show the details of the selected message (Enter)"
          onPress={() => diagram.showDetails()}
        >
          Details
        </Button>
      )}
    </div>
  );
}

/** The rows are those of one request; out of here all are shown again. */
function RequestChip({ id }: { readonly id: string }) {
  const diagram = useDiagram();
  const name = diagram.tree.details.value?.name ?? 'request';
  return (
    <Button
      class="request-chip"
      label={`Only the request ${printable(name, 100)} is shown: show all`}
      title={`${printable(name, 200)}\n${printable(id, 120)}\nShow all rows again`}
      onPress={() => diagram.showAllRequests()}
    >
      {printable(name, 40)} ✕
    </Button>
  );
}

/** What a lane stands for. */
function LaneLevels() {
  const diagram = useDiagram();
  const { laneLevel } = diagram.options;
  return (
    <Select
      label="Lanes are"
      options={levels}
      value={laneLevel.value}
      onSelect={level => diagram.setLaneLevel(level)}
    />
  );
}

const levels = [
  { id: 'process', title: 'Processes' },
  { id: 'host', title: 'Hosts' },
  { id: 'service', title: 'Services' },
] as const;

function countWords({ feed, isFiltered }: Diagram): string {
  const total = feed.totalCount.value;
  return isFiltered.value
    ? `${formatCount(feed.rowCount.value)} of ${formatCount(total)} shown`
    : plural(total, 'row');
}
