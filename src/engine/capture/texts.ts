import type { DatabaseSync, StatementSync } from 'node:sqlite';

const cachedTexts = 100_000;

/** Numbers for strings that repeat. */
export class Texts {
  private readonly ids = new Map<string, number>();
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private nextId: number;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare('INSERT INTO text (id, value) VALUES (?, ?)');
    this.select = database.prepare('SELECT id FROM text WHERE value = ?');
    const last = database.prepare('SELECT max(id) AS id FROM text').get()?.['id'];
    this.nextId = Number(last ?? 0) + 1;
  }

  id(value: string): number {
    const known = this.ids.get(value);
    if (known !== undefined) return known;
    if (this.ids.size >= cachedTexts) this.ids.clear();
    let id = this.select.get(value)?.['id'] as number | undefined;
    if (id === undefined) {
      id = this.nextId++;
      this.insert.run(id, value);
    }
    this.ids.set(value, id);
    return id;
  }

  idOrNull(value: string | undefined): number | null {
    return value === undefined ? null : this.id(value);
  }
}
