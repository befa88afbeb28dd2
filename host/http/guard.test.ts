/** Bounds per address, with a clock of the test's own. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Guard, networkOf } from "./guard";

const from = (ip: string) => ({ ip, userAgent: null });

describe("bounds of one address", () => {
  it("OP-2 requests beyond the burst are refused until the rate allows more; other addresses do not notice", () => {
    let now = 0;
    const guard = new Guard(false, { requests: { perSecond: 2, burst: 3 } }, () => now);
    for (let i = 0; i < 3; i++) guard.request(from("9.9.9.9"), false);
    expect(() => guard.request(from("9.9.9.9"), false)).toThrow(/Too many requests/);
    guard.request(from("8.8.8.8"), false);
    now += 500;
    guard.request(from("9.9.9.9"), false);
    expect(() => guard.request(from("9.9.9.9"), false)).toThrow(/Too many requests/);
  });

  it("OP-3 after too many refused tokens an address may call without one, but try no other", () => {
    let now = 0;
    const guard = new Guard(false, { refusals: { perSecond: 1, burst: 2 } }, () => now);
    for (let i = 0; i < 2; i++) {
      guard.request(from("9.9.9.9"), true);
      guard.refused(from("9.9.9.9"));
    }
    expect(() => guard.request(from("9.9.9.9"), true)).toThrow(/Too many requests/);
    expect(guard.mayAuthenticate(from("9.9.9.9"))).toBe(false);
    guard.request(from("9.9.9.9"), false);
    expect(guard.mayAuthenticate(from("8.8.8.8"))).toBe(true);
    now += 1_000;
    expect(guard.mayAuthenticate(from("9.9.9.9"))).toBe(true);
  });

  it("OP-2 a host without a public address does not bound its own machine", () => {
    const rates = { requests: { perSecond: 0, burst: 1 }, frames: { perSecond: 0, burst: 1 } };
    const local = new Guard(true, rates);
    const open = new Guard(false, rates);
    for (let i = 0; i < 5; i++) local.request(from("127.0.0.1"), false);
    open.request(from("127.0.0.1"), false);
    expect(() => open.request(from("127.0.0.1"), false)).toThrow(/Too many requests/);
    expect(() => {
      local.request(from("9.9.9.9"), false);
      local.request(from("9.9.9.9"), false);
    }).toThrow(/Too many requests/);
  });

  it("OP-2 addresses of one IPv6 network share a bound, however they are written", () => {
    expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0");
    expect(networkOf("2001:0DB8:0000:0000:ffff::7")).toBe("2001:db8:0:0");
    expect(networkOf("::1")).toBe("0:0:0:0");
    expect(networkOf("10.0.0.1")).toBe("10.0.0.1");
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(networkOf(ip).split(":")).toHaveLength(4);
      }),
    );
  });

  it("OP-2 OP-3 OP-4 the bounds are those that are told", () => {
    let now = 0;
    const guard = new Guard(false, {}, () => now);
    const frame = guard.frames(from("9.9.9.9"));
    const asked = (): boolean => {
      try {
        guard.request(from("9.9.9.9"), false);
        return true;
      } catch {
        return false;
      }
    };
    const refused = (): boolean => {
      const may = guard.mayAuthenticate(from("9.9.9.9"));
      if (may) guard.refused(from("9.9.9.9"));
      return may;
    };
    const howMany = (may: () => boolean): number => {
      let count = 0;
      while (may()) count++;
      return count;
    };
    const all = () => [asked, () => guard.mayConnect(from("9.9.9.9")), frame, refused].map(howMany);
    expect(all()).toEqual([3_000, 2_000, 3_000, 500]);
    now += 1_000;
    expect(all()).toEqual([200, 50, 200, 5]);
  });

  it("OP-2 remembers 50,000 addresses, and forgets those first that were quiet longest", () => {
    const guard = new Guard(false, { sockets: { perSecond: 0, burst: 1 } }, () => 0);
    const crowd = (from: number, to: number): string[] =>
      Array.from(
        { length: to - from },
        (_, i) => `10.${(from + i) >> 16}.${((from + i) >> 8) & 255}.${(from + i) & 255}`,
      );
    const [quiet, loud] = [from("9.9.9.8"), from("9.9.9.9")];
    expect([guard.mayConnect(quiet), guard.mayConnect(loud)]).toEqual([true, true]);
    for (const ip of crowd(0, 49_998)) guard.mayConnect(from(ip));
    expect([guard.mayConnect(loud), guard.mayConnect(from("8.8.8.8"))]).toEqual([false, true]);
    // One too many: the quiet one is as new, the loud one is not.
    expect([guard.mayConnect(quiet), guard.mayConnect(loud)]).toEqual([true, false]);
  });

  it("OP-2 never lets more through than the burst and the rate allow", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 80 }), (pauses) => {
        let now = 0;
        let allowed = 0;
        const guard = new Guard(false, { sockets: { perSecond: 3, burst: 5 } }, () => now);
        for (const pause of pauses) {
          now += pause;
          if (guard.mayConnect(from("9.9.9.9"))) allowed++;
        }
        expect(allowed).toBeLessThanOrEqual(5 + (now / 1_000) * 3 + 1e-6);
      }),
    );
  });
});
