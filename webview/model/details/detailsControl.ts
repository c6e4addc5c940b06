import { computed } from '@preact/signals';
import type { CodeLinks } from '../code/codeLinks';
import type { Selection } from '../selection/selection';
import type { ViewOptions } from '../state/viewOptions';

/** Shows and hides the details of the selected row. */
export class DetailsControl {
  /** False while nothing is selected: an empty pane would only take room from the lanes. */
  readonly isShown = computed(
    () => this.options.isDetailsOpen.value && this.selection.listRow.value !== undefined,
  );

  constructor(
    private readonly options: ViewOptions,
    private readonly selection: Selection,
    private readonly code: CodeLinks,
  ) {}

  /** Shows the details of the selected row, or, without one, of the first in sight. */
  show(): void {
    this.options.isDetailsOpen.value = true;
    if (!this.selection.listRow.value) void this.selection.moveBy(0);
  }

  hide(): void {
    this.options.isDetailsOpen.value = false;
  }

  toggle(): void {
    if (this.isShown.value) this.hide();
    else this.show();
  }

  /** Shows the details, and goes to the handler of a span where it is known. */
  openSpan(spanId: number | undefined): void {
    this.show();
    if (spanId !== undefined) this.code.goTo('knownHandler', spanId);
  }
}
