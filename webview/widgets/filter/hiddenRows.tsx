import { printable } from '../../../src/core/base/printable';
import type { TimeRange } from '../../../src/protocol/timeRange';
import { formatCount, plural } from '../../../src/core/text/amounts';
import { formatInstant } from '../../../src/core/text/times';
import { Button } from '../controls';
import { useDiagram } from '../context';
import './hiddenRows.css';

/**
 * Chips for everything that hides rows besides the filter's text; pressing one shows its rows
 * again.
 */
export function HiddenRows() {
  const diagram = useDiagram();
  const { filter, feed, lanes, options } = diagram;
  const hiddenLanes = lanes.hiddenCount.value;
  const mutedCount = feed.mutedCount.value;
  const foldedCount = feed.foldedCount.value;
  const mutedLabels = filter.muted.value;
  return (
    <div class="filter-chips">
      {filter.request.value !== undefined && <RequestChip id={filter.request.value} />}
      {options.range.value && <RangeChip range={options.range.value} />}
      {hiddenLanes > 0 && (
        <Button title="Show All Lanes" onPress={() => lanes.showAll()}>
          {plural(hiddenLanes, 'lane')} hidden · Show
        </Button>
      )}
      <IdleLanesChip />
      {mutedCount > 0 && (
        <Button
          class="muted-chip"
          title={`Show muted methods in this tab:\n${listed(mutedLabels)}`}
          onPress={() => (filter.showsMuted.value = true)}
        >
          {formatCount(mutedCount)} muted · Show
        </Button>
      )}
      {filter.showsMuted.value && (
        <Button
          class="muted-chip"
          title={`Hide muted methods in this tab again:\n${listed(mutedLabels)}`}
          onPress={() => (filter.showsMuted.value = false)}
        >
          {plural(mutedLabels.length, 'muted method')} · Hide
        </Button>
      )}
      {foldedCount > 0 && (
        <Button
          class="folded-chip"
          title="Show each message of regular traffic"
          onPress={() => options.toggleFold()}
        >
          {formatCount(foldedCount)} folded · Show
        </Button>
      )}
      {lanes.placed.value.length > 0 && (
        <Button title="Restore the original order of lanes" onPress={() => lanes.reset()}>
          Reset Lanes
        </Button>
      )}
      {filter.isListFiltered.value && (
        <Button
          class="show-all"
          title="Show all rows: no filter, all requests, lanes and times, and muted methods"
          onPress={() => diagram.filter.showEverything()}
        >
          Show All Rows
        </Button>
      )}
    </div>
  );
}

/** The chip of the lanes without a row in the list, which it shows and leaves out. */
function IdleLanesChip() {
  const { lanes, options, filter } = useDiagram();
  const count = lanes.idle.value.size;
  const areShown = options.showsIdleLanes.value && filter.isListFiltered.value;
  if (options.view.value !== 'sequence' || (count === 0 && !areShown)) return null;
  return (
    <Button
      title={
        areShown
          ? 'Leave out the lanes without a row in this list'
          : 'Show the lanes without a row in this list, too'
      }
      onPress={() => options.toggleIdleLanes()}
    >
      {areShown ? 'Idle lanes · Hide' : `${plural(count, 'idle lane')} · Show`}
    </Button>
  );
}

/** The chip of a request that is shown alone; pressing it shows all requests again. */
function RequestChip({ id }: { readonly id: string }) {
  const diagram = useDiagram();
  const name = diagram.requests.tree.details.value?.name ?? 'request';
  return (
    <Button
      class="request-chip"
      label={`Only the request ${printable(name, 100)} is shown: Show All Requests`}
      title={`${printable(name, 200)}\n${printable(id, 120)}\nShow All Requests`}
      onPress={() => diagram.filter.showAllRequests()}
    >
      {printable(name, 40)} ✕
    </Button>
  );
}

/** The chip of a range of time. */
function RangeChip({ range }: { readonly range: TimeRange }) {
  const { options } = useDiagram();
  const { fromMicros, toMicros } = range;
  const words = `${options.clock(fromMicros)} – ${options.clock(toMicros)}`;
  return (
    <Button
      class="range-chip"
      label={`Only ${words} is shown: show the whole capture`}
      title={`${formatInstant(fromMicros)} –\n${formatInstant(toMicros)}\nShow the whole capture again`}
      onPress={() => (options.range.value = undefined)}
    >
      {words} ✕
    </Button>
  );
}

const listed = (labels: readonly string[]): string =>
  labels
    .slice(0, 20)
    .map(label => printable(label, 100))
    .join('\n') + (labels.length > 20 ? `\nand ${labels.length - 20} more` : '');
