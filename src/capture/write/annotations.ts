/** What people write into a capture: its title, a note, bookmarks on rows. */
import { DatabaseSync } from 'node:sqlite';
import { SourceError } from '../../core/amqp/traceSource';
import type { Bookmark, CaptureNotes } from '../../protocol/captures';
import { isCopy, isReadOnly } from '../captureFile';
import { optionalString } from '../read/reader';

const maxTextLength = 10_000;

export class Annotations {
  /** @param database of a capture that is open for reading, or being recorded */
  constructor(private readonly database: DatabaseSync) {}

  notes(): CaptureNotes {
    return { title: this.title(), note: this.meta('note') };
  }

  title(): string {
    return this.meta('title');
  }

  /** @throws {SourceError} `captureUnwritable`, `olderCapture` */
  setNotes({ title, note }: Partial<CaptureNotes>): void {
    this.write(database => {
      for (const [key, value] of Object.entries({ title, note })) {
        if (value === undefined) continue;
        database
          .prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
          .run(key, JSON.stringify(value.slice(0, maxTextLength)));
      }
    });
  }

  bookmarks(): Bookmark[] {
    const rows = this.database
      .prepare(
        `SELECT b.message_id, b.note, m.at,
           (SELECT value FROM text WHERE id = m.label_id) AS label
         FROM bookmark b JOIN message m ON m.id = b.message_id ORDER BY b.message_id`,
      )
      .all();
    return rows.map(row => ({
      messageId: Number(row['message_id']),
      note: String(row['note']),
      label: String(row['label']),
      atMicros: Number(row['at']),
    }));
  }

  /**
   * Marks a row, or gives its mark another note.
   *
   * @throws {SourceError} `captureUnwritable`, `olderCapture`
   */
  setBookmark(messageId: number, note: string): void {
    const isThere = this.database.prepare('SELECT 1 FROM message WHERE id = ?').get(messageId);
    if (!isThere) throw new Error('this message is no longer in the capture');
    this.write(database => {
      database
        .prepare(
          `INSERT INTO bookmark (message_id, note, created_at) VALUES (?, ?, ?)
           ON CONFLICT (message_id) DO UPDATE SET note = excluded.note`,
        )
        .run(messageId, note.slice(0, maxTextLength), Date.now() * 1000);
    });
  }

  /** @throws {SourceError} `captureUnwritable`, `olderCapture` */
  removeBookmark(messageId: number): void {
    this.write(database => {
      database.prepare('DELETE FROM bookmark WHERE message_id = ?').run(messageId);
    });
  }

  private meta(key: string): string {
    const row = this.database.prepare('SELECT value FROM meta WHERE key = ?').get(key);
    try {
      const value: unknown = JSON.parse(optionalString(row?.['value']) ?? '""');
      return typeof value === 'string' ? value : '';
    } catch {
      return '';
    }
  }

  /** A capture that is only read gets a second connection for as long as it is written on. */
  private write(act: (database: DatabaseSync) => void): void {
    if (isCopy(this.database)) {
      throw new SourceError({ code: 'olderCapture', detail: 'it is read from a copy' });
    }
    const file = isReadOnly(this.database) ? this.database.location() : null;
    const database = file === null ? this.database : new DatabaseSync(file);
    try {
      act(database);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new SourceError({ code: 'captureUnwritable', detail });
    } finally {
      if (database !== this.database) database.close();
    }
  }
}
