import { signal } from '@preact/signals';
import { plural } from '../../../src/core/text/amounts';
import type { HostApi } from '../../../src/protocol/hostApi';
import type { Remote } from '../../../src/protocol/rpc';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { ViewRows } from '../rows/viewRows';
import type { Selection } from '../selection/selection';
import type { ViewOptions } from '../state/viewOptions';
import { placeColumns } from '../table/tableColumns';
import type { TableFormat } from '../table/tableText';
import { tableText } from '../table/tableText';
import { readForCopy } from './allRows';
import type { CopiedPart } from './copiedText';
import { copiedText, copiedWords } from './copiedText';
import type { PickedValue } from './pickedValue';

export interface CopyingDependencies {
  readonly host: Pick<Remote<HostApi>, 'copyText'>;
  readonly view: Pick<ViewRows, 'readRows'>;
  readonly selection: Selection;
  readonly options: ViewOptions;
  readonly filter: FilterControl;
  readonly feedback: Feedback;
}

/** Copies rows, parts of rows and values to the clipboard. */
export class Copying {
  /** The value of a decoded body that was last pointed at in the details; menus are about it. */
  readonly picked = signal<PickedValue | undefined>(undefined);

  constructor(private readonly dependencies: CopyingDependencies) {}

  /** @param what name of the text, for the announcement */
  copyText(text: string, what: string): void {
    const { host, feedback } = this.dependencies;
    feedback.reportFailureOf(host.copyText(text));
    feedback.tell(`Copied ${what}`);
  }

  /** Copies a part of the selected row, or of its span. */
  copyPart(part: CopiedPart): void {
    const { selection, feedback } = this.dependencies;
    const row = selection.listRow.value;
    if (!row) return feedback.tell('Select a row first');
    const text = copiedText(part, row, selection.span.value);
    if (text === undefined) feedback.tell(`This row has no ${copiedWords[part]}`);
    else this.copyText(text, copiedWords[part]);
  }

  /** Copies the selected row, with the columns of the table. */
  copyRowAs(format: TableFormat): void {
    const { selection, feedback } = this.dependencies;
    const row = selection.listRow.value;
    if (row) this.copyText(tableText(format, [row], this.columns()), 'row');
    else feedback.tell('Select a row first');
  }

  /** Copies all rows that are shown, with the columns of the table. */
  async copyTableAs(format: TableFormat): Promise<void> {
    const { view, feedback } = this.dependencies;
    const columns = this.columns();
    try {
      const { rows, cut } = await readForCopy((first, count) => view.readRows(first, count));
      this.copyText(tableText(format, rows, columns), plural(rows.length, 'row'));
      if (cut !== undefined) feedback.problem.value = cut;
    } catch (error) {
      feedback.report(error);
    }
  }

  /** Copies the picked value, or its path. */
  copyPicked(what: 'value' | 'path'): void {
    const picked = this.picked.value;
    if (picked) this.copyText(what === 'path' ? picked.path : picked.text, what);
    else this.dependencies.feedback.tell('Select a value in the details first');
  }

  /** Narrows the rows to those that have the picked value. */
  filterByPicked(): void {
    const { filter, feedback } = this.dependencies;
    const picked = this.picked.value;
    if (!picked) feedback.tell('Select a value in the details first');
    else if (picked.term !== undefined) filter.narrowBy(picked.term);
    else feedback.tell('Filters do not reach this value');
  }

  private columns() {
    return placeColumns(this.dependencies.options.columns.value, 0).map(({ column }) => column.id);
  }
}
