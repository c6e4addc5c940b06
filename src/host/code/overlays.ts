import type { TextDocument } from 'vscode';
import type { CodeApi } from '../../protocol/code/codeApi';
import type { Remote } from '../../protocol/rpc';

type OpenDocument = Pick<TextDocument, 'uri' | 'languageId' | 'isDirty' | 'version' | 'getText'>;

/** Maximum length of a document in characters; a longer one is indexed as it is on disk. */
const maxLength = 4 * 1024 * 1024;

/** Tracks which text of unsaved documents the indexer has. */
export class Overlays {
  private readonly versions = new Map<string, number>();
  /** Texts that were sent to the indexer and are not applied yet. */
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly api: Pick<Remote<CodeApi>, 'setOverlay'>) {}

  has({ uri }: Pick<TextDocument, 'uri'>): boolean {
    return this.versions.has(uri.fsPath);
  }

  /** Forgets all texts, because a new indexer has none. */
  forget(): void {
    this.versions.clear();
    this.underWay.clear();
  }

  /**
   * Sends changed texts; resolves when the indexer has applied all texts, whichever call sent them.
   */
  async sync(open: readonly OpenDocument[]): Promise<void> {
    const unsaved = new Map(
      open
        .filter(({ uri, languageId, isDirty }) => {
          return isDirty && languageId === 'python' && uri.scheme === 'file';
        })
        .map(document => [document.uri.fsPath, document]),
    );
    for (const [file, document] of unsaved) {
      if (this.versions.get(file) === document.version) continue;
      const text = document.getText();
      if (text.length > maxLength) continue;
      // A call may start a new indexer, which has no texts.
      this.send(file, text);
      this.versions.set(file, document.version);
    }
    for (const file of [...this.versions.keys()]) {
      if (unsaved.has(file)) continue;
      this.versions.delete(file);
      this.send(file, undefined);
    }
    await Promise.all(this.underWay);
  }

  private send(file: string, text: string | undefined): void {
    const sent = this.api.setOverlay(file, text).finally(() => this.underWay.delete(sent));
    this.underWay.add(sent);
  }
}
