// Many records' texts as one JSON array, put together from their bytes: one text to make and to parse instead
// of one for each. One buffer serves all, so what is gathered is taken before anything else may run.

const START_BYTES = 2 ** 16;
/** A larger buffer is not kept for the next. */
const KEPT_BYTES = 2 ** 20;

const [OPENING, COMMA, CLOSING] = [0x5b, 0x2c, 0x5d];

export class Gather {
  private buffer = Buffer.allocUnsafeSlow(START_BYTES);
  private length = 0;
  private records = 0;

  get count(): number {
    return this.records;
  }

  get bytes(): number {
    return this.length;
  }

  addBytes(record: Uint8Array): void {
    this.reserve(record.length);
    this.buffer.set(record, this.length);
    this.length += record.length;
  }

  addText(record: string): void {
    const bytes = Buffer.byteLength(record);
    this.reserve(bytes);
    this.buffer.utf8Write(record, this.length);
    this.length += bytes;
  }

  /** Room for a record, the character before it and the one behind the last. */
  private reserve(bytes: number): void {
    const needed = this.length + bytes + 2;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed);
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    this.buffer[this.length++] = this.records++ === 0 ? OPENING : COMMA;
  }

  clear(): void {
    this.length = 0;
    this.records = 0;
    if (this.buffer.length > KEPT_BYTES) this.buffer = Buffer.allocUnsafeSlow(START_BYTES);
  }

  /** The array, and nothing is left. Null when there was none. */
  take(): string | null {
    let text: string | null = null;
    if (this.records > 0) {
      this.buffer[this.length++] = CLOSING;
      text = this.buffer.utf8Slice(0, this.length);
    }
    this.clear();
    return text;
  }
}
