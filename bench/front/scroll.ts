/** How a long list scrolls: by wheel, then by Page Down, as fast as a person in a hurry, with every frame watched. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface Scrolled {
  /** Rows that went by. */
  rows: number;
  seconds: number;
  /** Longest time between two frames, ms. */
  longestFrameMs: number;
  /** Frames of more than 50 ms. */
  slowFrames: number;
  /** Longest time, ms, in which part of the table showed no row, or a row's first or last column in sight nothing. */
  blankMs: number;
  /** Longest wait between a press and the next picture, ms, in steps of 8; 0 for the wheel, which browsers do not count. */
  inputMs: number;
  /** Longest time, ms, in which one stood at the end of the rows that were there, though more were to come. */
  waitedMs: number;
}

export interface Scrolls {
  wheel: Scrolled;
  pageDown: Scrolled;
  /** What the browser keeps for the next visit: a session's refresh token is good for one. */
  storageState: BrowserContextOptions["storageState"];
}

const wheelPx = 400;
const wheelEveryMs = 40;
const pageEveryMs = 80;
const limitMs = 90_000;

/** Past `rows` rows of the list at `url`, or all that there are. */
export async function scrollList(
  browser: Browser,
  url: string,
  { rows, ...context }: BrowserContextOptions & { rows: number },
): Promise<Scrolls> {
  const session = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  const page = await session.newPage();
  const scrolled = async (step: () => Promise<void>, everyMs: number): Promise<Scrolled> => {
    await page.goto(url);
    await page.locator("main .table-row").nth(15).waitFor();
    // What the first load puts off has been done by then.
    await page.waitForTimeout(1_500);
    const box = (await page.locator("main .table-scroll").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator("main .table-scroll").focus();
    await page.evaluate(watch);
    const began = Date.now();
    let passed = 0;
    const all = Number(await page.locator("main .table-scroll").getAttribute("aria-rowcount")) - 1;
    while (passed < (all > 0 ? Math.min(all, rows) : rows) && Date.now() - began < limitMs) {
      await step();
      await page.waitForTimeout(everyMs);
      passed = await lastRow(page);
    }
    const seconds = (Date.now() - began) / 1000;
    const seen = await page.evaluate<Omit<Scrolled, "rows" | "seconds">>("scrollWatch.end()");
    return { rows: passed, seconds, ...seen };
  };
  const wheel = await scrolled(() => page.mouse.wheel(0, wheelPx), wheelEveryMs);
  const pageDown = await scrolled(() => page.keyboard.press("PageDown"), pageEveryMs);
  const storageState = await session.storageState();
  await session.close();
  return { wheel, pageDown, storageState };
}

async function lastRow(page: Page): Promise<number> {
  return await page.evaluate<number>(
    "Math.max(0, ...[...document.querySelectorAll('main .table-row')].map((row) => Number(row.ariaRowIndex)))",
  );
}

/**
 * In the page; text for the same reason as in measure.ts. Looks at every frame at
 * the table's upper and lower edge; a frame's place in time is where it began.
 */
const watch = `
  globalThis.scrollWatch = (() => {
    const table = document.querySelector("main .table-scroll");
    const box = table.getBoundingClientRect();
    const hasCell = (x, y) => document.elementFromPoint(x, y)?.closest(".table-row .table-cell")?.hasChildNodes() === true;
    const hasRow = (y) => hasCell(box.left + 200, y) && hasCell(box.right - 60, y);
    const found = { longestFrameMs: 0, slowFrames: 0, blankMs: 0, waitedMs: 0, inputMs: 0 };
    const inputs = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry.interactionId) found.inputMs = Math.max(found.inputMs, entry.duration);
    });
    inputs.observe({ type: "event", durationThreshold: 16 });
    let last = performance.now(), blankSince = null, waitingSince = null, isOn = true;
    const look = (now) => {
      if (!isOn) return;
      const took = now - last;
      last = now;
      found.longestFrameMs = Math.max(found.longestFrameMs, took);
      if (took > 50) found.slowFrames++;
      const isBlank = !hasRow(box.top + 60) || !hasRow(box.bottom - 30);
      blankSince = isBlank ? (blankSince ?? now) : null;
      if (blankSince !== null) found.blankMs = Math.max(found.blankMs, now - blankSince);
      const isAtEnd = table.scrollTop + table.clientHeight >= table.scrollHeight - 1;
      waitingSince = isAtEnd ? (waitingSince ?? now) : null;
      if (waitingSince !== null) found.waitedMs = Math.max(found.waitedMs, now - waitingSince);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return { end: () => ((isOn = false), inputs.disconnect(), found) };
  })();`;
