import type { Overview } from '../../../src/protocol/overview';
import type { ListRow } from '../../../src/protocol/rows';
import { CoalescingTask } from '../coalescingTask';

export interface TimeSeekDependencies {
  readonly rowCount: () => number;
  readonly overview: () => Overview | undefined;
  readonly readRow: (index: number) => Promise<ListRow | undefined>;
  /** @param index the first row that was sent at the moment or later, or the last row */
  readonly show: (index: number) => void;
  readonly report: (problem: unknown) => void;
}

/**
 * Finds the row of a moment. While a search is under way, only the last of further moments counts.
 */
export class TimeSeek {
  private wantedMicros: number | undefined;
  private readonly search = new CoalescingTask(() => this.find());

  constructor(private readonly dependencies: TimeSeekDependencies) {}

  seek(micros: number): void {
    this.wantedMicros = micros;
    this.search.request();
  }

  private async find(): Promise<void> {
    const { wantedMicros: micros } = this;
    const { rowCount, overview, readRow, show, report } = this.dependencies;
    if (micros === undefined) return;
    try {
      const count = rowCount();
      const isBefore = async (index: number) => ((await readRow(index))?.atMicros ?? 0) < micros;
      const found = await firstNotBefore(count, likelyIndex(overview(), micros), isBefore);
      show(Math.max(0, Math.min(count - 1, found)));
    } catch (error) {
      report(error);
    }
  }
}

/**
 * Number of rows before a moment according to the overview: exact to a bucket where nothing is
 * folded.
 */
export function likelyIndex(overview: Overview | undefined, micros: number): number {
  if (!overview || !(overview.bucketMicros > 0)) return 0;
  const at = (micros - overview.fromMicros) / overview.bucketMicros;
  const bucket = Math.max(0, Math.min(overview.shown.length, Math.floor(at)));
  const before = overview.shown.slice(0, bucket).reduce((sum, count) => sum + count, 0);
  return Math.floor(before + (overview.shown[bucket] ?? 0) * Math.max(0, at - bucket));
}

/**
 * Finds the least index, among ordered rows, that is not before the sought moment, from a guess in
 * steps that double.
 *
 * @returns `count` when all rows are before it
 */
export async function firstNotBefore(
  count: number,
  guess: number,
  isBefore: (index: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [0, count];
  let at = Math.max(0, Math.min(count - 1, guess));
  for (let step = 1; low < high; step *= 2) {
    if (await isBefore(at)) low = at + 1;
    else high = at;
    // Once the search has turned, both ends are close, and it halves the rest.
    const isTurned = low > 0 && high < count;
    const next = low === at + 1 ? at + step : at - step;
    at = isTurned ? Math.floor((low + high) / 2) : Math.max(low, Math.min(high - 1, next));
  }
  return low;
}
