import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import type { Write } from '../../node/sql/statements';
import { insertInto, valueOf, ValueQuery } from '../../node/sql/statements';
import type { ValuesOf } from '../../node/sql/table';
import { stringTable } from '../tables/strings';

const cachedStrings = 100_000;
/** Number of new strings after which reading all rows for unused ones is worth its time. */
const newStringsBeforeCleaning = 200_000;

const deleteUnused = `
  DELETE FROM text WHERE value LIKE 'req-________-____-____-____-____________' AND id NOT IN (
    SELECT request_id FROM message WHERE request_id IS NOT NULL
    UNION ALL SELECT request_id FROM span WHERE request_id IS NOT NULL
    UNION ALL SELECT global_request_id FROM span WHERE global_request_id IS NOT NULL
    UNION ALL SELECT id FROM request UNION ALL SELECT group_id FROM request)`;

/** Ids of strings that repeat; rows refer to the table `text` by them. */
export class StringWriter {
  private readonly ids = new Map<string, number>();
  private readonly insert: Write<ValuesOf<typeof stringTable.columns>>;
  private readonly select: ValueQuery<number>;
  private nextId: number;
  private cleanedTo = 0;

  constructor(private readonly database: DatabaseSync) {
    this.insert = insertInto(database, stringTable);
    this.select = new ValueQuery(database, 'SELECT id FROM text WHERE value = ?', integer);
    this.nextId = (valueOf(database, 'SELECT max(id) FROM text', integer.or(0)) ?? 0) + 1;
  }

  /** @returns the string's id; a new string is inserted */
  idOf(value: string): number {
    const known = this.ids.get(value);
    if (known !== undefined) return known;
    if (this.ids.size >= cachedStrings) this.ids.clear();
    let id = this.select.get(value);
    if (id === undefined) {
      id = this.nextId++;
      this.insert.run({ id, value });
    }
    this.ids.set(value, id);
    return id;
  }

  optionalIdOf(value: string | undefined): number | undefined {
    return value === undefined ? undefined : this.idOf(value);
  }

  /**
   * Deletes the request ids that no row refers to, after rows were removed. Other strings repeat,
   * but a live capture gets new request ids all the time.
   */
  deleteUnused(newStrings = newStringsBeforeCleaning): void {
    if (this.nextId - this.cleanedTo < newStrings) return;
    this.cleanedTo = this.nextId;
    this.database.exec(deleteUnused);
    this.ids.clear();
  }
}
