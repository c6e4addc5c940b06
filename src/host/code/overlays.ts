import type { TextDocument } from 'vscode';
import type { CodeApi } from '../../protocol/code/codeApi';
import type { Remote } from '../../protocol/rpc';

type OpenDocument = Pick<TextDocument, 'uri' | 'languageId' | 'isDirty' | 'version' | 'getText'>;

/** A document beyond this is indexed as it is on the disk. */
const maxLength = 4 * 1024 * 1024;

/** Which text of which unsaved documents the indexer has. */
export class Overlays {
  private readonly versions = new Map<string, number>();
  /** Texts that the indexer has been sent and not taken in yet. */
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly api: Pick<Remote<CodeApi>, 'setOverlay'>) {}

  has({ uri }: Pick<TextDocument, 'uri'>): boolean {
    return this.versions.has(uri.fsPath);
  }

  /** The indexer is another one, which has none. */
  forget(): void {
    this.versions.clear();
    this.underWay.clear();
  }

  /** Sends what is new; resolves when the indexer has taken it in, whoever sent it. */
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
      // Asking may start an indexer, which has none yet.
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
