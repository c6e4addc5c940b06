/**
 * The index on the disk: an SQLite database that can be thrown away at any time. It answers for
 * `core/code`; facts that have been asked for stay in memory until their file changes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { SourceIndex, SourceFile, TermKind } from '../core/code/sourceIndex';
import type { FileFacts } from '../core/code/pythonFacts';
import type { IndexProblem } from '../protocol/code/codeApi';
import type { ParseResult } from './parseTask';
import type { FoundFile } from './sourceFiles';
import { pathIn } from './sourceFiles';

/** Raise it whenever facts or tables change: an index of another version is made anew. */
const indexVersion = 3;
/** Of facts in memory, as JSON; beyond it they are read again when needed. */
const maxFactsLength = 128 * 1024 * 1024;
/** Problems that are told; the others are counted. */
const maxProblems = 100;

const schema = `
  CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    module TEXT NOT NULL,
    -- Of the file when it was read: equal ones need not be read again.
    mtime REAL NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT,
    problem TEXT,
    -- Names of the methods that it calls, each between blanks.
    called TEXT NOT NULL,
    facts TEXT,
    UNIQUE (folder, path)
  );
  CREATE INDEX file_module ON file (module);
  CREATE INDEX file_name ON file (name);
  CREATE INDEX file_problem ON file (id) WHERE problem IS NOT NULL;
  CREATE TABLE term (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    file_id INTEGER NOT NULL,
    PRIMARY KEY (name, kind, file_id)
  ) WITHOUT ROWID;
  CREATE INDEX term_file ON term (file_id);
`;

/** What is known of a file without its facts. */
export interface KnownFile {
  readonly id: number;
  readonly module: string;
  readonly mtime: number;
  readonly size: number;
  readonly hash: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;
interface Ranked {
  readonly module: string;
  readonly rank: number;
}

export class IndexDatabase implements SourceIndex {
  private readonly statements: Readonly<Record<keyof typeof queries, StatementSync>>;
  private readonly loaded = new Map<number, SourceFile>();
  private loadedLength = 0;
  private folders: readonly string[] = [];
  /** `undefined`: to be found out again. */
  private hidden: ReadonlySet<number> | undefined;

  private constructor(private readonly database: DatabaseSync) {
    this.statements = Object.fromEntries(
      Object.entries(queries).map(([name, sql]) => [name, database.prepare(sql)]),
    ) as Record<keyof typeof queries, StatementSync>;
  }

  /**
   * One that is damaged or of another version is made anew.
   *
   * @throws when somebody else holds it for long
   */
  static open(file: string): IndexDatabase {
    if (file !== ':memory:') fs.mkdirSync(path.dirname(file), { recursive: true });
    try {
      return openOrMake(file, database => new IndexDatabase(database));
    } catch (error) {
      if (isBusy(error)) throw error;
      for (const suffix of ['', '-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
      return openOrMake(file, database => new IndexDatabase(database));
    }
  }

  close(): void {
    this.database.close();
  }

  /** Folders that answers are given from, the weightiest first; others are forgotten. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.hidden = undefined;
    const kept = JSON.stringify(folders);
    this.transaction(() => {
      this.statements.dropTermsOfOthers.run(kept);
      this.statements.dropOthers.run(kept);
    });
    this.forgetAll();
  }

  /** By their paths. */
  knownFiles(folder: string): Map<string, KnownFile> {
    const rows = this.statements.knownFiles.all(folder);
    return new Map(rows.map(row => [row['path'] as string, known(row)]));
  }

  knownFile(folder: string, relativePath: string): KnownFile | undefined {
    const row = this.statements.knownFile.get(folder, relativePath);
    return row && known(row);
  }

  /** Writes what was read of a file. */
  put(
    folder: string,
    found: Pick<FoundFile, 'path' | 'module'>,
    stat: { readonly mtime: number; readonly size: number },
    result: Exclude<ParseResult, { kind: 'same' }>,
  ): void {
    const known = this.knownFile(folder, found.path);
    if (known) this.remove(known.id);
    this.hidden = undefined;
    const isParsed = result.kind === 'parsed';
    const { lastInsertRowid } = this.statements.insert.run(
      folder,
      found.path,
      path.posix.basename(found.path),
      found.module,
      stat.mtime,
      stat.size,
      isParsed ? result.hash : null,
      result.problem ?? null,
      isParsed ? result.called : '',
      isParsed ? result.facts : null,
    );
    if (!isParsed) return;
    const id = Number(lastInsertRowid);
    for (const [kind, name] of result.terms) this.statements.insertTerm.run(name, kind, id);
  }

  touch(id: number, stat: { readonly mtime: number; readonly size: number }): void {
    this.statements.touch.run(stat.mtime, stat.size, id);
  }

  remove(id: number): void {
    this.statements.dropTerms.run(id);
    this.statements.drop.run(id);
    this.loaded.delete(id);
    this.hidden = undefined;
  }

  transaction(write: () => void): void {
    // Another window may have the same folders open.
    this.database.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  counts(): { files: number; problems: number } {
    const row = this.statements.counts.get();
    return { files: Number(row?.['files'] ?? 0), problems: Number(row?.['problems'] ?? 0) };
  }

  problems(): readonly IndexProblem[] {
    return this.statements.problems.all(maxProblems).map(row => ({
      file: path.join(row['folder'] as string, row['path'] as string),
      sentence: row['problem'] as string,
    }));
  }

  filesOfModule(module: string): readonly SourceFile[] {
    return this.sources(this.unhidden(this.statements.byModule.all(module)));
  }

  filesWith(kind: TermKind, name: string): readonly SourceFile[] {
    return this.sources(this.unhidden(this.statements.byTerm.all(name, kind)));
  }

  filesAt(relativePath: string): readonly SourceFile[] {
    const rows = this.statements.byName.all(path.posix.basename(relativePath));
    const end = `/${relativePath}`;
    return this.sources(rows.filter(row => `/${row['path'] as string}`.endsWith(end)));
  }

  /** Files, but for tests, that call a method of this name, on whatever object. */
  filesCalling(name: string): readonly SourceFile[] {
    return this.sources(this.unhidden(this.statements.calling.all(` ${name} `)));
  }

  /** @param file absolute */
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

  private unhidden(rows: readonly Row[]): readonly Row[] {
    if (this.folders.length < 2) return rows;
    this.hidden ??= this.findHidden();
    const { hidden } = this;
    return rows.filter(row => !hidden.has(Number(row['id'])));
  }

  /** Files of modules that an earlier folder has too: another checkout of the same project. */
  private findHidden(): ReadonlySet<number> {
    const firsts = new Map<unknown, number>();
    const rows = this.statements.shared
      .all()
      .map(
        row => ({ ...row, rank: this.folders.indexOf(row['folder'] as string) }) as Row & Ranked,
      );
    for (const { module, rank } of rows)
      firsts.set(module, Math.min(rank, firsts.get(module) ?? rank));
    const hidden = rows.filter(({ module, rank }) => rank > (firsts.get(module) ?? rank));
    return new Set(hidden.map(row => Number(row['id'])));
  }

  private sources(rows: readonly Row[]): SourceFile[] {
    const found = rows.flatMap(row => this.source(row) ?? []);
    if (this.folders.length < 2) return found;
    const rank = (each: SourceFile) => this.folders.indexOf(each.folder);
    found.sort((a, b) => rank(a) - rank(b));
    // A folder may lie in another one.
    return found.filter((each, i) => found.findIndex(other => other.file === each.file) === i);
  }

  private source(row: Row): SourceFile | undefined {
    const id = Number(row['id']);
    const known = this.loaded.get(id);
    if (known) return known;
    const facts = this.statements.facts.get(id)?.['facts'];
    if (typeof facts !== 'string') return undefined;
    const folder = row['folder'] as string;
    const relativePath = row['path'] as string;
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
   * Answers compare facts by identity: they may be forgotten only between questions.
   *
   * @returns whether anything was: what was worked out of them is void then
   */
  trim(): boolean {
    if (this.loadedLength <= maxFactsLength) return false;
    this.forgetAll();
    return true;
  }

  private forgetAll(): void {
    this.loaded.clear();
    this.loadedLength = 0;
  }
}

const known = (row: Row): KnownFile => ({
  id: Number(row['id']),
  module: row['module'] as string,
  mtime: Number(row['mtime']),
  size: Number(row['size']),
  hash: (row['hash'] as string | null) ?? undefined,
});

const columns = 'file.id, folder, path';
const queries = {
  dropTermsOfOthers: `DELETE FROM term WHERE file_id IN
    (SELECT id FROM file WHERE folder NOT IN (SELECT value FROM json_each(?)))`,
  dropOthers: 'DELETE FROM file WHERE folder NOT IN (SELECT value FROM json_each(?))',
  knownFiles: 'SELECT id, path, module, mtime, size, hash FROM file WHERE folder = ?',
  knownFile: 'SELECT id, module, mtime, size, hash FROM file WHERE folder = ? AND path = ?',
  insert: `INSERT INTO file (folder, path, name, module, mtime, size, hash, problem, called, facts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  insertTerm: 'INSERT OR IGNORE INTO term (name, kind, file_id) VALUES (?, ?, ?)',
  touch: 'UPDATE file SET mtime = ?, size = ? WHERE id = ?',
  dropTerms: 'DELETE FROM term WHERE file_id = ?',
  drop: 'DELETE FROM file WHERE id = ?',
  counts: 'SELECT count(*) AS files, count(problem) AS problems FROM file',
  problems: `SELECT folder, path, problem FROM file WHERE problem IS NOT NULL
    ORDER BY folder, path LIMIT ?`,
  byModule: `SELECT ${columns} FROM file WHERE module = ?`,
  byTerm: `SELECT ${columns} FROM term JOIN file ON file.id = file_id
    WHERE term.name = ? AND kind = ? ORDER BY file.path`,
  byName: `SELECT ${columns} FROM file WHERE name = ? ORDER BY path`,
  byPath: `SELECT ${columns} FROM file WHERE folder = ? AND path = ?`,
  calling: `SELECT ${columns} FROM file
    WHERE instr(called, ?) AND path NOT LIKE '%/tests/%' AND path NOT LIKE 'tests/%' ORDER BY path`,
  // Scripts beside packages have names that say nothing, as setup.py.
  shared: `SELECT id, folder, module FROM file
    WHERE facts IS NOT NULL AND (instr(module, '.') OR name = '__init__.py') AND module IN
      (SELECT module FROM file WHERE facts IS NOT NULL
       GROUP BY module HAVING count(DISTINCT folder) > 1)`,
  facts: 'SELECT facts FROM file WHERE id = ?',
} as const;

function openOrMake<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    database.exec(
      `PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
       PRAGMA cache_size = -16384;`,
    );
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version === 0) {
      database.exec(`BEGIN; ${schema} PRAGMA user_version = ${indexVersion}; COMMIT;`);
    } else if (version !== indexVersion) throw new Error('an index of another version');
    // A power cut may have left anything: nothing is waited for to be on the disk.
    else if (!isWhole(database)) throw new Error('a damaged index');
    return use(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

const isWhole = (database: DatabaseSync): boolean =>
  database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';

/** SQLITE_BUSY, SQLITE_LOCKED. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [5, 6].includes(Number(error.errcode) & 0xff);
