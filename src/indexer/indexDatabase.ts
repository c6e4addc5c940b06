/**
 * The index on disk: an SQLite database that can be deleted at any time. It implements the index of
 * `core/code`; facts that were read stay in memory until their file changes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SourceIndex, SourceFile, TermKind } from '../core/code/sourceIndex';
import type { FileFacts } from '../core/code/pythonFacts';
import type { IndexProblem } from '../protocol/code/codeApi';
import { text } from '../node/sql/columns';
import { openUntrusted } from '../node/sql/openUntrusted';
import { inTransaction, pragma, valueOf } from '../node/sql/statements';
import { withCompanions } from '../node/sqliteFile';
import type { CallingFile, FilePlace, IndexStatements } from './indexTables';
import { indexSchema, indexStatements } from './indexTables';
import type { ParseResult } from './parseTask';
import type { FoundFile } from './sourceFiles';
import { pathIn } from './sourceFiles';

/**
 * Version of facts and tables. Raise it when they change: an index of another version is created
 * anew.
 */
const indexVersion = 5;
/** Maximum length of facts in memory, as JSON; beyond it they are read again when needed. */
const maxFactsLength = 128 * 1024 * 1024;
/** Maximum number of problems that are listed; all are counted. */
const maxProblems = 100;

/** Data about a file, without its facts. */
export interface KnownFile {
  readonly id: number;
  readonly module: string;
  readonly ctime: number;
  readonly size: number;
  readonly hash: string | undefined;
}

export class IndexDatabase implements SourceIndex {
  private readonly statements: IndexStatements;
  private readonly loaded = new Map<number, SourceFile>();
  private loadedLength = 0;
  private folders: readonly string[] = [];
  /** `undefined` when they must be determined again. */
  private hidden: ReadonlySet<number> | undefined;
  /** Names of called methods of all files that are no tests; `undefined` when they have changed. */
  private called: readonly CallingFile[] | undefined;

  private constructor(private readonly database: DatabaseSync) {
    this.statements = indexStatements(database);
  }

  /**
   * Opens an index; one that is damaged or of another version is created anew.
   *
   * @throws when another process holds it for a long time
   */
  static open(file: string): IndexDatabase {
    if (file !== ':memory:') fs.mkdirSync(path.dirname(file), { recursive: true });
    try {
      return openOrMake(file, database => new IndexDatabase(database));
    } catch (error) {
      if (isBusy(error)) throw error;
      for (const each of withCompanions(file)) fs.rmSync(each, { force: true });
      return openOrMake(file, database => new IndexDatabase(database));
    }
  }

  close(): void {
    this.database.close();
  }

  /** Sets the folders of answers, the most important first; files of other folders are removed. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.hidden = undefined;
    this.called = undefined;
    const kept = JSON.stringify(folders);
    this.transaction(() => {
      this.statements.dropTermsOfOthers.run(kept);
      this.statements.dropOthers.run(kept);
    });
    this.forgetAll();
  }

  /** Returns the files of a folder by their paths. */
  knownFiles(folder: string): Map<string, KnownFile> {
    const rows = this.statements.knownFiles.all(folder);
    return new Map(rows.map(({ path: relativePath, ...known }) => [relativePath, known]));
  }

  knownFile(folder: string, relativePath: string): KnownFile | undefined {
    return this.statements.knownFile.get(folder, relativePath);
  }

  /** Writes the facts of a file. */
  storeFile(
    folder: string,
    found: Pick<FoundFile, 'path' | 'module'>,
    stat: { readonly ctime: number; readonly size: number },
    result: Exclude<ParseResult, { kind: 'same' }>,
  ): void {
    const known = this.knownFile(folder, found.path);
    if (known) this.removeFile(known.id);
    this.hidden = undefined;
    this.called = undefined;
    const isParsed = result.kind === 'parsed';
    const fileId = this.statements.insert.run({
      folder,
      path: found.path,
      name: path.posix.basename(found.path),
      module: found.module,
      ctime: stat.ctime,
      size: stat.size,
      hash: isParsed ? result.hash : undefined,
      problem: result.problem,
      called: isParsed ? result.called : '',
      facts: isParsed ? result.facts : undefined,
    });
    if (!isParsed) return;
    for (const [kind, name] of result.terms) this.statements.insertTerm.run({ name, kind, fileId });
  }

  noteUnchanged(id: number, stat: { readonly ctime: number; readonly size: number }): void {
    this.statements.touch.run({ id, ctime: stat.ctime, size: stat.size });
  }

  removeFile(id: number): void {
    this.statements.dropTerms.run(id);
    this.statements.drop.run(id);
    this.loaded.delete(id);
    this.hidden = undefined;
    this.called = undefined;
  }

  transaction(write: () => void): void {
    // Another window may have the same folders open.
    inTransaction(this.database, write);
  }

  counts(): { files: number; problems: number } {
    return this.statements.counts.get() ?? { files: 0, problems: 0 };
  }

  problems(): readonly IndexProblem[] {
    return this.statements.problems.all(maxProblems).map(row => ({
      file: path.join(row.folder, row.path),
      sentence: row.problem,
    }));
  }

  filesOfModule(module: string): readonly SourceFile[] {
    return this.sources(this.unhidden(this.statements.byModule.all(module)));
  }

  modulesOf(project: string): readonly string[] {
    return this.statements.modulesOf.all(project);
  }

  filesWith(kind: TermKind, name: string): readonly SourceFile[] {
    return this.sources(this.unhidden(this.statements.byTerm.all(name, kind)));
  }

  filesAt(relativePath: string): readonly SourceFile[] {
    const rows = this.statements.byName.all(path.posix.basename(relativePath));
    const end = `/${relativePath}`;
    return this.sources(rows.filter(row => `/${row.path}`.endsWith(end)));
  }

  /** Returns files, except tests, that call a method of this name on any object. */
  filesCalling(name: string): readonly SourceFile[] {
    // In SQL, each name would read the whole table, with its facts.
    this.called ??= this.statements.calling.all();
    const calling = this.called.filter(({ called }) => called.includes(` ${name} `));
    return this.sources(this.unhidden(calling));
  }

  /** @param file absolute path */
  fileNamed(file: string): SourceFile | undefined {
    for (const folder of this.folders) {
      const local = pathIn(folder, file);
      if (local === undefined) continue;
      const row = this.statements.byPath.get(folder, local);
      const [found] = row ? this.sources([row]) : [];
      if (found) return found;
    }
    return undefined;
  }

  private unhidden(rows: readonly FilePlace[]): readonly FilePlace[] {
    if (this.folders.length < 2) return rows;
    this.hidden ??= this.findHidden();
    const { hidden } = this;
    return rows.filter(row => !hidden.has(row.id));
  }

  /**
   * Returns the files of modules that an earlier folder has too: another checkout of the same
   * project.
   */
  private findHidden(): ReadonlySet<number> {
    const firsts = new Map<string, number>();
    const rows = this.statements.shared
      .all()
      .map(row => ({ ...row, rank: this.folders.indexOf(row.folder) }));
    for (const { module, rank } of rows)
      firsts.set(module, Math.min(rank, firsts.get(module) ?? rank));
    const hidden = rows.filter(({ module, rank }) => rank > (firsts.get(module) ?? rank));
    return new Set(hidden.map(({ id }) => id));
  }

  private sources(rows: readonly FilePlace[]): SourceFile[] {
    const found = rows.flatMap(row => this.source(row) ?? []);
    if (this.folders.length < 2) return found;
    const rank = (each: SourceFile) => this.folders.indexOf(each.folder);
    found.sort((a, b) => rank(a) - rank(b));
    // A source folder may be inside another one.
    return found.filter((each, i) => found.findIndex(other => other.file === each.file) === i);
  }

  private source({ id, folder, path: relativePath }: FilePlace): SourceFile | undefined {
    const known = this.loaded.get(id);
    if (known) return known;
    const facts = this.statements.facts.get(id);
    if (facts === undefined) return undefined;
    const source: SourceFile = {
      folder,
      path: relativePath,
      file: path.join(folder, relativePath),
      facts: JSON.parse(facts) as FileFacts,
    };
    this.loaded.set(id, source);
    this.loadedLength += facts.length;
    return source;
  }

  /**
   * Drops facts from memory when they exceed the limit. Answers compare facts by identity, so call
   * it only between queries.
   *
   * @returns true when facts were dropped, which invalidates results derived from them
   */
  trimFacts(): boolean {
    if (this.loadedLength <= maxFactsLength) return false;
    this.forgetAll();
    return true;
  }

  private forgetAll(): void {
    this.loaded.clear();
    this.loadedLength = 0;
  }
}

function openOrMake<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = openUntrusted(file);
  try {
    database.exec(
      `PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
       PRAGMA cache_size = -16384;`,
    );
    const version = pragma(database, 'user_version');
    if (version === 0) {
      database.exec(`BEGIN; ${indexSchema} PRAGMA user_version = ${indexVersion}; COMMIT;`);
    } else if (version !== indexVersion) throw new Error('an index of another version');
    // Writes are not synced to disk, so a power failure may leave a damaged index.
    else if (!isWhole(database) || !hasOwnSchema(database)) throw new Error('a damaged index');
    return use(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Tells whether the tables are exactly those of an index: nothing else in a file may run. */
function hasOwnSchema(database: DatabaseSync): boolean {
  const own = new DatabaseSync(':memory:');
  try {
    own.exec(indexSchema);
    const [found, expected] = [database, own].map(each =>
      JSON.stringify(each.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()),
    );
    return found === expected;
  } finally {
    own.close();
  }
}

const isWhole = (database: DatabaseSync): boolean =>
  valueOf(database, 'PRAGMA quick_check(1)', text) === 'ok';

/** Tells whether the error is SQLITE_BUSY or SQLITE_LOCKED. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [5, 6].includes(Number(error.errcode) & 0xff);
