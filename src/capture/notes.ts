/** Reads and writes people's notes in a capture: its title, a note, bookmarks on rows. */
import type { DatabaseSync } from 'node:sqlite';
import { errorText } from '../core/base/errorText';
import { SourceError } from '../core/amqp/traceSource';
import type { Bookmark, CaptureNotes } from '../protocol/notes';
import { isCopy, isReadOnly } from './captureFile';
import { boolean, integer, text } from '../node/sql/columns';
import { openUntrusted } from '../node/sql/openUntrusted';
import { rowsOf, valueOf } from '../node/sql/statements';
import { metaValue, putMetaValue } from './tables/meta';
import { lookedUpString, stringOf } from './tables/codes';

const maxTextLength = 10_000;

export class NoteStore {
  /** @param database connection of a capture that is open for reading, or being recorded */
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
        if (value !== undefined) putMetaValue(database, key, value.slice(0, maxTextLength));
      }
    });
  }

  bookmarks(): Bookmark[] {
    return rowsOf(
      this.database,
      `SELECT b.message_id, b.note, m.at, m.is_read_later, m.told_at,
         ${stringOf('m.label_id')} AS label
       FROM bookmark b JOIN message m ON m.id = b.message_id ORDER BY b.message_id`,
      {
        messageId: integer,
        note: text,
        label: lookedUpString,
        atMicros: integer,
        isReadLater: boolean,
        toldAtMicros: integer.optional(),
      },
    );
  }

  /**
   * Adds a bookmark to a row, or changes the note of its bookmark.
   *
   * @throws {SourceError} `captureUnwritable`, `olderCapture`
   */
  setBookmark(messageId: number, note: string): void {
    const found = valueOf(this.database, 'SELECT id FROM message WHERE id = ?', integer, messageId);
    if (found === undefined) throw new Error('this message is no longer in the capture');
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
    const value = metaValue(this.database, key);
    return typeof value === 'string' ? value : '';
  }

  /** Opens a second connection for the time of the write when the capture's own one only reads. */
  private write(act: (database: DatabaseSync) => void): void {
    if (isCopy(this.database)) {
      throw new SourceError({ code: 'olderCapture', detail: 'it is read from a copy' });
    }
    const file = isReadOnly(this.database) ? this.database.location() : null;
    const database = file === null ? this.database : openUntrusted(file);
    try {
      act(database);
    } catch (error) {
      const detail = errorText(error);
      throw new SourceError({ code: 'captureUnwritable', detail });
    } finally {
      if (database !== this.database) database.close();
    }
  }
}
