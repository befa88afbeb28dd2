import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lacking, patiently } from "./later";
import { reloadWhenReachable } from "./reachable";

const page = new EventTarget();
const PIECE = "http://orbit.test/assets/Part-abc.js";
const missing = new TypeError(`Failed to fetch dynamically imported module: ${PIECE}`);
let isOnline: boolean;
/** Of the addresses that the server has; null: it does not answer. */
let served: ((address: string) => boolean) | null;

beforeEach(() => {
  isOnline = true;
  served = () => true;
  lacking.set(false);
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {
    get onLine() {
      return isOnline;
    },
  });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("fetch", (address: string) =>
    served === null
      ? Promise.reject(new TypeError("Failed to fetch"))
      : Promise.resolve({ ok: served(address) }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What becomes of it, and how often it was asked for. */
function asked(load: () => Promise<unknown>) {
  const state = { times: 0, outcome: "waits" as unknown };
  void patiently(() => {
    state.times++;
    return load();
  }).then(
    (value) => (state.outcome = value),
    (error: unknown) => (state.outcome = error),
  );
  return state;
}
const code = () => Promise.resolve("code");
const fails = () => Promise.reject(missing);

test("UIX-27: code is fetched at once, and without a network when there is one again", async () => {
  const now = asked(code);
  await vi.advanceTimersByTimeAsync(0);
  expect(now).toEqual({ times: 1, outcome: "code" });
  isOnline = false;
  const then = asked(code);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(then).toEqual({ times: 0, outcome: "waits" });
  isOnline = true;
  page.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(then).toEqual({ times: 1, outcome: "code" });
  expect(lacking.get()).toBe(false);
});

test.each([
  ["the server does not answer", () => (served = null)],
  ["it was the network, which is back", () => (served = () => true)],
])(
  "UIX-27: what fails because %s takes nothing with it, and it is known that it lacks",
  async (_, prepare) => {
    prepare();
    const part = asked(fails);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(part).toEqual({ times: 1, outcome: "waits" });
    expect(lacking.get()).toBe(true);
  },
);

test("code that the server has no more is a failure", async () => {
  served = (address) => !address.includes("/assets/");
  const part = asked(fails);
  await vi.advanceTimersByTimeAsync(0);
  expect(part.outcome).toBe(missing);
  expect(lacking.get()).toBe(false);
});

test("UIX-27: a page is loaded anew when the server answers and nothing is under way, and not once one has stopped waiting", async () => {
  const reload = vi.fn();
  vi.stubGlobal("location", { reload });
  let isAtRest = false;
  served = null;
  const stop = reloadWhenReachable(() => isAtRest);
  await vi.advanceTimersByTimeAsync(10_000);
  served = () => true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reload).not.toHaveBeenCalled();
  isAtRest = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reload).toHaveBeenCalledTimes(1);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reload).toHaveBeenCalledTimes(1);
});
