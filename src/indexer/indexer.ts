/**
 * Keeps the index of Python files up to date: scans folders, sends changed files to parsers, writes
 * the results.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Disposable } from '../core/base/disposable';
import { Emitter } from '../core/base/emitter';
import type { IndexSettings, IndexStatus } from '../protocol/code/codeApi';
import type { IndexDatabase, KnownFile } from './indexDatabase';
import type { ParseResult, ParseTask } from './parseTask';
import type { ParserPool } from './parserPool';
import { parserThreads } from './parserPool';
import type { FoundFile } from './sourceFiles';
import { moduleOf, pathIn, pythonFiles } from './sourceFiles';

/** Number of files in one message to a parser thread. */
const batchSize = 24;

interface Work {
  readonly folder: string;
  readonly found: FoundFile;
  readonly stat: { readonly ctime: number; readonly size: number };
  readonly task: ParseTask;
  /** Number of the request; only the result of the last request for a file is written. */
  readonly number: number;
}

export class Indexer extends Disposable {
  private readonly changed = this.register(new Emitter<{ readonly isChanged: boolean }>());
  /** Fires on progress; `isChanged` when answers may differ from earlier ones. */
  readonly onDidChange = this.changed.event;

  private settings: IndexSettings = { folders: [], excludes: [], mappings: [] };
  private readonly overlays = new Map<string, string>();
  /** Sequence number of each file's newest parse; results of older ones are dropped. */
  private readonly asked = new Map<string, number>();
  private lastNumber = 0;
  private run: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  private isPaused = false;
  private done = 0;
  private total = 0;

  constructor(
    private readonly database: IndexDatabase,
    private readonly pool: ParserPool,
  ) {
    super();
  }

  get status(): IndexStatus {
    const { files, problems } = this.database.counts();
    return {
      state: this.run ? 'indexing' : 'idle',
      fileCount: files,
      done: this.done,
      total: this.total,
      problems: this.database.problems(),
      problemCount: problems,
    };
  }

  /**
   * @returns a promise that resolves when the index is up to date, or when another call has
   *   replaced this one
   */
  async configure(settings: IndexSettings): Promise<void> {
    this.settings = settings;
    await this.stop();
    if (this.settings !== settings) return;
    this.database.setFolders(settings.folders);
    this.changed.fire({ isChanged: true });
    await this.start(signal => this.scan(signal));
  }

  /**
   * Handles changed files of any kind; a changed `.gitignore` or a new folder starts a new scan.
   */
  async filesChanged(files: readonly string[]): Promise<void> {
    if (files.some(file => this.isStructural(file))) {
      await this.stop();
      await this.start(signal => this.scan(signal));
      return;
    }
    await this.start(signal => this.update(files, signal));
  }

  /** Returns the unsaved text of a file. */
  overlay(file: string): string | undefined {
    return this.overlays.get(file);
  }

  async setOverlay(file: string, text: string | undefined): Promise<void> {
    if (this.overlays.get(file) === text) return;
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, text);
    // Only files that are already in the index are parsed: an ignored file stays ignored.
    if (!this.database.fileNamed(file)) return;
    await this.parseAll(await this.workOf([file]), new AbortController().signal, false);
    this.changed.fire({ isChanged: true });
  }

  async pause(isPaused: boolean): Promise<void> {
    if (this.isPaused === isPaused) return;
    this.isPaused = isPaused;
    if (isPaused) await this.stop();
    else await this.start(signal => this.scan(signal));
  }

  /** Ends the current run; results so far are kept. */
  async stop(): Promise<void> {
    this.run?.stop.abort();
    await this.run?.ended;
  }

  /** Starts a run when the current one has ended. */
  private async start(work: (signal: AbortSignal) => Promise<boolean>): Promise<void> {
    while (this.run) await this.run.ended;
    if (this.isPaused || this.isDisposed) return;
    const stop = new AbortController();
    let isChanged = false;
    const ended = work(stop.signal)
      .then(result => {
        isChanged = result;
      })
      .finally(() => {
        this.run = undefined;
        this.changed.fire({ isChanged });
      });
    this.run = { stop, ended: ended.catch(() => undefined) };
    await ended;
  }

  /** @returns true when the index has changed */
  private async scan(signal: AbortSignal): Promise<boolean> {
    this.done = 0;
    this.total = 0;
    const waiting: Work[] = [];
    let isChanged = false;
    for (const folder of this.settings.folders) {
      const known = this.database.knownFiles(folder);
      for await (const found of pythonFiles(folder, this.settings.excludes, signal)) {
        const before = known.get(found.path);
        const stat = statOf(found.file);
        if (!stat) continue;
        known.delete(found.path);
        const isKnown = before && isSame(before, stat) && before.module === found.module;
        if (!isKnown || this.overlays.has(found.file)) {
          waiting.push(this.workFor(folder, found, stat, before));
        }
      }
      if (signal.aborted) return isChanged;
      if (known.size > 0) {
        this.database.transaction(() => {
          for (const { id } of known.values()) this.database.removeFile(id);
        });
        isChanged = true;
      }
    }
    this.total = waiting.length;
    this.changed.fire({ isChanged: false });
    return (await this.parseAll(waiting, signal)) || isChanged;
  }

  private async update(files: readonly string[], signal: AbortSignal): Promise<boolean> {
    let isChanged = false;
    for (const { id } of this.knownOf(files.filter(file => !statOf(file)))) {
      this.database.removeFile(id);
      isChanged = true;
    }
    const waiting = await this.workOf(files, signal);
    this.done = 0;
    this.total = waiting.length;
    return (await this.parseAll(waiting, signal)) || isChanged;
  }

  private async workOf(
    files: readonly string[],
    signal = new AbortController().signal,
  ): Promise<Work[]> {
    const waiting: Work[] = [];
    for (const file of new Set(files)) {
      const stat = statOf(file);
      for (const folder of stat ? this.foldersAround(file) : []) {
        const found: FoundFile = { file, ...(await moduleOf(folder, file)) };
        const before = this.database.knownFile(folder, found.path);
        if (stat && (before || (await this.isWanted(folder, file, signal)))) {
          waiting.push(this.workFor(folder, found, stat, before));
        }
      }
    }
    return waiting;
  }

  private foldersAround(file: string): string[] {
    return this.settings.folders.filter(folder => pathIn(folder, file) !== undefined);
  }

  /** Returns the index's data about these files. */
  private knownOf(files: readonly string[]): KnownFile[] {
    return files.flatMap(file =>
      this.settings.folders.flatMap(folder => {
        const local = pathIn(folder, file);
        return local === undefined ? [] : (this.database.knownFile(folder, local) ?? []);
      }),
    );
  }

  /**
   * Tells whether the change affects other files: a rule, a folder, or a folder that becomes a
   * package.
   */
  private isStructural(file: string): boolean {
    if (!file.endsWith('.py')) return true;
    if (path.basename(file) !== '__init__.py') return false;
    return this.knownOf([file]).length > 0 !== (statOf(file) !== undefined);
  }

  /**
   * Tells whether a new file should be indexed, by walking its path, which applies the exclusions.
   */
  private async isWanted(folder: string, file: string, signal: AbortSignal): Promise<boolean> {
    for await (const found of pythonFiles(folder, this.settings.excludes, signal, file)) {
      if (found.file === file) return true;
    }
    return false;
  }

  private async parseAll(
    waiting: readonly Work[],
    signal: AbortSignal,
    isProgress = true,
  ): Promise<boolean> {
    let isChanged = false;
    let next = 0;
    const worker = async () => {
      while (next < waiting.length && !signal.aborted) {
        const batch = waiting.slice(next, (next += batchSize));
        const results = await this.parse(batch);
        // Results that arrive after a stop are still valid.
        this.database.transaction(() => {
          for (const [i, result] of results.entries()) {
            const work = batch[i];
            if (work && this.storeResult(work, result)) isChanged = true;
          }
        });
        // Documents may have changed in the meantime.
        const changed = batch.filter(
          ({ found: { file }, task }) => this.overlay(file) !== task.text,
        );
        const again = await this.workOf(
          changed.map(each => each.found.file),
          signal,
        );
        if (again.length > 0 && (await this.parseAll(again, signal, false))) isChanged = true;
        if (!isProgress) continue;
        this.done += batch.length;
        this.changed.fire({ isChanged: false });
      }
    };
    // One batch more than there are threads keeps all threads busy while results are written.
    await Promise.all(Array.from({ length: parserThreads + 1 }, worker));
    return isChanged;
  }

  private async parse(batch: readonly Work[]): Promise<readonly ParseResult[]> {
    try {
      return await this.pool.parse(batch.map(each => each.task));
    } catch (error) {
      if (batch.length === 1) {
        return [{ kind: 'gone', problem: `made the parser fail: ${String(error)}` }];
      }
      // One of the files crashed the thread: parse each by itself, to keep the others.
      const results: ParseResult[] = [];
      for (const each of batch) results.push(...(await this.parse([each])));
      return results;
    }
  }

  private storeResult(
    { folder, found, task, number, ...work }: Work,
    result: ParseResult,
  ): boolean {
    // A file may be saved, and read, while its unsaved text is still being parsed.
    if (this.asked.get(folder + found.path) !== number) return false;
    this.asked.delete(folder + found.path);
    const known = this.database.knownFile(folder, found.path);
    // Unsaved text, and files that could not be read, are checked again by the next scan.
    const stat = task.text === undefined && result.kind !== 'gone' ? work.stat : neverSame;
    if (result.kind === 'same') {
      if (known) this.database.noteUnchanged(known.id, stat);
      return false;
    }
    if (result.kind === 'gone' && result.problem === undefined) {
      if (known) this.database.removeFile(known.id);
      return known !== undefined;
    }
    this.database.storeFile(folder, found, stat, result);
    return true;
  }

  private workFor(
    folder: string,
    found: FoundFile,
    stat: Work['stat'],
    before: KnownFile | undefined,
  ): Work {
    const { file, module, isPackage } = found;
    const text = this.overlays.get(file);
    // Relative imports are resolved by the module's name, so another name needs new facts.
    const knownHash = before?.module === module ? before.hash : undefined;
    const task = { file, module, isPackage, knownHash, ...(text !== undefined && { text }) };
    const number = ++this.lastNumber;
    this.asked.set(folder + found.path, number);
    return { folder, found, stat, task, number };
  }
}

const neverSame = { ctime: -1, size: -1 };

const isSame = (
  a: { readonly ctime: number; readonly size: number },
  b: { readonly ctime: number; readonly size: number },
): boolean => a.ctime === b.ctime && a.size === b.size;

/** Synchronous, because it takes microseconds, and thousands of promises take far longer. */
function statOf(file: string): { ctime: number; size: number } | undefined {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat && { ctime: stat.ctimeMs, size: stat.size };
  } catch {
    return undefined;
  }
}
