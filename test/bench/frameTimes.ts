/** Reads the times of frames from a trace of Chromium. */

/** An event of a trace. Times are in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
}

const scripts: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FunctionCall',
  'MajorGC',
  'MinorGC',
  'RunMicrotasks',
  'TimerFire',
]);
const frameName = 'FireAnimationFrame';

/** Milliseconds from the start of each frame to the start of the next, for successive frames. */
export const frameIntervals = (events: readonly TraceEvent[]): number[] => {
  const begins = frameBegins(events);
  return begins.slice(1).map((at, before) => (at - (begins[before] ?? at)) / 1000);
};

/** Milliseconds of scripts between the starts of successive frames. */
export function scriptingOfFrames(events: readonly TraceEvent[]): number[] {
  const begins = frameBegins(events);
  const sums = begins.slice(1).map(() => 0);
  let end = -Infinity;
  let frame = 0;
  for (const { ts, dur = 0 } of onMainThread(events).filter(({ name }) => scripts.has(name))) {
    // An event within another one has been counted with it.
    const from = Math.max(ts, end);
    end = Math.max(end, ts + dur);
    while (frame < sums.length && from >= (begins[frame + 1] ?? Infinity)) frame++;
    if (from >= (begins[0] ?? Infinity) && frame < sums.length && end > from) {
      sums[frame] = (sums[frame] ?? 0) + (end - from) / 1000;
    }
  }
  return sums;
}

/** Callbacks of one frame begin within this time. */
const sameFrameMicros = 2_000;

function frameBegins(events: readonly TraceEvent[]): number[] {
  const begins: number[] = [];
  for (const { name, ts } of onMainThread(events)) {
    if (name === frameName && ts - (begins.at(-1) ?? -Infinity) > sameFrameMicros) begins.push(ts);
  }
  return begins;
}

/** Returns the events of the thread that draws most frames, in order. */
function onMainThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const drawn = new Map<string, number>();
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  for (const event of events) {
    if (event.name !== frameName) continue;
    drawn.set(threadOf(event), (drawn.get(threadOf(event)) ?? 0) + 1);
  }
  const [main] = [...drawn].sort(([, a], [, b]) => b - a)[0] ?? [];
  return events
    .filter(event => event.ph === 'X' && threadOf(event) === main)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}
