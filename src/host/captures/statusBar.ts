import { gapCountWords } from '../../core/amqp/gap';
import type { StatusBarItem } from 'vscode';
import { StatusBarAlignment, ThemeColor, window } from 'vscode';
import { Disposable, DisposableHolder, toDisposable } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import { formatDuration, plural } from '../../core/text/amounts';
import type { Playback } from '../../protocol/playback';
import type { CaptureStatus } from '../../protocol/status';
import type { LiveCapture, LiveCaptures } from './liveCaptures';
import type { CaptureSession } from './captureSession';
import { actions } from '../../protocol/actions/actions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { withoutIcons } from '../plainText';
import { liveTooltip, nameOf } from '../brokers/liveTooltip';
import type { LiveWords } from '../brokers/liveWords';
import { errorsPerSecond, liveNumbers, liveWords, recordsPerSecond } from '../brokers/liveWords';

/** Shortest time between two updates; numbers that change faster cannot be read. */
const numbersEveryMillis = 1_000;
/** Shortest time between two tooltips: one that is redrawn under a click loses the click. */
const tooltipEveryMillis = 5_000;

/** A blank as wide as a digit, so that text behind a shorter number does not move. */
const figureSpace = '\u2007';

/**
 * Shows one live capture: name, state, rate and errors. Among several it chooses the active
 * diagram's, else one in trouble, else the newest. A capture that the active diagram plays back takes
 * precedence.
 */
export class StatusBar extends Disposable {
  private readonly item: StatusBarItem;
  private readonly listening = this.register(new DisposableHolder<IDisposable>());
  private timer: NodeJS.Timeout | undefined;
  private tooltipAt = -Infinity;
  /** The shown text without its numbers; when it changes, the update is not delayed. */
  private shown = '';
  /** Width of each number in characters; it only grows while the same capture is shown. */
  private widths = { records: 0, errors: 0 };

  constructor(
    private readonly live: Pick<LiveCaptures, 'list' | 'onDidChange'>,
    private readonly diagrams: Pick<DiagramEditors, 'active' | 'onDidChangeActive'>,
  ) {
    super();
    this.item = this.register(
      window.createStatusBarItem('rpcscope.status', StatusBarAlignment.Left),
    );
    this.item.name = 'RPC Scope';
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(live.onDidChange(() => this.refresh()));
    this.register(diagrams.onDidChangeActive(session => this.follow(session)));
    this.follow(diagrams.active);
  }

  private follow(session: CaptureSession | undefined): void {
    this.listening.value = session?.onDidChange(() => this.refresh());
    this.refresh();
  }

  private refresh(): void {
    const played = this.diagrams.active?.status;
    if (played?.playback) return this.showPlayback(played, played.playback);
    const all = this.live.list();
    const shown = this.chosen(all);
    if (!shown) return this.hide();
    const words = all.map(({ session }) => liveWords(session.status));
    const what = JSON.stringify([shown.session.path, shown.session.status?.name, words]);
    if (what !== this.shown) {
      this.startOver(what);
      this.draw(all, shown);
    } else {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        // Captures may have been added or removed since.
        const now = this.chosen(this.live.list());
        if (now && !this.diagrams.active?.status?.playback) this.draw(this.live.list(), now);
      }, numbersEveryMillis);
    }
  }

  private chosen(all: readonly LiveCapture[]): LiveCapture | undefined {
    return (
      all.find(({ session }) => session === this.diagrams.active) ??
      all.find(({ session }) => liveWords(session.status).trouble !== undefined) ??
      all.at(-1)
    );
  }

  private startOver(what: string): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tooltipAt = -Infinity;
    this.widths = { records: 3, errors: 3 };
    this.shown = what;
  }

  private hide(): void {
    this.startOver('');
    this.item.hide();
  }

  private showPlayback(status: CaptureStatus, playback: Playback): void {
    this.startOver('');
    const { headMicros, beginMicros, isPlaying, speed } = playback;
    const at = formatDuration(Math.max(0, headMicros - beginMicros));
    const state = isPlaying ? `${speed}× at ${at}` : `at ${at}`;
    const parts = [`$(${isPlaying ? 'play' : 'debug-pause'}) ${withoutIcons(status.name)}`, state];
    const spoken = [status.name, isPlaying ? 'playing' : 'paused', state];
    if (status.errorCount > 0) {
      parts.push(`$(error) ${status.errorCount}`);
      spoken.push(plural(status.errorCount, 'error'));
    }
    this.item.text = parts.join(' ');
    this.item.tooltip = 'Play or pause';
    this.item.accessibilityInformation = { label: spoken.join(', ') };
    this.item.backgroundColor = undefined;
    this.item.command = actions.togglePlay.id;
    this.item.show();
  }

  private draw(all: readonly LiveCapture[], { session }: LiveCapture): void {
    const { status } = session;
    const words = liveWords(status);
    const name = nameOf(status?.name ?? '');
    const others = all.length > 1 ? ` +${all.length - 1}` : '';
    const parts = [`$(${words.icon}) ${withoutIcons(name)}${others}`, ...this.parts(status, words)];
    this.item.text = parts.join('  ');
    const numbers = status ? liveNumbers(status) : [];
    const spoken = [name, words.state ?? 'live', ...numbers];
    this.item.accessibilityInformation = { label: spoken.join(', ') };
    this.item.backgroundColor = background(all);
    this.item.command = {
      command: actions.openPlace.id,
      title: 'Show Diagram',
      arguments: [{ capturePath: session.path }],
    };
    if (performance.now() - this.tooltipAt >= tooltipEveryMillis) {
      this.tooltipAt = performance.now();
      this.item.tooltip = liveTooltip(all);
    }
    this.item.show();
  }

  /** A source that delivers no records has no rate worth showing. */
  private parts(status: CaptureStatus | undefined, { state }: LiveWords): readonly string[] {
    const isTaking = status?.source.state === 'live' || status?.source.state === 'following';
    const parts = state === undefined ? [] : [state];
    if (!status || !isTaking) return parts;
    const records = this.padded('records', recordsPerSecond(status));
    const wrong = this.padded('errors', errorsPerSecond(status));
    parts.push(`${records}/s`, `$(error) ${wrong}/s`);
    if (status.gaps.count > 0) parts.push(gapCountWords(status.gaps));
    return parts;
  }

  private padded(number: keyof StatusBar['widths'], text: string): string {
    this.widths[number] = Math.max(this.widths[number], text.length);
    return text.padStart(this.widths[number], figureSpace);
  }
}

/** Background colour of the worst state among all captures, shown or not. */
function background(all: readonly LiveCapture[]): ThemeColor | undefined {
  const troubles = all.map(({ session }) => liveWords(session.status).trouble);
  if (troubles.includes('error')) return new ThemeColor('statusBarItem.errorBackground');
  if (troubles.includes('warning')) return new ThemeColor('statusBarItem.warningBackground');
  return undefined;
}
