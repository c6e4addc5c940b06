import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { printable } from '../../../src/core/base/printable';
import type { StatisticsGrouping, StatisticsLine } from '../../../src/protocol/statistics';
import { dimensions } from '../../layout/dimensions';
import type { GroupedStatistics } from '../../model/statistics/aggregates';
import { nextSort, sortLines, statisticsColumns } from '../../model/statistics/statisticsTable';
import { statisticsCsv } from '../../model/statistics/statisticsText';
import { formatCount, formatDuration, plural } from '../../../src/core/text/amounts';
import { Button } from '../controls';
import { useDiagram } from '../context';
import type { DrillDown } from './drillDown';
import { useDrillDown } from './drillDown';
import { Icon } from '../icons';
import { StatisticsHead } from './statisticsHead';
import { StatisticsRow, TotalsRow } from './statisticsRow';
import { ViewHead } from './viewHead';
import { CountingPage } from './countingPage';
import { useSize } from '../useSize';
import './statisticsView.css';

const groupings = [
  { id: 'method', title: 'Methods', one: 'method' },
  { id: 'pair', title: 'Pairs', one: 'pair' },
  { id: 'service', title: 'Services', one: 'service' },
] as const satisfies readonly {
  readonly id: StatisticsGrouping;
  readonly title: string;
  readonly one: string;
}[];

/** The statistics: counts, times and failures, one line for each method, pair or service. */
export function StatisticsView() {
  const diagram = useDiagram();
  const drill = useDrillDown();
  const { statistics: answer } = diagram.aggregates;
  const counted = answer.value.value;
  const error = answer.error.value;
  if (!counted) return <CountingPage answer={answer} />;
  const lines = sortLines(counted.lines, counted.grouping, diagram.options.statisticsSort.value);
  return (
    <div class="statistics">
      <ViewHead
        drill={drill}
        words={countWords(counted)}
        buttons={
          <Button
            icon={<Icon name="copy" />}
            title="Copy the whole table as CSV"
            onPress={() =>
              diagram.copying.copyText(statisticsCsv(lines), plural(lines.length, 'line'))
            }
          >
            Copy as CSV
          </Button>
        }
      >
        <Groupings />
      </ViewHead>
      {error !== undefined && <p class="notice warn">{printable(error, 600)}</p>}
      {lines.length === 0 ? (
        <div class="empty-page">
          <p>Nothing to count: the rows hold no call, cast, fanout or notification.</p>
          <Button look="primary" onPress={() => drill.showRows()}>
            Show Rows
          </Button>
        </div>
      ) : (
        <Grid counted={counted} lines={lines} drill={drill} />
      )}
    </div>
  );
}

function countWords(statistics: GroupedStatistics): string {
  const { lines, unlistedCount, spanCount, coveredSeconds, grouping } = statistics;
  const one = groupings.find(({ id }) => id === grouping)?.one ?? 'line';
  return [
    plural(lines.length + unlistedCount, one),
    ...(unlistedCount > 0 ? [`the ${formatCount(lines.length)} most frequent listed`] : []),
    plural(spanCount, 'span'),
    formatDuration(coveredSeconds * 1_000_000),
  ].join(' · ');
}

function Groupings() {
  const { grouping } = useDiagram().options;
  return (
    <div class="segments" role="group" aria-label="A line for each of the">
      {groupings.map(({ id, title }) => (
        <button
          key={id}
          class="segment"
          aria-pressed={grouping.value === id}
          onClick={() => (grouping.value = id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

const rowHeightPx = dimensions.statisticsRowHeightPx;
const marginRows = 4;

interface GridProps {
  readonly counted: GroupedStatistics;
  readonly lines: readonly StatisticsLine[];
  readonly drill: DrillDown;
}

/** The lines. Only the visible ones have elements; the keyboard walks all of them. */
function Grid({ counted, lines, drill }: GridProps) {
  const { options } = useDiagram();
  const grid = useRef<HTMLDivElement>(null);
  const topPx = useSignal(0);
  const heightPx = useSignal(0);
  /** Key of the line with the keyboard's focus. */
  const active = useSignal<string | undefined>(undefined);
  const at = lines.findIndex(({ key }) => key === active.value);

  useSize(grid, (_, height) => (heightPx.value = height));

  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(lines.length - 1, index));
    active.value = lines[next]?.key;
    const element = grid.current;
    if (!element) return;
    const top = next * rowHeightPx;
    const room = element.clientHeight - headHeightPx - rowHeightPx;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeightPx > element.scrollTop + room) {
      element.scrollTop = top + rowHeightPx - room;
    }
  };
  const pick = (line: StatisticsLine | undefined) => {
    if (line) drill.pick(line.filter);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(heightPx.value / rowHeightPx) - 4);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      PageDown: () => goTo(at + page),
      PageUp: () => goTo(at - page),
      Home: () => goTo(0),
      End: () => goTo(lines.length - 1),
      Enter: () => pick(lines[at]),
      Escape: () => drill.back(),
    };
    const act = acts[event.key];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  };

  const first = Math.max(0, Math.floor(topPx.value / rowHeightPx) - marginRows);
  const last = Math.ceil((topPx.value + heightPx.value) / rowHeightPx) + marginRows;
  const isHeld = at >= first && at < last;
  return (
    <div
      class="statistics-grid"
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label="Statistics; Enter on a line filters by it"
      aria-rowcount={lines.length + 2}
      aria-colcount={statisticsColumns.length + 1}
      aria-activedescendant={isHeld ? `line-${at}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={event => (topPx.value = event.currentTarget.scrollTop)}
    >
      <StatisticsHead
        sort={options.statisticsSort.value}
        onSort={column => {
          options.statisticsSort.value = nextSort(options.statisticsSort.value, column);
        }}
      />
      <div
        class="statistics-lines"
        role="rowgroup"
        style={{ height: `${lines.length * rowHeightPx}px` }}
      >
        {lines.slice(first, last).map((line, offset) => (
          <StatisticsRow
            key={line.key}
            line={line}
            grouping={counted.grouping}
            index={first + offset}
            isActive={first + offset === at}
            onPick={() => {
              grid.current?.focus({ preventScroll: true });
              active.value = line.key;
              pick(line);
            }}
          />
        ))}
      </div>
      <TotalsRow counted={counted} index={lines.length} />
    </div>
  );
}

const headHeightPx = 44;
