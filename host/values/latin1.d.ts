// Node's fast paths for texts exist on Buffer but are missing from its types.
interface Buffer<TArrayBuffer extends ArrayBufferLike = ArrayBufferLike> {
  latin1Slice(start?: number, end?: number): string;
  latin1Write(text: string, offset?: number, length?: number): number;
  utf8Write(text: string, offset?: number, length?: number): number;
  utf8Slice(start?: number, end?: number): string;
}
