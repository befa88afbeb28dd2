import fc from "fast-check";
import { expect, it } from "vitest";
import { textFrame } from "./frame";

/** What a frame of RFC 6455 says that is not masked, one fragment and text. */
function textOf(frame: Buffer): string {
  expect(frame[0]).toBe(0x81);
  const first = frame[1]!;
  const [start, length] =
    first < 126
      ? [2, first]
      : first === 126
        ? [4, frame.readUInt16BE(2)]
        : [10, Number(frame.readBigUInt64BE(2))];
  expect(frame.length).toBe(start + length);
  // The shortest form of the length is the only one allowed.
  expect(start).toBe(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  return frame.toString("utf8", start);
}

const heads = fc.oneof(
  fc.constantFrom("", "{", "a".repeat(100), "b".repeat(65_500), "c".repeat(70_000), "ж".repeat(40_000)),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);

it("SY-36 a frame shared by many sockets says what each of them is told, whatever was told before", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ head: heads, tails: fc.array(fc.constantFrom("}", "1}", "22}"), { minLength: 1 }) }),
        {
          maxLength: 6,
        },
      ),
      (told) => {
        const frames = told.flatMap(({ head, tails }) =>
          tails.map((tail) => ({ frame: textFrame(head, tail), text: head + tail })),
        );
        for (const { frame, text } of frames) expect(textOf(frame)).toBe(text);
      },
    ),
    { numRuns: 300 },
  );
});
