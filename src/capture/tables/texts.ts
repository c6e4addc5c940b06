import type { DatabaseSync, StatementSync } from 'node:sqlite';

const cachedTexts = 100_000;
/** As many new texts are worth a look at all rows, for those that are no longer in use. */
const newTextsWorthALook = 200_000;

const deleteUnused = `
  DELETE FROM text WHERE value LIKE 'req-%' AND id NOT IN (
    SELECT request_id FROM message WHERE request_id IS NOT NULL
    UNION ALL SELECT request_id FROM span WHERE request_id IS NOT NULL
    UNION ALL SELECT global_request_id FROM span WHERE global_request_id IS NOT NULL
    UNION ALL SELECT id FROM request UNION ALL SELECT group_id FROM request)`;

/** Numbers for strings that repeat. */
export class Texts {
  private readonly ids = new Map<string, number>();
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private nextId: number;
  private lookedThroughTo = 0;

  constructor(private readonly database: DatabaseSync) {
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

  /**
   * Rows were removed: lets go of their request ids. All other texts repeat; of these new ones come
   * for as long as a capture is live.
   */
  dropUnused(atLeast = newTextsWorthALook): void {
    if (this.nextId - this.lookedThroughTo < atLeast) return;
    this.lookedThroughTo = this.nextId;
    this.database.exec(deleteUnused);
    this.ids.clear();
  }

  idOrNull(value: string | undefined): number | null {
    return value === undefined ? null : this.id(value);
  }
}
