/** Makes ids in logs and terminals links to the diagram, when an open capture contains them. */
import type {
  CancellationToken,
  DocumentLinkProvider,
  TerminalLinkContext,
  TerminalLinkProvider,
  TextDocument,
} from 'vscode';
import { DocumentLink, languages, Range, TerminalLink, Uri, window } from 'vscode';
import type { IDisposable } from '../../core/base/disposable';
import { Disposable, DisposableHolder, toDisposable } from '../../core/base/disposable';
import type { OpenCaptures } from '../captures/openCaptures';
import type { PlaceRef } from '../../protocol/actions/arguments';
import { actions } from '../../protocol/actions/actions';
import { runAction } from '../actions/runAction';
import { commandUri } from '../actions/commandUri';
import type { KnownIds } from './knownIds';
import type { LoggedId } from './logIds';
import { loggedIds } from './logIds';

const logs = [{ language: 'log' }, { pattern: '**/*.log' }, { scheme: 'output' }];

/** Limits of a document; in a larger one only the visible part is searched. */
const maxLines = 10_000;
const maxTextLength = 1_000_000;
const maxLinks = 1_000;
const maxLineLength = 20_000;
const maxLinksOfLine = 10;
/**
 * Minimal interval of updates when the captures change; VS Code itself asks again when the text
 * changes.
 */
const refreshMillis = 1_000;

class IdLink extends TerminalLink {
  constructor(
    startIndex: number,
    length: number,
    tooltip: string,
    readonly place: PlaceRef,
  ) {
    super(startIndex, length, tooltip);
  }
}

export class LogLinks
  extends Disposable
  implements DocumentLinkProvider, TerminalLinkProvider<IdLink>
{
  private readonly registration = this.register(new DisposableHolder<IDisposable>());
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly captures: Pick<OpenCaptures, 'list' | 'onDidChange'>,
    private readonly ids: KnownIds,
  ) {
    super();
    this.register(window.registerTerminalLinkProvider(this));
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(captures.onDidChange(() => this.refreshSoon(refreshMillis)));
    this.register(
      window.onDidChangeTextEditorVisibleRanges(({ textEditor: { document } }) => {
        if (document.lineCount > maxLines && languages.match(logs, document) > 0) {
          this.refreshSoon(refreshMillis);
        }
      }),
    );
    this.offer();
  }

  async provideTerminalLinks(
    { line }: Pick<TerminalLinkContext, 'line'>,
    token: CancellationToken,
  ): Promise<IdLink[]> {
    if (this.captures.list().length === 0) return [];
    const found = loggedIds(line.slice(0, maxLineLength), maxLinksOfLine);
    const { places } = await this.ids.lookUp(distinct(found), {
      isPointedAt: true,
      isCancelled: () => token.isCancellationRequested,
    });
    return found.flatMap(({ id, start }) => {
      const place = places.get(id);
      return place ? [new IdLink(start, id.length, tooltip, place)] : [];
    });
  }

  async handleTerminalLink({ place }: IdLink): Promise<void> {
    await runAction('openPlace', place);
  }

  async provideDocumentLinks(
    document: TextDocument,
    token: CancellationToken,
  ): Promise<DocumentLink[]> {
    if (this.captures.list().length === 0) return [];
    const found = idsIn(document);
    const { places, againAfterMillis } = await this.ids.lookUp(distinct(found), {
      isPointedAt: false,
      isCancelled: () => token.isCancellationRequested,
    });
    if (againAfterMillis !== undefined && !token.isCancellationRequested) {
      this.refreshSoon(Math.max(againAfterMillis, refreshMillis));
    }
    return found.flatMap(({ id, start }) => {
      const place = places.get(id);
      if (!place) return [];
      const range = new Range(document.positionAt(start), document.positionAt(start + id.length));
      const link = new DocumentLink(range, Uri.parse(commandUri(actions.openPlace.id, [place])));
      link.tooltip = tooltip;
      return [link];
    });
  }

  private refreshSoon(millis: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.offer();
    }, millis);
  }

  /** Registers again, which is the only way to make VS Code ask again. */
  private offer(): void {
    if (this.isDisposed) return;
    this.registration.value = languages.registerDocumentLinkProvider(logs, this);
  }
}

const tooltip = 'Show in the diagram';

const distinct = (found: readonly LoggedId[]): readonly string[] => [
  ...new Set(found.map(({ id }) => id)),
];

/** Returns ids with their offsets in the document. */
function idsIn(document: TextDocument): readonly LoggedId[] {
  const ranges =
    document.lineCount <= maxLines
      ? [new Range(0, 0, document.lineCount, 0)]
      : window.visibleTextEditors
          .filter(editor => editor.document === document)
          .flatMap(({ visibleRanges }) => visibleRanges);
  return ranges.flatMap(range => {
    const offset = document.offsetAt(range.start);
    const text = document.getText(range).slice(0, maxTextLength);
    return loggedIds(text, maxLinks).map(({ id, start }) => ({ id, start: offset + start }));
  });
}
