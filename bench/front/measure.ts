/** One cold visit: a fresh browser context, from navigation to a usable list, and what it cost. */
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { gzipSync } from "node:zlib";

export interface Visit {
  /** Milliseconds from navigation start to the frame after the rows exist. */
  usableMs: number;
  /** First contentful paint, ms. */
  paintMs: number;
  /** Sum over long tasks of what exceeds 50 ms. */
  blockedMs: number;
  /** Bytes of all scripts and style sheets asked for until then, gzip level 9. */
  scriptBytes: number;
  styleBytes: number;
  /** Script memory in use then, bytes, garbage included. */
  heapBytes: number;
  /** What the browser keeps for the next visit: a session's refresh token is good for one. */
  storageState: Awaited<ReturnType<BrowserContext["storageState"]>>;
}

export async function visit(
  browser: Browser,
  url: string,
  rowSelector: string,
  rows: number,
  context: BrowserContextOptions = {},
): Promise<Visit> {
  const session = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  const page = await session.newPage();
  const bodies: Promise<{ kind: string; url: string; size: number } | null>[] = [];
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if (kind !== "script" && kind !== "stylesheet") return;
    bodies.push(
      response.body().then(
        (body) => ({ kind, url: response.url(), size: gzipSync(body, { level: 9 }).length }),
        () => null,
      ),
    );
  });
  await page.addInitScript({ content: watch(rowSelector, rows) });
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => "usable" in globalThis, undefined, { timeout: 60_000 });
  // Reported a moment after it happened.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  // What is asked for afterwards, while a busy machine gets round to answering here, is not the first load's.
  const { asked, ...facts } = await page.evaluate<
    Pick<Visit, "usableMs" | "blockedMs" | "paintMs"> & { asked: string[] }
  >(`({
    asked: performance.getEntriesByType("resource").filter((one) => one.startTime <= usable).map((one) => one.name),
    usableMs: usable,
    blockedMs: blocked,
    paintMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  })`);
  const { usedSize } = await (await session.newCDPSession(page)).send("Runtime.getHeapUsage");
  const loaded = (await Promise.all(bodies)).filter((one) => one !== null && asked.includes(one.url));
  const bytesOf = (kind: string) => loaded.reduce((sum, one) => sum + (one?.kind === kind ? one.size : 0), 0);
  const storageState = await session.storageState();
  await session.close();
  return {
    ...facts,
    scriptBytes: bytesOf("script"),
    styleBytes: bytesOf("stylesheet"),
    heapBytes: usedSize,
    storageState,
  };
}

/**
 * Runs in the page before anything else. Text, because a function would carry
 * the compiler's helpers, which the page does not have. "Usable" is the message
 * task after the frame in which the rows exist.
 */
function watch(selector: string, wanted: number): string {
  return `
    globalThis.blocked = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) blocked += Math.max(0, entry.duration - 50);
    }).observe({ type: "longtask", buffered: true });
    requestAnimationFrame(function look() {
      if (document.querySelectorAll(${JSON.stringify(selector)}).length < ${wanted}) return requestAnimationFrame(look);
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => (globalThis.usable = performance.now());
        channel.port2.postMessage(null);
      });
    });`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
