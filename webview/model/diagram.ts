import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { assertNever } from '../../src/core/base/assertNever';
import { Disposable, toDisposable } from '../../src/core/base/disposable';
import type { FieldValue } from '../../src/protocol/aggregates';
import type { OfferedAction, DiagramCommand, RowPick, ToWebview } from '../../src/protocol/hostApi';
import type { PlaybackStep } from '../../src/protocol/playback';
import type { ExportFormat } from '../../src/protocol/exports';
import type { CodeAim, CodePlaceRef } from '../../src/protocol/code/spanCode';
import type { CaptureStatus, LaneLevel, Row } from '../../src/protocol/rows';
import { isRequestRow } from '../layout/labelLayout';
import { dimensions } from '../layout/dimensions';
import { visibleRows, yOfRow } from '../layout/scene';
import { Aggregates } from './statistics/aggregates';
import { SelectedSpanCode } from './code/selectedSpanCode';
import type { CopiedPart } from './copying/copiedText';
import { copiedText, copiedWords } from './copying/copiedText';
import { readForCopy } from './copying/allRows';
import { runDiagramCommand } from './diagramCommands';
import { FilterControl } from './filter/filterControl';
import { Lanes } from './lanes/lanes';
import { MessageTools } from './selection/messageTools';
import { MissingList } from './requests/missingList';
import type { PickedValue } from './copying/pickedValue';
import { RequestTree } from './requests/requestTree';
import type { Schedule } from './rows/rowFeed';
import { RowFeed } from './rows/rowFeed';
import { RowPicks } from './selection/rowPicks';
import { ScrollPosition } from './rows/scrollPosition';
import { Selection } from './selection/selection';
import { CoalescingTask } from './coalescingTask';
import { nextSort, placeColumns, sortedWords } from './table/tableColumns';
import type { Column } from './table/tableColumns';
import type { TableFormat } from './table/tableText';
import { tableText } from './table/tableText';
import { VersionMismatches } from './code/versionMismatches';
import { PlaybackControl } from './playbackControl';
import { TimeSeek } from './rows/timeSeek';
import { plural } from '../../src/core/text/amounts';
import type { UiState, ViewMode } from './state/uiState';
import { laneLevels, restoreUiState } from './state/uiState';
import { ViewOptions } from './state/viewOptions';
import type { Host } from './vscodeApi';

/** What should stay in sight, and where, when the list of rows becomes another. */
interface Goal {
  readonly messageId: number | undefined;
  /** Of its row from the top of the viewport. */
  readonly offsetPx: number;
  /** It is to be seen, be it in a fold. */
  readonly isRevealed?: boolean;
  readonly selectedMessageId: number | undefined;
  /** Steps of the selection by then. */
  readonly stepCount: number;
}

/** Trees and lists of the whole capture are read again no more often. */
const refreshEveryMillis = 1_000;

export interface DiagramParts {
  readonly host: Host;
  /** Name of this webview's list of rows in the engine. */
  readonly viewName: string;
  readonly schedule: Schedule;
}

/**
 * One diagram tab: what it shows, and what the user can make it do. The widgets read its signals
 * and call its methods; it holds no DOM.
 */
export class Diagram extends Disposable {
  readonly status = signal<CaptureStatus | undefined>(undefined);
  /** The first answers have come; until then there is nothing to say. */
  readonly isReady = signal(false);
  /** Something that did not work and that no other part of the view explains. */
  readonly problem = signal<string | undefined>(undefined);
  /** Said to screen readers when it changes. */
  readonly announcement = signal('');
  /** Name of the broker that a stored capture came from and that can be connected to again. */
  readonly reconnectTo = signal<string | undefined>(undefined);
  readonly feed: RowFeed;
  readonly lanes: Lanes;
  readonly tree: RequestTree;
  readonly missing: MissingList;
  readonly selection: Selection;
  readonly code: SelectedSpanCode;
  readonly versionMismatches: VersionMismatches;
  readonly scroll = new ScrollPosition(dimensions.rowHeightPx);
  readonly options = new ViewOptions();
  readonly filter: FilterControl;
  /** What is shown of all rows at once. */
  readonly aggregates: Aggregates;
  readonly messages: MessageTools;
  /** Value of a decoded body that menus are about. */
  readonly picked = signal<PickedValue | undefined>(undefined);
  private readonly picks: RowPicks;
  readonly playback: PlaybackControl;
  /** It comes from a broker. */
  readonly isLive = signal(false);
  /** The picture is held while the capture goes on. */
  readonly isHeld = signal(false);
  /** Rows that came since the tail was left, or the picture held. */
  readonly newCount = computed(() =>
    this.isHeld.value ? this.feed.heldBackCount.value : this.scroll.newCount.value,
  );

  /** Zero of relative times: the beginning of the capture, or of the request in it. */
  readonly zeroMicros = computed(() => {
    const details = this.filter.request.value === undefined ? undefined : this.tree.details.value;
    const begin = details?.firstAtMicros ?? this.status.value?.firstAtMicros;
    // The first rows may come before the status that tells of them.
    return begin ?? this.feed.window.value.rows[0]?.atMicros ?? 0;
  });

  /** First visible pixel; while the newest rows are on their way, the last ones held stay in sight. */
  readonly shownTopPx = computed(() => {
    const { topPx, heightPx, isFollowing } = this.scroll;
    if (!isFollowing.value) return topPx.value;
    const { first, rows } = this.feed.window.value;
    const heldEndPx = (first + rows.length) * dimensions.rowHeightPx;
    return Math.max(0, Math.min(topPx.value, heldEndPx - heightPx.value));
  });
  /** An empty pane would only take room from the lanes. */
  readonly showsDetails = computed(
    () => this.options.isDetailsOpen.value && this.selection.spanId.value !== undefined,
  );

  /** Another one each time there is more of the selected span. */
  private readonly spanKey = computed(() => {
    const span = this.selection.span.value;
    return span && [span.spanId, span.state, span.messages.length].join(' ');
  });

  private readonly host: Host;
  private readonly viewName: string;
  private readonly time: TimeSeek;
  private readonly filterFlight = new CoalescingTask(() => this.readFiltered());
  private isStarting = true;
  /** Where to go once the filter has its rows. */
  private goal: Goal | undefined;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor({ host, viewName, schedule }: DiagramParts) {
    super();
    this.host = host;
    this.viewName = viewName;
    const report = (error: unknown) => this.report(error);
    this.feed = new RowFeed(
      { readRows: (first, count) => host.readRows(viewName, first, count) },
      schedule,
    );
    this.lanes = new Lanes(
      {
        lanes: () => host.lanes(this.options.laneLevel.value),
        setHiddenLanes: keys => host.setHiddenLanes(keys),
      },
      report,
    );
    this.filter = new FilterControl({
      memory: host,
      options: this.options,
      lanes: this.lanes,
      mutedCount: this.feed.mutedCount,
      report,
    });
    this.tree = new RequestTree(host);
    this.missing = new MissingList(host);
    this.selection = new Selection(
      this.feed,
      {
        readRow: async index => (await host.readRows(viewName, index, 1)).rows[0],
        readSpan: spanId => host.readSpan(spanId),
        indexOf: messageId => host.indexOf(viewName, messageId),
        nextError: (from, direction) => host.nextError(viewName, from, direction),
        nextLike: (messageId, direction) => host.nextLike(viewName, messageId, direction),
      },
      this.scroll,
      report,
    );
    this.aggregates = this.register(
      new Aggregates(
        {
          overview: buckets => host.overview(viewName, buckets),
          statistics: grouping => host.statistics(viewName, grouping),
        },
        this.options,
      ),
    );
    this.time = new TimeSeek({
      rowCount: () => this.feed.rowCount.value,
      overview: () => this.aggregates.overview.value.value,
      readRow: async index => (await host.readRows(viewName, index, 1)).rows[0],
      show: index => {
        this.scroll.placeRow(index, 0);
        this.scroll.unfollow();
      },
      report,
    });
    this.messages = new MessageTools({
      host,
      selection: this.selection,
      say: sentence => (this.announcement.value = sentence),
      report,
    });
    this.picks = new RowPicks({
      filter: this.filter,
      selection: this.selection,
      lanes: this.lanes,
      readSpan: spanId => host.readSpan(spanId),
      say: sentence => (this.announcement.value = sentence),
    });
    this.register(
      toDisposable(
        this.filter.rows.subscribe(() => {
          // Until the capture is as it was left, parts of a filter are none.
          if (!this.isStarting) this.applyFilter();
        }),
      ),
    );
    this.code = this.register(new SelectedSpanCode(host));
    this.versionMismatches = this.register(new VersionMismatches(host));
    this.register(
      toDisposable(
        effect(() => {
          if (this.spanKey.value === undefined) this.code.show(undefined);
          else untracked(() => this.code.show(this.selection.span.value?.spanId));
        }),
      ),
    );
    this.playback = new PlaybackControl(
      host,
      viewName,
      () => this.selection.row.value?.atMicros,
      (messageId, to) => this.stepped(messageId, to),
      report,
    );
    this.register(
      toDisposable(
        effect(() => {
          // Rows keep arriving while it plays, as if it were live.
          const isPlayed = this.playback.isOn.value;
          const isLive = this.isLive.value;
          const isHeld = this.isHeld.value;
          untracked(() => {
            this.scroll.isLive.value = (isLive && !isHeld) || isPlayed;
            if (isPlayed) this.scroll.follow();
            else if (!isLive) this.scroll.unfollow();
          });
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const isWaterfall = this.options.view.value === 'waterfall';
          const ofRow = isWaterfall ? this.selection.row.value?.requestId : undefined;
          const shown = this.filter.request.value ?? ofRow;
          untracked(() => this.tree.show(shown));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          if (this.options.view.value === 'missing') untracked(() => this.missing.refresh());
        }),
      ),
    );
    this.register(toDisposable(() => clearTimeout(this.refreshTimer)));
    this.register(
      toDisposable(
        effect(() => {
          const rowCount = this.feed.rowCount.value;
          untracked(() => this.scroll.setRowCount(rowCount));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const { topPx, heightPx } = this.scroll;
          const view = { topPx: topPx.value, heightPx: heightPx.value };
          const { from, to } = visibleRows(view, this.feed.rowCount.value);
          this.feed.want(from, to - from);
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          if (!['sequence', 'table'].includes(this.options.view.value)) return;
          const { topPx, heightPx } = this.scroll;
          const { first, rows } = this.feed.window.value;
          const view = { topPx: topPx.value, heightPx: heightPx.value };
          const { from, to } = visibleRows(view, first + rows.length);
          const shown = rows.slice(Math.max(0, from - first), Math.max(0, to - first));
          this.versionMismatches.want(shown.filter(isRequestRow).map(row => row.spanId));
        }),
      ),
    );
  }

  /** Asks for everything, as after a reload. */
  async start(): Promise<void> {
    this.problem.value = undefined;
    this.isStarting = true;
    try {
      const initial = await this.host.initialState();
      const state = restoreUiState(initial.uiState);
      batch(() => {
        this.selection.clear();
        this.filter.setText(state.filterText);
        this.filter.request.value = state.request;
        this.filter.setMuted(initial.muted);
        this.filter.known.value = initial.filters;
        this.lanes.hidden.value = initial.hiddenLanes;
        this.lanes.placed.value = state.laneOrder;
        this.options.restore(state);
        this.reconnectTo.value = initial.reconnectTo;
        this.isLive.value = initial.isLive;
        if (!initial.isLive) this.release();
        this.scroll.isFollowing.value = initial.isLive && (state.isFollowing ?? true);
      });
      this.goal = {
        messageId: state.anchorMessageId ?? state.selectedMessageId,
        offsetPx: 0,
        selectedMessageId: state.selectedMessageId,
        stepCount: this.selection.stepCount,
      };
      this.lanes.refresh();
      this.versionMismatches.changed();
      const status = await this.host.status();
      this.status.value = status;
      if (status.playback) this.playback.state.value = status.playback;
      else if (state.playback && !initial.isLive) await this.playback.restore(state.playback);
      this.isStarting = false;
      this.filterFlight.request();
    } catch (error) {
      this.isStarting = false;
      this.report(error);
      this.isReady.value = true;
    }
  }

  /** The page goes away, and with it the list of rows that the engine keeps for it. */
  close(): void {
    this.host.closeView(this.viewName).catch(() => undefined);
    this.dispose();
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case 'rowsChanged':
        if (message.view !== this.viewName) return;
        this.refreshSoon();
        this.aggregates.grow();
        // Rows were dropped: what is in sight has another index now.
        if (this.isLive.value && message.totalCount < this.feed.totalCount.value) {
          if (message.totalCount === 0) this.selection.clear();
          return this.applyFilter();
        }
        this.feed.changed(message);
        if (!this.isHeld.value) this.selection.changed(message.dirtyFrom);
        return;
      case 'lanesChanged':
        this.aggregates.grow();
        // Lanes that come move others aside.
        if (!this.isHeld.value) this.lanes.refresh();
        return;
      case 'statusChanged':
        this.status.value = message.status;
        return;
      case 'bookmarksChanged':
      case 'exportProgress':
        return;
      case 'codeChanged':
        this.code.changed();
        this.versionMismatches.changed();
        return;
      case 'playbackChanged':
        this.playback.state.value = message.playback;
        return;
      case 'hiddenLanesChanged':
        return this.lanes.setHidden(message.keys);
      case 'mutedChanged':
        return this.filter.setMuted(message.labels);
      case 'filtersChanged':
        this.filter.known.value = message.filters;
        return;
      case 'diagramCommand':
        return runDiagramCommand(this, message);
      case 'chooseExport':
        return this.exportRows(message.format);
      case 'showRequest':
        return this.showRequest(message.requestId, message.view);
      case 'revealMessage':
        return void this.reveal(message.messageId);
      case 'setFilterText':
        return this.showMatching(message.text, message.messageId);
      case 'applyFilter':
        return this.filter.setText(message.text);
      case 'reset':
        void this.start();
        return;
      default:
        assertNever(message);
    }
  }

  run(command: DiagramCommand['command']): void {
    runDiagramCommand(this, { command });
  }

  focusFilter(): void {
    this.filter.focusRequests.value++;
  }

  saveFilter(): void {
    this.ask(this.host.saveFilter(this.filter.typed.value));
  }

  /** Applies, edits or deletes one of the saved filters: the host asks which. */
  manageFilters(): void {
    this.ask(this.host.manageFilters(this.filter.typed.value));
  }

  /** Values of a field, or keys of a body, that occur and contain a part. */
  fieldValues(field: string, part: string, count: number): Promise<readonly FieldValue[]> {
    return this.host.fieldValues(field, part, count);
  }

  /** Shows alone or leaves out what the selected row, or a lane, has in common with others. */
  pick(pick: RowPick, lane?: string): void {
    this.ask(this.picks.pick(pick, lane));
  }

  toggleFollow(): void {
    if (this.scroll.isFollowing.value) this.scroll.unfollow();
    else this.follow();
  }

  /** Goes to the newest row and stays there; a picture that was held goes on. */
  follow(): void {
    this.release();
    this.scroll.follow();
  }

  nextLaneLevel(): void {
    const at = laneLevels.indexOf(this.options.laneLevel.value);
    this.setLaneLevel(laneLevels[(at + 1) % laneLevels.length] ?? 'host');
  }

  /**
   * Reduces the rows to those that a filter lets through, in a view that shows rows.
   *
   * @param messageId of the row to select, whatever else hides it; default: the selection stays
   */
  showMatching(text: string, messageId?: number): void {
    const change = () => {
      if (!['sequence', 'table'].includes(this.options.view.value)) this.show('sequence');
      this.filter.request.value = undefined;
      this.options.isHighlighting.value = false;
      this.filter.setText(text);
    };
    if (messageId === undefined) return batch(change);
    this.release();
    const { stepCount } = this.selection;
    const offsetPx = this.scroll.heightPx.value / 3;
    const selected = { selectedMessageId: messageId, stepCount };
    this.goTo({ messageId, offsetPx, isRevealed: true, ...selected }, () => {
      this.scroll.unfollow();
      if (this.lanes.hidden.value.length > 0) this.lanes.showAll();
      this.lanes.setHidden([]);
      this.filter.clear();
      change();
    });
  }

  /** Shows everything: no text, no hidden lane, all requests, all the time, muted methods too. */
  clearFilter(): void {
    this.filter.clear();
    if (this.lanes.hidden.value.length > 0) this.lanes.showAll();
  }

  show(view: ViewMode): void {
    this.options.view.value = view;
  }

  /** Reduces the rows to one request, from its beginning on. */
  showRequest(requestId: string, view?: ViewMode): void {
    const goal = { ...this.currentGoal(), messageId: undefined, offsetPx: 0 };
    this.goTo(goal, () => {
      this.filter.request.value = requestId;
      this.filter.setText('');
      if (view) this.show(view);
      else if (this.options.view.value === 'missing') this.show('sequence');
      this.scroll.unfollow();
    });
  }

  /** Brings the rows of a moment into sight, where rows stand in order of time. */
  seek(micros: number): void {
    this.time.seek(micros);
  }

  showRequestOfRow(): void {
    const requestId = this.selection.row.value?.requestId;
    if (requestId !== undefined) this.showRequest(requestId);
    else this.announcement.value = 'The selected message belongs to no request';
  }

  showAllRequests(): void {
    this.filter.request.value = undefined;
  }

  setLaneLevel(level: LaneLevel): void {
    if (level === this.options.laneLevel.value) return;
    this.options.laneLevel.value = level;
    this.lanes.refresh();
  }

  /** Selects the row of a message and brings it into sight, whatever hides it now. */
  async reveal(messageId: number): Promise<void> {
    try {
      if (!['sequence', 'table'].includes(this.options.view.value)) this.show('sequence');
      this.release();
      this.scroll.unfollow();
      await this.playback.reach(messageId);
      if (await this.isShown(messageId)) return await this.selection.selectMessage(messageId);
      if (await this.unfold(messageId)) {
        // The rows that are held are still those of before.
        this.scroll.reveal(await this.host.indexOf(this.viewName, messageId));
        return await this.selection.reselect(messageId, this.selection.stepCount);
      }
      if (this.lanes.hidden.value.length > 0) await this.host.setHiddenLanes([]);
      const goal: Goal = {
        messageId,
        offsetPx: this.scroll.heightPx.value / 3,
        isRevealed: true,
        selectedMessageId: messageId,
        stepCount: this.selection.stepCount,
      };
      this.goTo(goal, () => {
        this.lanes.setHidden([]);
        this.filter.clear();
      });
    } catch (error) {
      this.report(error);
    }
  }

  /** Selects the newest row and follows what comes after it. */
  goToEnd(): void {
    this.release();
    void this.selection.selectIndex(this.feed.rowCount.value - 1);
    this.scroll.follow();
  }

  /** Holds the picture of a live capture, which goes on being recorded; or lets it go on. */
  togglePause(): void {
    if (this.isHeld.value) return this.follow();
    if (!this.isLive.value) return;
    batch(() => {
      this.isHeld.value = true;
      this.feed.hold();
      this.scroll.unfollow();
    });
    this.announcement.value = 'Paused; the capture goes on';
  }

  /** Removes all rows; the host asks before it does. */
  clear(): void {
    this.runAction('clear');
  }

  runAction(action: OfferedAction): void {
    this.ask(this.host.runAction(action));
  }

  /** Of the selected message; when there is none, of the first in sight. */
  showDetails(): void {
    this.options.isDetailsOpen.value = true;
    if (this.selection.spanId.value === undefined) void this.selection.moveBy(0);
  }

  hideDetails(): void {
    this.options.isDetailsOpen.value = false;
  }

  toggleDetails(): void {
    if (this.showsDetails.value) this.hideDetails();
    else this.showDetails();
  }

  copy(text: string, what: string): void {
    this.ask(this.host.copyText(text));
    this.announcement.value = `Copied ${what}`;
  }

  openBody(messageId: number): void {
    this.ask(this.host.openBody(messageId));
  }

  /** Of the selected row's span; or of another. */
  goToCode(aim: CodeAim, spanId = this.selection.spanId.value): void {
    if (spanId !== undefined) this.ask(this.host.goToCode(spanId, aim));
    else this.announcement.value = 'Select a row first';
  }

  openCode(spanId: number, place: CodePlaceRef): void {
    this.ask(this.host.openCode(spanId, place));
  }

  mapFolder(spanId: number, textLine: number): void {
    this.ask(this.host.mapFolder(spanId, textLine));
  }

  /** Its details, and its code where that is known. */
  openSpan(spanId: number | undefined): void {
    this.showDetails();
    if (spanId !== undefined) this.goToCode('knownHandler', spanId);
  }

  /** Of the selected row. */
  editBookmark(): void {
    const row = this.selection.row.value;
    if (row) this.ask(this.host.editBookmark(row.messageId));
    else this.announcement.value = 'Select a row first';
  }

  /** Of what is shown, or of the selected row: the host asks which is meant. */
  exportRows(format: ExportFormat): void {
    const row = this.selection.row.value;
    const loop = this.playback.state.value?.loop;
    this.ask(
      this.host.exportRows(format, {
        filter: this.filter.rows.value,
        isFiltered: this.filter.isFiltered.value,
        messageId: row?.messageId,
        request: row?.requestId,
        fromMicros: loop?.fromMicros,
        toMicros: loop?.toMicros,
      }),
    );
  }

  /** As the table's columns have it: the selected row, or all that are shown. */
  async copyTable(format: TableFormat, which: 'selected' | 'all'): Promise<void> {
    const columns = placeColumns(this.options.columns.value, 0).map(({ column }) => column.id);
    const row = this.selection.row.value;
    if (which === 'selected') {
      if (row) this.copy(tableText(format, [row], columns), 'row');
      else this.announcement.value = 'Select a row first';
      return;
    }
    try {
      const { rows, cut } = await readForCopy((first, count) =>
        this.host.readRows(this.viewName, first, count),
      );
      this.copy(tableText(format, rows, columns), plural(rows.length, 'row'));
      if (cut !== undefined) this.problem.value = cut;
    } catch (error) {
      this.report(error);
    }
  }

  /** Of the table: by a column, the other way round, then in order of time again. */
  sortBy(column: Column): void {
    const { sort } = this.options;
    sort.value = nextSort(sort.value, column);
    this.announcement.value = sortedWords(sort.value);
  }

  /** Opens or closes the fold that a row stands for. */
  setFold({ messageId }: Pick<Row, 'messageId'>, isOpen: boolean): void {
    const { host, viewName, feed } = this;
    this.ask(host.setFold(viewName, messageId, isOpen).then(() => feed.retry()));
  }

  /** Copies the value that was last pointed at in the details, or its path, or filters by it. */
  usePicked(use: 'value' | 'path' | 'filter'): void {
    const picked = this.picked.value;
    if (!picked) this.announcement.value = 'Select a value in the details first';
    else if (use === 'path') this.copy(picked.path, 'path');
    else if (use === 'value') this.copy(picked.text, 'value');
    else if (picked.term !== undefined) this.filter.add(picked.term);
    else this.announcement.value = 'Filters do not reach this value';
  }

  /** A part of the selected row, or of its span. */
  copyPart(part: CopiedPart): void {
    const row = this.selection.row.value;
    if (!row) {
      this.announcement.value = 'Select a row first';
      return;
    }
    const text = copiedText(part, row, this.selection.span.value);
    if (text === undefined) this.announcement.value = `This message has no ${copiedWords[part]}`;
    else this.copy(text, copiedWords[part]);
  }

  removeBookmark(messageId: number): void {
    this.ask(this.host.removeBookmark(messageId));
  }

  async goToError(direction: 1 | -1): Promise<void> {
    if (this.playback.isOn.value) return this.playback.step('error', direction);
    const found = await this.selection.moveToError(direction);
    if (!found) {
      this.announcement.value = direction === 1 ? 'No error after this row' : 'No error before it';
    }
  }

  async goToLike(direction: 1 | -1): Promise<void> {
    if (await this.selection.moveToLike(direction)) return;
    const where = direction === 1 ? 'after' : 'before';
    this.announcement.value = `No message of this method ${where} it is shown`;
  }

  /** What to save; reads signals, so an effect that calls it runs again when one changes. */
  uiState(): UiState {
    const top = Math.floor(this.scroll.topPx.value / dimensions.rowHeightPx);
    const { first, rows } = this.feed.window.value;
    return {
      filterText: this.filter.typed.value,
      request: this.filter.request.value,
      laneOrder: this.lanes.placed.value,
      ...this.options.saved(),
      isFollowing: this.isLive.value ? this.scroll.isFollowing.value : undefined,
      anchorMessageId: rows[top - first]?.messageId,
      selectedMessageId: this.selection.row.value?.messageId,
      playback: this.playback.saved(),
    };
  }

  dismissProblem(): void {
    this.problem.value = undefined;
  }

  report(error: unknown): void {
    this.problem.value = error instanceof Error ? error.message : String(error);
    console.warn('rpcscope:', error);
  }

  /** Ends a pause: what came meanwhile is shown. */
  private release(): void {
    if (!this.isHeld.value) return;
    batch(() => {
      this.isHeld.value = false;
      this.feed.release();
    });
    this.lanes.refresh();
    this.selection.changed(0);
  }

  /** The newest row is where a step led; what an error shows may stand far above. */
  private async stepped(messageId: number | undefined, to: PlaybackStep): Promise<void> {
    if (messageId === undefined) {
      this.announcement.value = to === 'error' ? 'No further error' : 'No further row';
    } else if (to === 'error') await this.selection.selectMessage(messageId);
    else {
      this.scroll.follow();
      await this.selection.reselect(messageId, this.selection.stepCount);
    }
  }

  private async isShown(messageId: number): Promise<boolean> {
    const index = await this.host.indexOf(this.viewName, messageId);
    const [row] = (await this.host.readRows(this.viewName, index, 1)).rows;
    return row?.messageId === messageId && row.fold?.isOpen !== false;
  }

  /** What is asked of the whole capture, while it is looked at. */
  private refreshSoon(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      const view = this.options.view.value;
      if (view === 'missing') this.missing.refresh();
      if (view === 'waterfall' || this.filter.request.value !== undefined) this.tree.refresh();
    }, refreshEveryMillis);
  }

  private ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.report(error));
  }

  /** Opens the fold that a message is in; `false` when it is in none. */
  private async unfold(messageId: number): Promise<boolean> {
    const index = await this.host.indexOf(this.viewName, messageId);
    const { rows } = await this.host.readRows(this.viewName, Math.max(0, index - 1), 2);
    // A fold stands where its first message is, before the row that comes after this one.
    const fold = rows.findLast(row => row.messageId <= messageId && row.fold?.isOpen === false);
    if (!fold) return false;
    await this.host.setFold(this.viewName, fold.messageId, true);
    if (await this.isShown(messageId)) return true;
    await this.host.setFold(this.viewName, fold.messageId, false);
    return false;
  }

  private applyFilter(): void {
    this.goal ??= this.currentGoal();
    this.filterFlight.request();
  }

  /** Changes the filter, and has a certain row in sight then. */
  private goTo(goal: Goal, change: () => void): void {
    const before = this.filter.rows.value;
    this.goal = goal;
    batch(change);
    if (this.filter.rows.value === before) this.filterFlight.request();
  }

  private async readFiltered(): Promise<void> {
    const filter = this.filter.rows.value;
    const goal = this.goal;
    this.goal = undefined;
    try {
      const outcome = await this.host.setFilter(this.viewName, filter);
      if (goal?.isRevealed && goal.messageId !== undefined) await this.unfold(goal.messageId);
      const index = await this.indexOfGoal(goal?.messageId, outcome.rowCount);
      // Read before the old rows go, so that nothing flickers.
      const count = Math.ceil(this.scroll.heightPx.value / dimensions.rowHeightPx) + 1;
      const first = Math.max(0, index - 2 * count);
      const window = await this.host.readRows(this.viewName, first, 4 * count);
      batch(() => {
        this.feed.restart(outcome, window);
        this.scroll.restart(window.rowCount);
        if (!this.scroll.isFollowing.value) this.scroll.placeRow(index, goal?.offsetPx ?? 0);
        if (this.isReady.value) this.announceOutcome();
        this.isReady.value = true;
      });
      this.aggregates.renew();
      if (goal?.selectedMessageId !== undefined) {
        await this.selection.reselect(goal.selectedMessageId, goal.stepCount);
      }
    } catch (error) {
      this.report(error);
      this.isReady.value = true;
    }
  }

  /** The selected row when it is in sight, else the first visible one, stays where it is. */
  private currentGoal(): Goal {
    const { topPx, heightPx } = this.scroll;
    const selected = this.selection.row.value;
    const { from, to } = visibleRows(
      { topPx: topPx.value, heightPx: heightPx.value },
      this.feed.rowCount.value,
    );
    const isInSight = selected && selected.index >= from && selected.index < to;
    const row = isInSight ? selected : this.feed.rowAt(from);
    return {
      messageId: row?.messageId,
      offsetPx: row ? yOfRow({ topPx: topPx.value }, row.index) : 0,
      selectedMessageId: selected?.messageId,
      stepCount: this.selection.stepCount,
    };
  }

  private async indexOfGoal(messageId: number | undefined, rowCount: number): Promise<number> {
    if (this.scroll.isFollowing.value) return Math.max(0, rowCount - 1);
    return messageId === undefined ? 0 : this.host.indexOf(this.viewName, messageId);
  }

  private announceOutcome(): void {
    const shown = plural(this.feed.rowCount.value, 'row');
    this.announcement.value = `${shown} of ${plural(this.feed.totalCount.value, 'row')} shown`;
  }
}
