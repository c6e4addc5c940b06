import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Overview } from '../../../src/protocol/overview';
import type { TimeRange } from '../../../src/protocol/timeRange';
import { dimensions } from '../../layout/dimensions';
import { countsIn, extentOf } from '../../layout/overviewLayout';
import type { StripAxis, StripPart } from '../../layout/stripAxis';
import { timeAt } from '../../layout/stripAxis';
import { rangeInSight } from '../../model/overview/rangeInSight';
import type { ViewOptions } from '../../model/state/viewOptions';
import { RangeBrush } from '../../model/overview/rangeBrush';
import { gapWords } from '../../../src/core/amqp/gap';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { formatClockSeconds, formatInstant } from '../../../src/core/text/times';
import { OverviewCanvas } from '../../paint/overviewCanvas';
import { useDiagram } from '../context';
import { useSize } from '../useSize';
import './overviewStrip.css';

const pxPerBucket = 3;
const cursors: Record<StripPart, string> = {
  from: 'ew-resize',
  to: 'ew-resize',
  range: 'grab',
  frame: 'grab',
  ground: 'crosshair',
};

/** The capture over time: all messages, those that are shown, errors, and the rows in sight. */
export function OverviewStrip() {
  const diagram = useDiagram();
  const overview = diagram.aggregates.overview.value.value;
  const isWorthIt = diagram.feed.totalCount.value >= 2;
  return isWorthIt ? <Strip overview={overview} /> : null;
}

function Strip({ overview }: { readonly overview: Overview | undefined }) {
  const diagram = useDiagram();
  const { aggregates, options } = diagram;
  const range = options.range.value;
  const extent = overview && extentOf(overview);
  return (
    <section class="overview" aria-label="Overview of the capture">
      <div class="overview-begin" style={{ width: `${dimensions.gutterWidthPx}px` }}>
        {extent && <Moment micros={extent.fromMicros} />}
      </div>
      <Plot />
      <div class="overview-end">
        {extent && <Moment micros={extent.toMicros} />}
        {range && (
          <span class="overview-range" title={`Only ${rangeWords(range, options)} is shown`}>
            {formatDuration(range.toMicros - range.fromMicros)}
          </span>
        )}
        {!overview && aggregates.overview.error.value !== undefined && (
          <span class="warn" title={aggregates.overview.error.value}>
            no overview
          </span>
        )}
      </div>
    </section>
  );
}

function Moment({ micros }: { readonly micros: number }) {
  const { zone } = useDiagram().options;
  return <span title={formatInstant(micros)}>{formatClockSeconds(micros, zone.value)}</span>;
}

const rangeWords = ({ fromMicros, toMicros }: TimeRange, { clock }: ViewOptions): string =>
  `${clock(fromMicros)} to ${clock(toMicros)}`;

/** The canvas, and the range that is brushed on it. */
function Plot() {
  const diagram = useDiagram();
  const { aggregates, options, playback } = diagram;
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<OverviewCanvas>(undefined);
  const widthPx = useSignal(0);
  const frame = useComputed(() => rangeInSight(diagram));
  const axis = useComputed((): StripAxis | undefined => {
    const overview = aggregates.overview.value.value;
    return overview && { extent: extentOf(overview), widthPx: widthPx.value };
  });
  const brush = useMemo(
    () =>
      new RangeBrush({
        applied: options.range,
        axis,
        frame,
        seek: micros => diagram.navigator.seek(micros),
      }),
    [diagram],
  );

  useSize(
    plot,
    width => {
      widthPx.value = width;
      aggregates.setBucketCount(width / pxPerBucket);
    },
    [aggregates],
  );
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const created = new OverviewCanvas(canvas.current);
    drawing.current = created;
    return () => {
      created.dispose();
      brush.dispose();
      aggregates.setBucketCount(0);
    };
  }, [aggregates]);

  useSignalEffect(() => {
    const overview = aggregates.overview.value.value;
    if (!overview || !axis.value) return;
    drawing.current?.show({
      overview,
      axis: axis.value,
      range: brush.range.value,
      frame: frame.value,
      headMicros: playback.state.value?.headMicros,
    });
  });

  const pointAt = (event: MouseEvent) => {
    const box = plot.current?.getBoundingClientRect();
    return { xPx: event.clientX - (box?.left ?? 0), yPx: event.clientY - (box?.top ?? 0) };
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !axis.value) return;
    plot.current?.setPointerCapture(event.pointerId);
    const { xPx, yPx } = pointAt(event);
    brush.press(xPx, yPx);
  };
  const onPointerMove = (event: PointerEvent) => {
    const { xPx, yPx } = pointAt(event);
    if (brush.isDragging) return brush.dragTo(xPx);
    const part = brush.partAt(xPx, yPx);
    if (!part || !plot.current || !axis.value) return;
    plot.current.style.cursor = cursors[part];
    const micros = timeAt(xPx, axis.value);
    plot.current.title = momentWords(aggregates.overview.value.value, micros, options);
  };

  useEffect(() => {
    const element = plot.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!axis.value || event.deltaY === 0) return;
      event.preventDefault();
      brush.zoom(event.deltaY, pointAt(event).xPx);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [diagram]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !brush.pressKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const overview = aggregates.overview.value.value;
  const extent = axis.value?.extent;
  const shown = brush.range.value;
  const isPending = brush.draft.value !== undefined;
  return (
    <div
      class="overview-plot"
      ref={plot}
      role="slider"
      tabIndex={0}
      aria-label="Time range: arrow keys move it, with Shift they move its end, Enter applies it"
      aria-valuemin={0}
      aria-valuemax={extent ? Math.round((extent.toMicros - extent.fromMicros) / 1000) : 0}
      aria-valuenow={
        extent && shown ? Math.round((shown.fromMicros - extent.fromMicros) / 1000) : 0
      }
      aria-valuetext={overview && valueText(overview, shown, isPending, options)}
      onKeyDown={onKeyDown}
      onBlur={() => (brush.draft.value = undefined)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={event => brush.release(pointAt(event).xPx)}
      onPointerCancel={() => brush.cancel()}
      onDblClick={() => brush.apply(undefined)}
    >
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

/** The value of the range for screen readers. */
function valueText(
  overview: Overview,
  range: TimeRange | undefined,
  isPending: boolean,
  options: ViewOptions,
): string {
  const { count, highlighted, errors } = countsIn(overview, range ?? extentOf(overview));
  const time = range ? rangeWords(range, options) : 'the whole capture';
  const matches = highlighted > 0 ? `${plural(highlighted, 'match', 'matches')}, ` : '';
  const content = `${plural(count, 'message')}, ${matches}${plural(errors, 'error')}`;
  const gaps = overview.gaps.length > 0 ? `, ${plural(overview.gaps.length, 'gap')}` : '';
  return `${time}: ${content}${gaps}${isPending ? '; press Enter to show only these' : ''}`;
}

/** The tooltip of a moment: its time, and the counts of its bucket. */
function momentWords(
  overview: Overview | undefined,
  micros: number,
  { clock }: ViewOptions,
): string {
  if (!overview) return '';
  const moment = { fromMicros: micros, toMicros: micros };
  const { count, shown, highlighted, errors } = countsIn(overview, moment);
  const lines = [clock(micros), plural(count, 'message')];
  if (shown < count) lines.push(`${plural(shown, 'message')} shown`);
  if (highlighted > 0) lines.push(plural(highlighted, 'match', 'matches'));
  if (errors > 0) lines.push(plural(errors, 'error'));
  const width = overview.bucketMicros;
  const near = overview.gaps.filter(
    ({ sinceMicros, untilMicros = Infinity }) =>
      sinceMicros - width <= micros && untilMicros + width >= micros,
  );
  lines.push(...near.map(gapWords));
  return lines.join('\n');
}
