const lineFeed = 10;
/** Beyond this a line is no record of any broker: its messages are limited to 512 MB at most. */
const defaultMaxLineBytes = 256 * 1024 * 1024;

/**
 * Bytes to lines of text, without their line feeds; `undefined` stands for a line that is too long
 * to be kept. Several times faster than `readline`, which looks at each character.
 */
export class LineSplitter {
  private readonly pending: Buffer[] = [];
  private pendingBytes = 0;

  constructor(private readonly maxLineBytes = defaultMaxLineBytes) {}

  /** Lines that end in this chunk. */
  *push(chunk: Buffer): Generator<string | undefined> {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      yield this.pendingBytes === 0
        ? chunk.toString('utf8', start, end)
        : this.take(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** The last line, where the file does not end with a line feed. */
  *end(): Generator<string | undefined> {
    if (this.pendingBytes > 0) yield this.take(Buffer.alloc(0));
  }

  private keep(piece: Buffer): void {
    this.pendingBytes += piece.length;
    if (this.pendingBytes <= this.maxLineBytes) this.pending.push(piece);
    else this.pending.length = 0;
  }

  private take(last: Buffer): string | undefined {
    this.keep(last);
    const isTooLong = this.pendingBytes > this.maxLineBytes;
    const line = isTooLong ? undefined : Buffer.concat(this.pending).toString('utf8');
    this.pending.length = 0;
    this.pendingBytes = 0;
    return line;
  }
}
