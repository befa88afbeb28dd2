/**
 * A text frame as it goes over the wire (RFC 6455, section 5.2: one fragment, not masked, not compressed), in
 * one buffer, so that it is one write. When a commit is told to a thousand sockets, the head is encoded once.
 */

const TEXT_AND_LAST = 0x81;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;
/** Longer ones are not kept for the next socket. */
const MAX_KEPT = 64 * 1024;

let lastHead = "";
let lastBytes: Buffer = Buffer.alloc(0);

function encoded(head: string): Buffer {
  if (head.length > MAX_KEPT) return Buffer.from(head);
  if (head !== lastHead) {
    lastHead = head;
    lastBytes = Buffer.from(head);
  }
  return lastBytes;
}

/** Of the frame made last: its encoded head and its tail. */
let lastFramed: Buffer | null = null;
let lastTail = "";
let lastFrame: Buffer | null = null;

/** `tail` is ASCII. The frame may be written to other sockets too, and is not to be changed. */
export function textFrame(head: string, tail: string): Buffer {
  const bytes = encoded(head);
  // Clients whose clocks agree are told the same to the last byte.
  if (lastFrame !== null && lastFramed === bytes && tail === lastTail) return lastFrame;
  const frame = framed(bytes, tail);
  if (bytes === lastBytes) {
    lastFramed = bytes;
    lastTail = tail;
    lastFrame = frame;
  }
  return frame;
}

function framed(bytes: Buffer, tail: string): Buffer {
  const length = bytes.length + tail.length;
  const start = length < TWO_BYTES ? 2 : length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = TEXT_AND_LAST;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = TWO_BYTES;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = EIGHT_BYTES;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  bytes.copy(frame, start);
  frame.latin1Write(tail, start + bytes.length);
  return frame;
}
