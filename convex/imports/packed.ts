/** Many small values in little memory: as UTF-8 in large pages, outside of what a garbage collector has to walk. Pure. */

/** Bytes of a page; a value that is larger has one of its own. */
const pageBytes = 4 * 1024 * 1024;
/** Numbers per value: its page, where it begins in it, and its bytes. */
const width = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Grows at its end; what is read is a copy. Anything that JSON can carry. */
export class Packed<Value> {
  private readonly pages: Uint8Array[] = [];
  private used = pageBytes;
  private places = new Uint32Array(width * 1024);
  private count = 0;

  static of<Value>(values: Iterable<Value>): Packed<Value> {
    const packed = new Packed<Value>();
    for (const value of values) packed.push(value);
    return packed;
  }

  get length(): number {
    return this.count;
  }

  push(value: Value): void {
    // Well-formed whatever the value: half a surrogate pair is written as its number.
    const text = JSON.stringify(value);
    const most = text.length * 3;
    if (this.pages.length === 0 || this.used + most > this.pages.at(-1)!.length) {
      this.pages.push(new Uint8Array(Math.max(pageBytes, most)));
      this.used = 0;
    }
    const { written } = encoder.encodeInto(text, this.pages.at(-1)!.subarray(this.used));
    if (width * (this.count + 1) > this.places.length) {
      const larger = new Uint32Array(this.places.length * 2);
      larger.set(this.places);
      this.places = larger;
    }
    this.places.set([this.pages.length - 1, this.used, written], width * this.count);
    this.used += written;
    this.count += 1;
  }

  at(index: number): Value | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const [page = 0, from = 0, bytes = 0] = this.places.subarray(width * index, width * (index + 1));
    return JSON.parse(decoder.decode(this.pages[page]!.subarray(from, from + bytes))) as Value;
  }

  /** The last ones go; their bytes stay until all do. */
  truncate(length: number): void {
    this.count = Math.min(this.count, length);
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.count; index++) yield this.at(index)!;
  }
}
