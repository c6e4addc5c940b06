import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { assertNever } from '../../src/core/base/assertNever';
import { Disposable, toDisposable } from '../../src/core/base/disposable';
import type { DiagramAction, DiagramCommand, ToWebview } from '../../src/protocol/hostApi';
import type { PlaybackStep } from '../../src/protocol/playback';
import type { ExportFormat } from '../../src/protocol/exports';
import type { CodeAim, CodeRef } from '../../src/protocol/spanCode';
import type { CaptureStatus, LaneLevel, RowFilter } from '../../src/protocol/rows';
import { isRequestRow } from '../layout/labelLayout';
import { metrics } from '../layout/metrics';
import { visibleRows, yOfRow } from '../layout/scene';
import { CodeOfSpan } from './codeOfSpan';
import type { CopiedPart } from './copiedText';
import { copiedText, copiedWords } from './copiedText';
import { runDiagramCommand } from './diagramCommands';
import { Lanes } from './lanes';
import { MissingList } from './missingList';
import { RequestTree } from './requestTree';
import type { Schedule } from './rowFeed';
import { RowFeed } from './rowFeed';
import { ScrollPosition } from './scrollPosition';
import { Selection } from './selection';
import { SingleFlight } from './singleFlight';
import { Skews } from './skews';
import { PlaybackControl } from './playbackControl';
import { plural } from './timeText';
import type { UiState, ViewMode } from './uiState';
import { laneLevels, restoreUiState } from './uiState';
import { ViewOptions } from './viewOptions';
import type { Host } from './vscodeApi';

/** What should stay in sight, and where, when the list of rows becomes another. */
interface Goal {
  readonly messageId: number | undefined;
  /** Of its row from the top of the viewport. */
  readonly offsetPx: number;
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
  readonly filterText = signal('');
  /** Raised to move the focus into the filter box. */
  readonly filterFocusRequests = signal(0);

  /** Id of the only request that is shown. */
  readonly request = signal<string | undefined>(undefined);

  readonly feed: RowFeed;
  readonly lanes: Lanes;
  readonly tree: RequestTree;
  readonly missing: MissingList;
  readonly selection: Selection;
  readonly code: CodeOfSpan;
  readonly skews: Skews;
  readonly scroll = new ScrollPosition(metrics.rowHeightPx);
  readonly options = new ViewOptions();
  readonly playback: PlaybackControl;
  /** It comes from a broker. */
  readonly isLive = signal(false);

  readonly isFiltered = computed(
    () =>
      this.filterText.value.trim() !== '' ||
      this.lanes.hiddenCount.value > 0 ||
      this.request.value !== undefined,
  );
  /** Zero of relative times: the beginning of the capture, or of the request in it. */
  readonly zeroMicros = computed(() => {
    const details = this.request.value === undefined ? undefined : this.tree.details.value;
    const begin = details?.firstAtMicros ?? this.status.value?.firstAtMicros;
    // The first rows may come before the status that tells of them.
    return begin ?? this.feed.window.value.rows[0]?.atMicros ?? 0;
  });

  /** First visible pixel; while the newest rows are on their way, the last ones held stay in sight. */
  readonly shownTopPx = computed(() => {
    const { topPx, heightPx, isFollowing } = this.scroll;
    if (!isFollowing.value) return topPx.value;
    const { first, rows } = this.feed.window.value;
    const heldEndPx = (first + rows.length) * metrics.rowHeightPx;
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
  private readonly filterFlight = new SingleFlight(() => this.filter());
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
    this.tree = new RequestTree(host);
    this.missing = new MissingList(host);
    this.selection = new Selection(
      this.feed,
      {
        readRow: async index => (await host.readRows(viewName, index, 1)).rows[0],
        readSpan: spanId => host.readSpan(spanId),
        indexOf: messageId => host.indexOf(viewName, messageId),
        nextError: (from, direction) => host.nextError(viewName, from, direction),
      },
      this.scroll,
      report,
    );
    this.code = this.register(new CodeOfSpan(host));
    this.skews = this.register(new Skews(host));
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
          untracked(() => {
            this.scroll.isLive.value = isLive || isPlayed;
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
          const shown = this.request.value ?? ofRow;
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
          this.skews.want(shown.filter(isRequestRow).map(row => row.spanId));
        }),
      ),
    );
  }

  /** Asks for everything, as after a reload. */
  async start(): Promise<void> {
    this.problem.value = undefined;
    try {
      const initial = await this.host.initialState();
      const state = restoreUiState(initial.uiState);
      batch(() => {
        this.selection.clear();
        this.filterText.value = state.filterText;
        this.request.value = state.request;
        this.lanes.hidden.value = initial.hiddenLanes;
        this.lanes.placed.value = state.laneOrder;
        this.options.restore(state);
        this.reconnectTo.value = initial.reconnectTo;
        this.isLive.value = initial.isLive;
        this.scroll.isFollowing.value = initial.isLive && (state.isFollowing ?? true);
      });
      this.goal = {
        messageId: state.anchorMessageId ?? state.selectedMessageId,
        offsetPx: 0,
        selectedMessageId: state.selectedMessageId,
        stepCount: this.selection.stepCount,
      };
      this.lanes.refresh();
      this.skews.changed();
      const status = await this.host.status();
      this.status.value = status;
      if (status.playback) this.playback.state.value = status.playback;
      else if (state.playback && !initial.isLive) await this.playback.restore(state.playback);
      this.filterFlight.request();
    } catch (error) {
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
        // Rows were dropped: what is in sight has another index now.
        if (this.isLive.value && message.totalCount < this.feed.totalCount.value) {
          return this.applyFilter();
        }
        this.feed.changed(message);
        this.selection.changed(message.dirtyFrom);
        return;
      case 'lanesChanged':
        return this.lanes.refresh();
      case 'statusChanged':
        this.status.value = message.status;
        return;
      case 'bookmarksChanged':
      case 'exportProgress':
        return;
      case 'codeChanged':
        this.code.changed();
        this.skews.changed();
        return;
      case 'playbackChanged':
        this.playback.state.value = message.playback;
        return;
      case 'hiddenLanesChanged':
        this.lanes.hidden.value = message.keys;
        return this.applyFilter();
      case 'diagramCommand':
        return this.run(message.command);
      case 'showRequest':
        return this.showRequest(message.requestId, message.view);
      case 'revealMessage':
        return void this.reveal(message.messageId);
      case 'setFilterText':
        return this.showMatching(message.text);
      case 'reset':
        void this.start();
        return;
      default:
        assertNever(message);
    }
  }

  run(command: DiagramCommand['command']): void {
    runDiagramCommand(this, command);
  }

  focusFilter(): void {
    this.filterFocusRequests.value++;
  }

  toggleFollow(): void {
    if (this.scroll.isFollowing.value) this.scroll.unfollow();
    else this.scroll.follow();
  }

  nextLaneLevel(): void {
    const at = laneLevels.indexOf(this.options.laneLevel.value);
    this.setLaneLevel(laneLevels[(at + 1) % laneLevels.length] ?? 'host');
  }

  setFilterText(text: string): void {
    if (text === this.filterText.value) return;
    this.filterText.value = text;
    this.applyFilter();
  }

  /** Reduces the rows to those with a text, in a view that shows rows. */
  showMatching(text: string): void {
    batch(() => {
      if (!['sequence', 'table'].includes(this.options.view.value)) this.show('sequence');
      this.request.value = undefined;
      this.filterText.value = text;
    });
    this.applyFilter();
  }

  /** Shows everything: no text, no hidden lane, all requests. */
  clearFilter(): void {
    this.showAllRequests();
    this.setFilterText('');
    if (this.lanes.hidden.value.length > 0) this.lanes.showAll();
  }

  show(view: ViewMode): void {
    this.options.view.value = view;
  }

  /** Reduces the rows to one request, from its beginning on. */
  showRequest(requestId: string, view?: ViewMode): void {
    batch(() => {
      this.request.value = requestId;
      this.filterText.value = '';
      if (view) this.show(view);
      else if (this.options.view.value === 'missing') this.show('sequence');
      this.scroll.unfollow();
    });
    const selected = this.selection.row.value;
    this.goal = {
      messageId: undefined,
      offsetPx: 0,
      selectedMessageId: selected?.messageId,
      stepCount: this.selection.stepCount,
    };
    this.filterFlight.request();
  }

  showRequestOfRow(): void {
    const requestId = this.selection.row.value?.requestId;
    if (requestId !== undefined) this.showRequest(requestId);
    else this.announcement.value = 'The selected message belongs to no request';
  }

  showAllRequests(): void {
    if (this.request.value === undefined) return;
    this.request.value = undefined;
    this.applyFilter();
  }

  setLaneLevel(level: LaneLevel): void {
    if (level === this.options.laneLevel.value) return;
    this.options.laneLevel.value = level;
    this.lanes.refresh();
    this.applyFilter();
  }

  /** Selects the row of a message and brings it into sight, whatever hides it now. */
  async reveal(messageId: number): Promise<void> {
    try {
      if (!['sequence', 'table'].includes(this.options.view.value)) this.show('sequence');
      this.scroll.unfollow();
      await this.playback.reach(messageId);
      if (await this.isShown(messageId)) return await this.selection.selectMessage(messageId);
      if (this.lanes.hidden.value.length > 0) {
        await this.host.setHiddenLanes([]);
        this.lanes.hidden.value = [];
      }
      batch(() => {
        this.filterText.value = '';
        this.request.value = undefined;
      });
      this.goal = {
        messageId,
        offsetPx: this.scroll.heightPx.value / 3,
        selectedMessageId: messageId,
        stepCount: this.selection.stepCount,
      };
      this.filterFlight.request();
    } catch (error) {
      this.report(error);
    }
  }

  togglePause(): void {
    const isPaused = this.status.value?.source.state === 'paused';
    this.ask(isPaused ? this.host.resume() : this.host.pause());
  }

  clear(): void {
    this.selection.clear();
    this.ask(this.host.clear());
  }

  runAction(action: DiagramAction): void {
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

  openCode(spanId: number, place: CodeRef): void {
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
        filter: this.rowFilter(),
        isFiltered: this.isFiltered.value,
        messageId: row?.messageId,
        request: row?.requestId,
        fromMicros: loop?.fromMicros,
        toMicros: loop?.toMicros,
      }),
    );
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

  /** What to save; reads signals, so an effect that calls it runs again when one changes. */
  uiState(): UiState {
    const top = Math.floor(this.scroll.topPx.value / metrics.rowHeightPx);
    const { first, rows } = this.feed.window.value;
    return {
      filterText: this.filterText.value,
      request: this.request.value,
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
    const { rows } = await this.host.readRows(this.viewName, index, 1);
    return rows[0]?.messageId === messageId;
  }

  /** What is asked of the whole capture, while it is looked at. */
  private refreshSoon(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      const view = this.options.view.value;
      if (view === 'missing') this.missing.refresh();
      if (view === 'waterfall' || this.request.value !== undefined) this.tree.refresh();
    }, refreshEveryMillis);
  }

  private ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.report(error));
  }

  private applyFilter(): void {
    this.goal ??= this.currentGoal();
    this.filterFlight.request();
  }

  private rowFilter(): RowFilter {
    return {
      text: this.filterText.value,
      hiddenLanes: this.lanes.hidden.value,
      request: this.request.value,
      laneLevel: this.options.laneLevel.value,
    };
  }

  private async filter(): Promise<void> {
    const filter = this.rowFilter();
    const goal = this.goal;
    this.goal = undefined;
    try {
      const outcome = await this.host.setFilter(this.viewName, filter);
      const index = await this.indexOfGoal(goal?.messageId, outcome.rowCount);
      // Read before the old rows go, so that nothing flickers.
      const count = Math.ceil(this.scroll.heightPx.value / metrics.rowHeightPx) + 1;
      const first = Math.max(0, index - 2 * count);
      const window = await this.host.readRows(this.viewName, first, 4 * count);
      batch(() => {
        this.feed.restart(outcome, window);
        this.scroll.restart(outcome.rowCount);
        if (!this.scroll.isFollowing.value) this.scroll.placeRow(index, goal?.offsetPx ?? 0);
        if (this.isReady.value) this.announceOutcome();
        this.isReady.value = true;
      });
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
