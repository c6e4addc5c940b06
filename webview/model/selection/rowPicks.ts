import type { RowPick } from '../../../src/protocol/hostApi';
import type { Row } from '../../../src/protocol/rows';
import type { SpanDetails } from '../../../src/protocol/spans';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { Lanes } from '../lanes/lanes';
import type { Selection } from './selection';

export interface RowPicksDependencies {
  readonly filter: FilterControl;
  readonly selection: Selection;
  readonly lanes: Lanes;
  readSpan(spanId: number): Promise<SpanDetails | undefined>;
  /** Announces why nothing was filtered. */
  readonly feedback: Pick<Feedback, 'tell'>;
}

/** Turns picks from menus into terms of the filter, where the user can read and change them. */
export class RowPicks {
  constructor(private readonly dependencies: RowPicksDependencies) {}

  /** @param lane key of the lane that is meant; default: the sender of the selected row */
  async pick(pick: RowPick, lane?: string): Promise<void> {
    const { filter, selection } = this.dependencies;
    const row = selection.row.value;
    switch (pick) {
      case 'onlyService':
        return this.filterWith(this.serviceOf(row, lane), 'service', name =>
          filter.showOnly('service', name),
        );
      case 'hideService':
        return this.filterWith(this.serviceOf(row, lane), 'service', name =>
          filter.hide('service', name),
        );
      case 'onlyMethod':
        return this.filterWith(await this.labelOf(row), 'method', name =>
          filter.showOnly('method', name),
        );
      case 'hideMethod':
        return this.filterWith(await this.labelOf(row), 'method', name =>
          filter.hide('method', name),
        );
      case 'muteMethod':
        return this.filterWith(await this.labelOf(row), 'method', name => filter.mute(name));
      case 'onlyExchange':
        return this.filterWith(row?.exchange, 'exchange', name =>
          filter.showOnly('exchange', name),
        );
      case 'onlyQueue':
        return this.filterWith(row?.queue, 'queue', name => filter.showOnly('queue', name));
    }
  }

  private filterWith(value: string | undefined, what: string, act: (value: string) => void): void {
    const { selection, feedback } = this.dependencies;
    if (value !== undefined && value !== '') act(value);
    else if (!selection.row.value) feedback.tell('Select a row first');
    else feedback.tell(`The ${what} of this row is not known`);
  }

  private serviceOf(
    row: Row | undefined,
    lane = row?.sender ?? row?.receivers[0],
  ): string | undefined {
    return lane === undefined ? undefined : this.dependencies.lanes.byKey.value.get(lane)?.service;
  }

  /** Replies and failures have the method of their call, whatever exception a failure brings. */
  private async labelOf(row: Row | undefined): Promise<string | undefined> {
    if (!row) return undefined;
    const shown = this.dependencies.selection.span.value;
    const span =
      shown?.spanId === row.spanId ? shown : await this.dependencies.readSpan(row.spanId);
    return span?.label;
  }
}
