/** Functions of open documents that traffic goes through. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TextDocument } from 'vscode';
import type { CodeSubject, CodeUse } from '../../protocol/code/codeApi';
import type { Log } from '../log';
import { describeError } from '../log';
import type { CodeIndexService } from './codeIndexService';
import type { MethodTraffic } from './methodTraffic';
import { methodTraffic, subjectsOf } from './methodTraffic';
import { Pace } from './pace';
import type { CaptureTraffic } from './trafficWatch';

export type PythonDocument = Pick<TextDocument, 'uri' | 'version' | 'languageId'>;

export const isPython = ({ languageId, uri }: Pick<TextDocument, 'languageId' | 'uri'>): boolean =>
  languageId === 'python' && uri.scheme === 'file';

/** What was asked, and what came or comes of it. */
interface Asked {
  readonly key: string;
  readonly uses: Promise<readonly CodeUse[]>;
}

/** Asks the index only when document, index or kinds of traffic are others than before. */
export class FileUses {
  private readonly asked = new Map<string, Asked>();
  private readonly paces = new Map<string, Pace>();
  private generation = 0;

  constructor(
    private readonly index: Pick<CodeIndexService, 'api' | 'syncOverlays'>,
    private readonly log: Pick<Log, 'debug'>,
    private readonly newPace: () => Pace = () => new Pace(),
  ) {}

  /** The index is another one. */
  invalidate(): void {
    this.generation++;
  }

  forget(document: Pick<TextDocument, 'uri'>): void {
    this.asked.delete(document.uri.fsPath);
    this.paces.delete(document.uri.fsPath);
  }

  /**
   * In order of lines, which are those of the document as it is now. Empty when the index does not
   * answer.
   *
   * @param isUrgent somebody waits for it: it is asked at once
   */
  async of(
    document: PythonDocument,
    traffic: readonly CaptureTraffic[],
    isUrgent = false,
  ): Promise<readonly MethodTraffic[]> {
    const subjects = subjectsOf(traffic);
    if (subjects.list.length === 0) return [];
    const file = document.uri.fsPath;
    const key = `${document.version} ${this.generation}\n${subjects.key}`;
    let asked = this.asked.get(file);
    if (asked?.key !== key) {
      asked = { key, uses: this.ask(file, key, subjects.list, isUrgent) };
      this.asked.set(file, asked);
    }
    try {
      return methodTraffic(await asked.uses, subjects);
    } catch (error) {
      // The index says what is wrong with it; next time it is asked anew.
      this.log.debug(`what traffic goes through ${file} is not known: ${describeError(error)}`);
      if (this.asked.get(file) === asked) this.asked.delete(file);
      return [];
    }
  }

  private async ask(
    file: string,
    key: string,
    subjects: readonly CodeSubject[],
    isUrgent: boolean,
  ): Promise<readonly CodeUse[]> {
    let pace = this.paces.get(file);
    if (!pace) this.paces.set(file, (pace = this.newPace()));
    if (!isUrgent) await delay(pace.waitMillis);
    // Somebody has gone on typing: only the last question is asked.
    const newer = this.asked.get(file);
    if (newer && newer.key !== key) return await newer.uses;
    return await pace.measure(async () => {
      await this.index.syncOverlays();
      return await this.index.api.usesIn(file, subjects);
    });
  }
}
