/** Changes pages of an SQLite database as no SQL can (https://www.sqlite.org/fileformat2.html, §1.6). */
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const pageSize = 8192;
const interiorTable = 5;
const interiorIndex = 2;

export class PageEditor {
  private bytes: Buffer;

  constructor(private readonly file: string) {
    this.bytes = fs.readFileSync(file);
  }

  /** Number of the page at which the tree of a table or index begins. */
  rootOf(name: string): number {
    const database = new DatabaseSync(this.file, { readOnly: true });
    const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name);
    database.close();
    return Number(row?.['rootpage']);
  }

  /**
   * Makes a tree of some levels in which each page names the next one some hundred times, down to the
   * page that was the root.
   */
  repeatChildren(name: string): void {
    const root = this.rootOf(name);
    const isTable = ['table'].includes(this.typeOf(name)) && name !== 'meta' && name !== 'delivery';
    const type = isTable ? interiorTable : interiorIndex;
    let child = this.append(this.page(root));
    for (let level = 0; level < 8; level++) child = this.append(this.interior(type, child));
    this.interior(type, child).copy(this.bytes, (root - 1) * pageSize);
  }

  /** Does the same to the schema, with pages that are empty: an object that occurs twice is an error. */
  repeatSchema(): void {
    const empty = Buffer.alloc(pageSize);
    empty[0] = 13;
    empty.writeUInt16BE(pageSize, 5);
    let child = this.append(empty);
    for (let level = 0; level < 8; level++)
      child = this.append(this.interior(interiorTable, child));
    const repeated = this.interior(interiorTable, child, 100);
    this.bytes.copy(repeated, 0, 0, 100);
    repeated.copy(this.bytes);
  }

  nameItself(page: number): void {
    const start = page === 1 ? 100 : 0;
    const interior = this.interior(interiorTable, page, start);
    this.bytes.copy(interior, 0, (page - 1) * pageSize, (page - 1) * pageSize + start);
    interior.copy(this.bytes, (page - 1) * pageSize);
  }

  /** Lets the last page of a long content name the first one as the next, and makes it longer. */
  circleOfOverflow(): void {
    const root = this.rootOf('body');
    const page = this.append(Buffer.alloc(pageSize, 0x61));
    this.bytes.writeUInt32BE(page, (page - 1) * pageSize);
    const leaf = Buffer.alloc(pageSize);
    leaf[0] = 13;
    leaf.writeUInt16BE(1, 3);
    leaf.writeUInt16BE(pageSize - 2000, 5);
    leaf.writeUInt16BE(pageSize - 2000, 8);
    // The cell has a payload of 400 MB, the row id 1, and a header of 12 columns: the third takes all.
    const cell = Buffer.from([0x81, 0xbe, 0xdc, 0x80, 0x00, 1]);
    cell.copy(leaf, pageSize - 2000);
    const local = ((400_000_000 - 1000) % (pageSize - 4)) + 1000;
    leaf.writeUInt32BE(
      page,
      Math.min(pageSize - 4, pageSize - 2000 + cell.length + (local % 1900)),
    );
    leaf.copy(this.bytes, (root - 1) * pageSize);
  }

  circleOfFreePages(): void {
    const trunk = this.append(Buffer.alloc(pageSize));
    this.bytes.writeUInt32BE(trunk, (trunk - 1) * pageSize);
    this.bytes.writeUInt32BE(trunk, 32);
    this.bytes.writeUInt32BE(1000, 36);
  }

  giantNumbers(name: string): void {
    this.eachCell(name, at => this.bytes.fill(0xff, at, at + 9));
  }

  tooManyCells(name: string): void {
    this.bytes.writeUInt16BE(0xffff, (this.rootOf(name) - 1) * pageSize + 3);
  }

  otherType(name: string): void {
    this.bytes[(this.rootOf(name) - 1) * pageSize] = 10;
  }

  save(): void {
    this.bytes.writeUInt32BE(this.bytes.length / pageSize, 28);
    fs.writeFileSync(this.file, this.bytes);
  }

  private eachCell(name: string, change: (at: number) => void): void {
    const start = (this.rootOf(name) - 1) * pageSize;
    const first = this.bytes[start] === 13 || this.bytes[start] === 10 ? 8 : 12;
    for (let cell = 0; cell < this.bytes.readUInt16BE(start + 3); cell++) {
      change(start + Math.min(pageSize - 9, this.bytes.readUInt16BE(start + first + 2 * cell)));
    }
  }

  private typeOf(name: string): string {
    const database = new DatabaseSync(this.file, { readOnly: true });
    const row = database.prepare('SELECT type FROM sqlite_schema WHERE name = ?').get(name);
    database.close();
    return String(row?.['type']);
  }

  private page(number: number): Buffer {
    return Buffer.from(this.bytes.subarray((number - 1) * pageSize, number * pageSize));
  }

  /** Adds a page. @returns its number */
  private append(page: Buffer): number {
    this.bytes = Buffer.concat([this.bytes, page]);
    return this.bytes.length / pageSize;
  }

  /** A page that names one child some hundred times. */
  private interior(type: number, child: number, start = 0): Buffer {
    const cells = 400;
    const page = Buffer.alloc(pageSize);
    page[start] = type;
    page.writeUInt16BE(cells, start + 3);
    page.writeUInt32BE(child, start + 8);
    for (let cell = 0; cell < cells; cell++) {
      const at = pageSize - 8 * (cell + 1);
      page.writeUInt32BE(child, at);
      // A key: in a table a row's number, in an index a record with one column that is NULL.
      (type === interiorTable ? Buffer.from([0x7f]) : Buffer.from([2, 2, 0])).copy(page, at + 4);
      page.writeUInt16BE(at, start + 12 + 2 * cell);
    }
    page.writeUInt16BE(pageSize - 8 * cells, start + 5);
    return page;
  }
}

export const pages =
  (change: (editor: PageEditor) => void) =>
  (file: string): void => {
    const editor = new PageEditor(file);
    change(editor);
    editor.save();
  };
