import { Disposable, toDisposable } from '../../src/core/base/disposable';
import type { Density } from '../../src/protocol/looks';
import { CaptureState } from './captureState';
import { CodeLinks } from './code/codeLinks';
import { Copying } from './copying/copying';
import { DetailsControl } from './details/detailsControl';
import { Feedback } from './feedback';
import { FilterControl } from './filter/filterControl';
import { IdleLanes } from './lanes/idleLanes';
import { Lanes } from './lanes/lanes';
import { PlaybackControl } from './playback/playbackControl';
import { Requests } from './requests/requests';
import { FoldControl } from './rows/foldControl';
import { HighlightWalk } from './rows/highlightWalk';
import { LivePicture } from './rows/livePicture';
import { Navigator } from './rows/navigator';
import { savedKey } from './rows/rowKey';
import { TimeReference } from './rows/timeReference';
import type { Schedule } from './rows/rowFeed';
import { RowFeed } from './rows/rowFeed';
import { ScrollPosition } from './rows/scrollPosition';
import { VisibleRows } from './rows/visibleRows';
import { MessageTools } from './selection/messageTools';
import { Selection } from './selection/selection';
import { DiagramState } from './state/diagramState';
import { restoreUiState } from './state/uiState';
import { ViewOptions } from './state/viewOptions';
import { Aggregates } from './statistics/aggregates';
import type { Apis } from './vscodeApi';

export interface DiagramOptions {
  readonly apis: Apis;
  /** Name of this webview's list of rows in the engine. */
  readonly viewName: string;
  readonly schedule: Schedule;
}

/**
 * The model of one diagram tab: composes its parts, without any DOM. Widgets read the signals of
 * the parts and call their methods.
 */
export class Diagram extends Disposable {
  readonly viewName: string;
  readonly feedback = new Feedback();
  readonly capture: CaptureState;
  readonly options = new ViewOptions();
  readonly feed: RowFeed;
  readonly scroll = new ScrollPosition(this.options.rowShape);
  readonly visible: VisibleRows;
  readonly lanes: Lanes;
  readonly filter: FilterControl;
  readonly selection: Selection;
  readonly reference: TimeReference;
  readonly requests: Requests;
  readonly aggregates: Aggregates;
  readonly code: CodeLinks;
  readonly details: DetailsControl;
  readonly playback: PlaybackControl;
  readonly messages: MessageTools;
  readonly copying: Copying;
  readonly live: LivePicture;
  readonly folds: FoldControl;
  readonly navigator: Navigator;
  readonly highlights: HighlightWalk;
  readonly state: DiagramState;
  private readonly apis: Apis;

  constructor({ apis, viewName, schedule }: DiagramOptions) {
    super();
    this.apis = apis;
    this.viewName = viewName;
    const { host } = apis;
    const view = apis.view(viewName);
    this.register(toDisposable(() => void view.close().catch(() => undefined)));
    const { feedback, options, scroll } = this;
    const { report } = feedback;
    const readSpan = (spanId: number) => apis.spans.readSpan(spanId);
    const capture = (this.capture = new CaptureState(host, feedback));
    const feed = (this.feed = new RowFeed(view, schedule));
    const visible = (this.visible = this.register(new VisibleRows(feed, scroll)));
    const lanes = (this.lanes = new Lanes(
      {
        lanes: level => apis.lanes.listLanes(level),
        setHiddenLanes: keys => host.setHiddenLanes(keys),
      },
      options.laneLevel,
      report,
    ));
    const filter = (this.filter = new FilterControl({
      memory: host,
      options,
      lanes,
      mutedCount: feed.mutedCount,
      listFieldValues: (field, part, count) => apis.filters.listFieldValues(field, part, count),
      report,
    }));
    const selection = (this.selection = new Selection(
      feed,
      {
        readRow: async index => (await view.readRows(index, 1)).rows[0],
        readSpan,
        indexOf: messageId => view.indexOf(messageId),
        nextError: (from, direction) => view.nextError(from, direction),
        indexOfGap: gapId => view.indexOfGap(gapId),
        nextGap: (from, direction) => view.nextGap(from, direction),
        nextOfSameMethod: (messageId, direction) => view.nextOfSameMethod(messageId, direction),
      },
      scroll,
      report,
    ));
    const reference = (this.reference = this.register(
      new TimeReference({ spans: apis.spans, capture, options, selection, feedback }),
    ));
    this.requests = this.register(
      new Requests({ apis, capture, feed, options, filter, selection, reference, feedback }),
    );
    const aggregates = (this.aggregates = this.register(
      new Aggregates(
        {
          overview: buckets => view.readOverview(buckets),
          statistics: grouping => view.readStatistics(grouping),
          busyLanes: () => view.readBusyLanes(),
        },
        options,
      ),
    ));
    const { isListFiltered } = filter;
    this.register(new IdleLanes({ aggregates, lanes, feed, options, isListFiltered }));
    this.code = this.register(new CodeLinks({ host, selection, visible, options, feedback }));
    this.details = new DetailsControl(options, selection, this.code);
    const playback = (this.playback = new PlaybackControl(
      apis.playback,
      view,
      () => selection.listRow.value?.atMicros,
      (messageId, to) => this.navigator.showStep(messageId, to),
      report,
    ));
    this.messages = new MessageTools({
      host,
      removeBookmark: messageId => apis.notes.removeBookmark(messageId),
      readSpan,
      ...{ selection, filter, lanes, playback, feedback },
    });
    this.copying = new Copying({ host, view, selection, options, filter, feedback });
    const isPlayed = playback.isOn;
    const rows = { capture, feed, scroll, lanes, selection };
    const live = (this.live = this.register(new LivePicture({ ...rows, isPlayed, feedback })));
    const folds = (this.folds = new FoldControl(view, feed, selection, feedback));
    this.navigator = this.register(
      new Navigator({
        ...rows,
        ...{ view, host, options, filter, folds, playback, live, aggregates, feedback },
      }),
    );
    const reveal = (messageId: number) => this.navigator.reveal(messageId);
    this.highlights = this.register(
      new HighlightWalk({ view, feed, scroll, filter, selection, feedback, reveal }),
    );
    this.state = new DiagramState({ ...rows, options, filter, playback, live, reference });
  }

  /** Changes the height of rows; what is in sight stays. */
  setDensity(density: Density): void {
    const { scroll, selection, options } = this;
    scroll.keepPlace(() => (options.density.value = density), selection.listRow.value?.index);
  }

  /** Asks for everything, as after a reload. */
  async start(): Promise<void> {
    const { apis, feedback, capture, lanes, code, playback, navigator, reference } = this;
    feedback.dismissProblem();
    navigator.suspend();
    try {
      const initial = await apis.host.initialState();
      const state = restoreUiState(initial.uiState, initial.startLooks);
      this.setDensity(initial.density);
      this.state.restore(state, initial);
      const { anchorMessageId, selectedMessageId, selectedGapId } = state;
      navigator.aimAt({
        messageId: anchorMessageId ?? selectedMessageId,
        offsetPx: 0,
        selected: savedKey(selectedMessageId, selectedGapId),
      });
      lanes.refresh();
      code.mismatches.invalidate();
      const [status] = await Promise.all([apis.status.captureStatus(), reference.refresh()]);
      capture.status.value = status;
      if (status.playback) playback.state.value = status.playback;
      else if (state.playback && !initial.isLive) await playback.restore(state.playback);
      navigator.resume(true);
    } catch (error) {
      navigator.resume(false);
      feedback.report(error);
      capture.isReady.value = true;
    }
  }
}
