import { printable } from '../../../src/core/base/printable';
import type { StatisticsGrouping, StatisticsLine } from '../../../src/protocol/statistics';
import { dimensions } from '../../layout/dimensions';
import type { GroupedStatistics } from '../../model/statistics/aggregates';
import type { ColumnInfo } from '../../model/statistics/statisticsTable';
import {
  hasFewTimes,
  hasLongTail,
  histogramWords,
  isCastWork,
  nameOf,
  otherHandlerTimes,
  rateText,
  statisticsColumns,
  totalsOf,
} from '../../model/statistics/statisticsTable';
import { formatBytes, formatCount, formatDuration, plural } from '../../../src/core/text/amounts';
import { Isolated } from '../isolated';
import { Histogram } from './histogram';
import '../cell.css';
import './statisticsRow.css';

export interface StatisticsRowProps {
  readonly line: StatisticsLine;
  readonly grouping: StatisticsGrouping;
  readonly index: number;
  readonly isActive: boolean;
  readonly onPick: () => void;
}

export function StatisticsRow({ line, grouping, index, isActive, onPick }: StatisticsRowProps) {
  const cell = (column: ColumnInfo | undefined) =>
    column && <Cell key={column.id} column={column} line={line} grouping={grouping} />;
  const [name, count, rate, failed, ...others] = statisticsColumns;
  return (
    <div
      id={`line-${index}`}
      class={`statistics-row statistics-line${isActive ? ' selected' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      style={{ top: `${index * dimensions.statisticsRowHeightPx}px` }}
      onClick={onPick}
    >
      {name && <NameCell line={line} grouping={grouping} />}
      {[count, rate, failed].map(cell)}
      <div class="cell statistics-times" role="gridcell" title={histogramWords(line.histogram)}>
        <Histogram counts={line.histogram} />
      </div>
      {others.map(cell)}
    </div>
  );
}

interface LineProps {
  readonly line: StatisticsLine;
  readonly grouping: StatisticsGrouping;
}

function NameCell({ line, grouping }: LineProps) {
  const { kind = '', sender = '', receiver = '' } = line;
  const name = nameOf(line, grouping);
  const route = [sender, receiver].filter(key => key !== '').join(' → ');
  const circumstances =
    grouping === 'method' ? [kind, route].filter(words => words !== '').join(' · ') : '';
  return (
    <div
      class="cell statistics-name"
      role="gridcell"
      title={[name, circumstances, 'Show only these (Enter)']
        .filter(words => words !== '')
        .map(words => printable(words, 600))
        .join('\n')}
    >
      <Isolated text={printable(name, 200)} />
      {circumstances !== '' && (
        <span class="quiet">
          {' '}
          <Isolated text={printable(circumstances, 200)} />
        </span>
      )}
    </div>
  );
}

const workWords = 'time until the last message that it caused';

const timesWords = (count: number, isWork: boolean, isFew: boolean): string =>
  [
    isWork ? `Of ${plural(count, 'cast')}: ${workWords}` : `Of ${plural(count, 'time')}`,
    ...(isFew ? ['too few to rank'] : []),
  ].join('; ');

/** Tells the times of a line's calls beside those of its casts, or the other way round. */
function otherWords(line: StatisticsLine, isWork: boolean): string {
  const other = otherHandlerTimes(line);
  if (!other) return '';
  const what = plural(other.count, isWork ? 'call' : 'cast');
  return `\nBeside them ${what}: p50 ${formatDuration(other.p50)}, p95 ${formatDuration(other.p95)}`;
}

function Cell({ column, line, grouping }: LineProps & { readonly column: ColumnInfo }) {
  const { id, part } = column;
  const times = column.timesOf?.(line);
  const isWork = part !== undefined && isCastWork(line, part);
  const text = column.textOf(line, grouping);
  const tones = [
    id === 'failed' && line.failedCount > 0 ? ' bad' : '',
    id === 'total.p95' && hasLongTail(line) ? ' warn' : '',
    hasFewTimes(column, line) ? ' few' : '',
    isWork ? ' work' : '',
  ].join('');
  const pending = id === 'count' && line.pendingCount > 0 ? line.pendingCount : undefined;
  return (
    <div
      class={`cell statistics-${id.replace('.', ' statistics-')}${tones}`}
      role="gridcell"
      title={
        pending !== undefined
          ? `${plural(pending, 'call')} not answered yet`
          : tones.startsWith(' warn')
            ? 'More than ten times the median'
            : times &&
              timesWords(times.count, isWork, hasFewTimes(column, line)) +
                (part === 'handler' ? otherWords(line, isWork) : '')
      }
      aria-label={isWork ? `${text}, ${workWords}` : undefined}
    >
      {text}
    </div>
  );
}

/**
 * The sums of all lines. Only lines of methods can be summed up: in other groupings a span with
 * several receivers is in several lines.
 */
export function TotalsRow({
  counted,
  index,
}: {
  readonly counted: GroupedStatistics;
  readonly index: number;
}) {
  const totals = totalsOf(counted.lines);
  const isDisjoint = counted.grouping === 'method';
  const texts: Partial<Record<ColumnInfo['id'], string>> = {
    name: 'All',
    count: formatCount(counted.spanCount),
    rate: rateText(counted.spanCount / Math.max(counted.coveredSeconds, 1e-6)),
    ...(isDisjoint && {
      failed: totals.failedCount === 0 ? '–' : formatCount(totals.failedCount),
      bytes: formatBytes(totals.bytes),
    }),
  };
  const [name, count, rate, failed, ...others] = statisticsColumns;
  const cell = (column: ColumnInfo | undefined) =>
    column && (
      <div
        key={column.id}
        class={`cell statistics-${column.id.replace('.', ' statistics-')}${
          column.id === 'failed' && isDisjoint && totals.failedCount > 0 ? ' bad' : ''
        }`}
        role="gridcell"
      >
        {texts[column.id] ?? ''}
      </div>
    );
  return (
    <div class="statistics-row statistics-sum" role="row" aria-rowindex={index + 2}>
      {[name, count, rate, failed].map(cell)}
      <div class="cell statistics-times" role="gridcell" />
      {others.map(cell)}
    </div>
  );
}
