import { computed, effect, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { CodeAim, CodePlaceRef } from '../../../src/protocol/code/spanCode';
import type { HostApi } from '../../../src/protocol/hostApi';
import type { Remote } from '../../../src/protocol/rpc';
import { isRequestRow } from '../../layout/labelLayout';
import type { Feedback } from '../feedback';
import type { VisibleRows } from '../rows/visibleRows';
import type { Selection } from '../selection/selection';
import type { ViewOptions } from '../state/viewOptions';
import { SelectedSpanCode } from './selectedSpanCode';
import { VersionMismatches } from './versionMismatches';

export interface CodeLinksDependencies {
  readonly host: Pick<
    Remote<HostApi>,
    'readSpanCode' | 'versionMismatches' | 'goToCode' | 'openCode' | 'mapFolder'
  >;
  readonly selection: Selection;
  readonly visible: VisibleRows;
  readonly options: ViewOptions;
  readonly feedback: Feedback;
}

/** The ways from messages to the code that sends and handles them. */
export class CodeLinks extends Disposable {
  /** The code behind the selected span. */
  readonly ofSelection: SelectedSpanCode;
  /** Version mismatches of the visible spans. */
  readonly mismatches: VersionMismatches;

  /** Changes whenever there is more of the selected span. */
  private readonly spanKey = computed(() => {
    const span = this.dependencies.selection.span.value;
    return span && [span.spanId, span.state, span.messages.length].join(' ');
  });

  constructor(private readonly dependencies: CodeLinksDependencies) {
    super();
    const { host, selection, visible, options } = dependencies;
    this.ofSelection = this.register(new SelectedSpanCode(host));
    this.mismatches = this.register(new VersionMismatches(host));
    this.register(
      toDisposable(
        effect(() => {
          const spanId =
            this.spanKey.value === undefined ? undefined : selection.span.peek()?.spanId;
          untracked(() => this.ofSelection.show(spanId));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          if (!options.showsRows.value) return;
          this.mismatches.setVisible(
            visible.messages.value.filter(isRequestRow).map(row => row.spanId),
          );
        }),
      ),
    );
  }

  /** Asks again for all answers: the sources have changed. */
  refresh(): void {
    this.ofSelection.refreshSoon();
    this.mismatches.invalidate();
  }

  /** @param spanId default: the span whose details are shown */
  goTo(aim: CodeAim, spanId = this.dependencies.selection.detailsSpanId.value): void {
    const { host, feedback } = this.dependencies;
    if (spanId !== undefined) feedback.reportFailureOf(host.goToCode(spanId, aim));
    else feedback.tell('Select a row first');
  }

  open(spanId: number, place: CodePlaceRef): void {
    this.dependencies.feedback.reportFailureOf(this.dependencies.host.openCode(spanId, place));
  }

  /** Has the host ask where the folder of a traceback's frame is on this machine. */
  mapFolder(spanId: number, textLine: number): void {
    this.dependencies.feedback.reportFailureOf(this.dependencies.host.mapFolder(spanId, textLine));
  }
}
