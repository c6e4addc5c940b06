import { signal } from '@preact/signals';
import type { HostApi, RowPick } from '../../../src/protocol/hostApi';
import type { ExportFormat } from '../../../src/protocol/exports';
import type { Remote } from '../../../src/protocol/rpc';
import type { SpanDetails } from '../../../src/protocol/spans';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { Lanes } from '../lanes/lanes';
import type { PlaybackControl } from '../playback/playbackControl';
import { RowPicks } from './rowPicks';
import type { Selection } from './selection';

export interface MessageToolsDependencies {
  readonly host: Pick<
    Remote<HostApi>,
    'openJson' | 'openBody' | 'compare' | 'editBookmark' | 'chooseAndExport'
  >;
  readonly removeBookmark: (messageId: number) => Promise<unknown>;
  readonly readSpan: (spanId: number) => Promise<SpanDetails | undefined>;
  readonly selection: Selection;
  readonly filter: FilterControl;
  readonly lanes: Lanes;
  readonly playback: PlaybackControl;
  readonly feedback: Feedback;
}

/** Does with the selected message what menus offer: opens, compares, marks, exports, filters by it. */
export class MessageTools {
  /** The message that another one is to be compared with. */
  readonly chosenId = signal<number | undefined>(undefined);
  private readonly picks: RowPicks;

  constructor(private readonly dependencies: MessageToolsDependencies) {
    this.picks = new RowPicks(dependencies);
  }

  openJson(): void {
    this.withSelected(id => this.dependencies.host.openJson(id));
  }

  /** Opens the whole body of any message. */
  openBody(messageId: number): void {
    this.dependencies.feedback.reportFailureOf(this.dependencies.host.openBody(messageId));
  }

  /** Has the host ask for the message to compare the selected one with. */
  compare(): void {
    this.withSelected(id => this.dependencies.host.compare(id, undefined));
  }

  choose(): void {
    this.withSelected(id => {
      const isChosen = this.chosenId.value === id;
      this.chosenId.value = isChosen ? undefined : id;
      const sentence = isChosen ? 'No message is selected for compare' : 'Selected for compare';
      this.dependencies.feedback.tell(sentence);
      return undefined;
    });
  }

  compareWithChosen(): void {
    const { host, feedback } = this.dependencies;
    const chosen = this.chosenId.value;
    if (chosen === undefined) return feedback.tell('Select a message for compare first');
    this.withSelected(id => {
      if (id !== chosen) return host.compare(chosen, id);
      feedback.tell('This is the message that was selected for compare');
      return undefined;
    });
  }

  /** Has the host ask for the note of the selected row's bookmark. */
  editBookmark(): void {
    const { host, selection, feedback } = this.dependencies;
    const row = selection.row.value;
    if (!row) return feedback.tell('Select a row first');
    feedback.reportFailureOf(host.editBookmark(row.messageId));
  }

  removeBookmark(messageId: number): void {
    this.dependencies.feedback.reportFailureOf(this.dependencies.removeBookmark(messageId));
  }

  /** Exports the rows that are shown, or those of the selected row: the host asks which. */
  chooseAndExport(format: ExportFormat): void {
    const { host, selection, filter, playback, feedback } = this.dependencies;
    const row = selection.row.value;
    const loop = playback.state.value?.loop;
    feedback.reportFailureOf(
      host.chooseAndExport(format, {
        filter: filter.rows.value,
        isFiltered: filter.isFiltered.value,
        messageId: row?.messageId,
        request: row?.requestId,
        fromMicros: loop?.fromMicros,
        toMicros: loop?.toMicros,
      }),
    );
  }

  /** Filters by a property of the selected row or of a lane: shows only it, or leaves it out. */
  filterBy(pick: RowPick, lane?: string): void {
    this.dependencies.feedback.reportFailureOf(this.picks.pick(pick, lane));
  }

  private withSelected(act: (messageId: number) => Promise<unknown> | undefined): void {
    const { selection, feedback } = this.dependencies;
    const messageId = selection.messageId.value;
    if (messageId === undefined) return feedback.tell('Select a row first');
    const work = act(messageId);
    if (work) feedback.reportFailureOf(work);
  }
}
