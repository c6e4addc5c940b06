/** Implements "Go to Request, Message or ID…": finds the place of an id, a name or a line of a log in the diagram. */
import type { QuickPick, QuickPickItem } from 'vscode';
import { env, ThemeIcon, UIKind, window } from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { printable } from '../../core/base/printable';
import type { FoundPlace } from '../../protocol/find';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramEditors } from './diagramEditors';
import { problemOf } from '../errors';
import { plainLabel, withoutLinks } from '../plainText';
import { sentTime } from '../../core/text/sentTime';
import { formatDateAndClock } from '../../core/text/times';
import { endWithNotice } from '../actions/endWithNotice';
import { pastedIds } from './pastedIds';
import type { HostHandlers } from '../../protocol/actions/actions';

/** Delay between the last key and the search. */
const typingPauseMillis = 200;
/** Timeout of reading the clipboard, which may be on another machine. */
const clipboardTimeoutMillis = 300;

export const goToCommands = (diagrams: DiagramEditors) =>
  ({
    goTo: async () => {
      // Reading the clipboard takes time, in which another diagram may become active.
      const start = diagrams.active ? await copiedIds() : '';
      const session = diagrams.active ?? endWithNotice('No diagram is open: open a capture first.');
      new GoTo(session, diagrams, start);
    },
  }) satisfies Partial<HostHandlers>;

interface PlaceItem extends QuickPickItem {
  readonly place: FoundPlace;
}

/** One search box; it is disposed when it is hidden. */
class GoTo extends Disposable {
  private readonly pick: QuickPick<PlaceItem>;
  private timer: NodeJS.Timeout | undefined;
  private searches = 0;
  /** True when Enter was pressed before the answer arrived. */
  private isAccepted = false;

  constructor(
    private readonly session: CaptureSession,
    private readonly diagrams: DiagramEditors,
    start: string,
  ) {
    super();
    this.pick = this.register(window.createQuickPick<PlaceItem>());
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.pick.title = 'Go to Request, Message or ID';
    this.pick.placeholder = 'Request id, message id, UUID, queue, host or line of a log';
    this.pick.value = start;
    // Keeps the most probable place first. VS Code's typings lack this property; a version without
    // it only sorts the items.
    Object.assign(this.pick, { sortByLabel: false });
    this.register(this.pick.onDidChangeValue(() => this.typed(typingPauseMillis)));
    this.register(this.pick.onDidAccept(() => this.accepted()));
    this.register(this.pick.onDidHide(() => this.dispose()));
    // Results belong to this capture only.
    this.register(diagrams.onDidChangeActive(() => this.dispose()));
    this.pick.show();
    this.typed(0);
  }

  private typed(pauseMillis: number): void {
    const search = ++this.searches;
    const text = this.pick.value.trim();
    this.isAccepted = false;
    this.pick.busy = text !== '';
    clearTimeout(this.timer);
    if (text === '') this.show([], undefined);
    else this.timer = setTimeout(() => void this.search(text, search), pauseMillis);
  }

  private async search(text: string, search: number): Promise<void> {
    const [places, trouble] = await this.find(text);
    // Another search has begun, which ended this one with its results so far.
    if (search !== this.searches || this.isDisposed) return;
    this.pick.busy = false;
    this.show(places, places.length > 0 ? undefined : (trouble ?? nothingFound(text)));
    if (this.isAccepted) this.goTo(this.pick.items[0]);
  }

  private async find(text: string): Promise<[places: readonly FoundPlace[], trouble?: string]> {
    try {
      return [await this.session.api.find.findPlaces(text)];
    } catch (error) {
      const name = this.session.status?.name;
      return [[], problemOf(error, name === undefined ? {} : { name }).sentence];
    }
  }

  private show(places: readonly FoundPlace[], sentence: string | undefined): void {
    this.pick.items = places.map(placeItem);
    this.pick.prompt = sentence === undefined ? undefined : withoutLinks(sentence);
  }

  private accepted(): void {
    this.isAccepted = this.pick.busy;
    if (!this.isAccepted) this.goTo(this.pick.selectedItems[0]);
  }

  private goTo(chosen: PlaceItem | undefined): void {
    if (!chosen) return;
    const { requestId, messageId } = chosen.place;
    this.dispose();
    this.diagrams.show(
      requestId === undefined
        ? { type: 'revealMessage', messageId }
        : { type: 'showRequest', requestId },
    );
  }
}

const icons: Readonly<Record<FoundPlace['kind'], string>> = {
  request: 'list-tree',
  span: 'arrow-swap',
  message: 'mail',
  lane: 'server',
  queue: 'inbox',
};

const placeItem = (place: FoundPlace): PlaceItem => ({
  label: plainLabel(place.label),
  description: plainLabel(place.detail),
  detail: sentTime(place, formatDateAndClock),
  iconPath: new ThemeIcon(icons[place.kind]),
  // The engine has matched it, by more than its label.
  alwaysShow: true,
  place,
});

const nothingFound = (text: string): string =>
  `Nothing in this capture has "${printable(text, 80)}". Paste a request id, a message id, any UUID or a line of a log.`;

/**
 * Returns ids from the clipboard; `''` when it cannot be read, or not soon. A browser would ask the
 * user for permission or show an error, so there the user pastes.
 */
async function copiedIds(): Promise<string> {
  if (env.uiKind === UIKind.Web) return '';
  const timeout = new Promise<string>(resolve => {
    setTimeout(() => resolve(''), clipboardTimeoutMillis);
  });
  try {
    return pastedIds(await Promise.race([env.clipboard.readText(), timeout]));
  } catch {
    return '';
  }
}
