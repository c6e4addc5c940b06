import type { Diagram } from '../../model/diagram';
import { formatCount, formatPercent, plural } from '../../../src/core/text/amounts';
import { Button, Select } from '../controls';
import { useDiagram } from '../context';
import { FilterBox } from './filterBox';
import { HiddenRows } from './hiddenRows';
import { HighlightMatches } from './highlightMatches';
import { Icon } from '../icons';
import './filterRow.css';

/** The filter, the number of rows that match it, and chips for everything else that hides rows. */
export function FilterRow() {
  const diagram = useDiagram();
  const { options } = diagram;
  return (
    <div class="filter-row" role="search" aria-label="Rows">
      <FilterBox />
      <span class="filter-end">
        <Button
          look="icon"
          class="fold-switch"
          label="Fold Noise"
          title="Fold regular traffic, such as state reports, into one line for each burst"
          isPressed={options.foldsNoise.value}
          onPress={() => options.toggleFold()}
        >
          <Icon name="fold" />
        </Button>
        {options.view.value !== 'problems' && <LaneLevels />}
        <Button
          look="icon"
          label="Go to…"
          title="Go to a request, message, UUID, queue or host (Ctrl+G)"
          onPress={() => diagram.capture.runAction('goTo')}
        >
          <Icon name="goTo" />
        </Button>
        {options.view.value === 'sequence' && (
          <Button
            look="icon"
            label="Legend"
            title="Show what the signs mean (?)"
            isPressed={options.isLegendOpen.value}
            onPress={() => options.toggleLegend()}
          >
            <Icon name="legend" />
          </Button>
        )}
        {!options.isDetailsOpen.value && diagram.selection.listRow.value && (
          <Button
            title="Show the details of the selected message (Enter)"
            onPress={() => diagram.details.show()}
          >
            Details
          </Button>
        )}
      </span>
      <div class="filter-list">
        <span class="filter-counts">
          {diagram.capture.isReady.value && (
            <>
              <span class="filter-count">{countWords(diagram)}</span>
              <Progress />
            </>
          )}
        </span>
        {diagram.highlights.isOn.value && <HighlightMatches />}
        <HiddenRows />
      </div>
    </div>
  );
}

/** The progress of a long search, which shows its first rows before it has ended. */
function Progress() {
  const progress = useDiagram().feed.progress.value;
  if (progress === undefined) return null;
  return <span class="filter-progress"> · searching {formatPercent(progress, 1)}</span>;
}

/** Chooses what lanes stand for. */
function LaneLevels() {
  const diagram = useDiagram();
  const { laneLevel } = diagram.options;
  return (
    <Select
      label="Lanes are"
      options={levels}
      value={laneLevel.value}
      onSelect={level => diagram.lanes.setLevel(level)}
    />
  );
}

const levels = [
  { id: 'process', title: 'Processes' },
  { id: 'host', title: 'Hosts' },
  { id: 'service', title: 'Services' },
] as const;

/**
 * The number of shown messages; those in closed folds count, because the fold's line shows them.
 */
function countWords({ feed, filter }: Diagram): string {
  const total = feed.totalCount.value;
  return filter.isListFiltered.value
    ? `${formatCount(feed.matchCount.value)} of ${formatCount(total)} shown`
    : plural(total, 'row');
}
