/** Finds the functions of open documents that have code usage. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TextDocument } from 'vscode';
import type { CodeSubject, CodeUse } from '../../protocol/code/codeApi';
import type { Log } from '../log';
import { describeError } from '../log';
import type { CodeIndexService } from './codeIndexService';
import type { MethodUsage } from './methodUsage';
import { methodUsage, subjectsOf } from './methodUsage';
import { Cooldown } from './cooldown';
import type { CaptureUsage } from './codeUsageWatch';

export type PythonDocument = Pick<TextDocument, 'uri' | 'version' | 'languageId'>;

export const isPython = ({ languageId, uri }: Pick<TextDocument, 'languageId' | 'uri'>): boolean =>
  languageId === 'python' && uri.scheme === 'file';

/** A query, and its answer. */
interface Asked {
  readonly key: string;
  readonly uses: Promise<readonly CodeUse[]>;
}

/** Queries the index only when the document, the index or the kinds of usage have changed. */
export class FileUses {
  private readonly asked = new Map<string, Asked>();
  private readonly cooldowns = new Map<string, Cooldown>();
  private generation = 0;

  constructor(
    private readonly index: Pick<CodeIndexService, 'api' | 'syncOverlays'>,
    private readonly log: Pick<Log, 'debug'>,
    private readonly newCooldown: () => Cooldown = () => new Cooldown(),
  ) {}

  /** Discards answers of an older index. */
  invalidate(): void {
    this.generation++;
  }

  forget(document: Pick<TextDocument, 'uri'>): void {
    this.asked.delete(document.uri.fsPath);
    this.cooldowns.delete(document.uri.fsPath);
  }

  /**
   * Returns the functions in the order of lines in the present document. Empty when the index does
   * not answer.
   *
   * @param isUrgent queries at once, because a person waits
   */
  async methodsOf(
    document: PythonDocument,
    usage: readonly CaptureUsage[],
    isUrgent = false,
  ): Promise<readonly MethodUsage[]> {
    const subjects = subjectsOf(usage);
    if (subjects.list.length === 0) return [];
    const file = document.uri.fsPath;
    const key = `${document.version} ${this.generation}\n${subjects.key}`;
    let asked = this.asked.get(file);
    if (asked?.key !== key) {
      asked = { key, uses: this.askIndex(file, key, subjects.list, isUrgent) };
      this.asked.set(file, asked);
    }
    try {
      return methodUsage(await asked.uses, subjects);
    } catch (error) {
      // The index reports its own failure; the next call queries again.
      this.log.debug(`the usage of ${file} is not known: ${describeError(error)}`);
      if (this.asked.get(file) === asked) this.asked.delete(file);
      return [];
    }
  }

  private async askIndex(
    file: string,
    key: string,
    subjects: readonly CodeSubject[],
    isUrgent: boolean,
  ): Promise<readonly CodeUse[]> {
    let cooldown = this.cooldowns.get(file);
    if (!cooldown) this.cooldowns.set(file, (cooldown = this.newCooldown()));
    if (!isUrgent) await delay(cooldown.waitMillis);
    // The text has changed again: only the last query is sent.
    const newer = this.asked.get(file);
    if (newer && newer.key !== key) return await newer.uses;
    return await cooldown.askAndMeasure(async () => {
      await this.index.syncOverlays();
      return await this.index.api.usesIn(file, subjects);
    });
  }
}
