/** What a person feels: the longest wait between an input and the next picture, by what was done. */
import type { Browser, BrowserContextOptions } from "playwright-core";

export interface Interactions {
  /** Milliseconds from the input to the next paint, the worst of each kind, as browsers report them (in steps of 8). */
  sort: number;
  select: number;
  type: number;
  /** What the browser keeps for the next visit: a session's refresh token is good for one. */
  storageState: BrowserContextOptions["storageState"];
}

/** Sorts twice, selects three rows and types a word on the list at `url`. */
export async function interact(
  browser: Browser,
  url: string,
  context: BrowserContextOptions,
): Promise<Interactions> {
  const session = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  const page = await session.newPage();
  await page.addInitScript({ content: watch });
  await page.goto(url);
  const rows = page.locator("main .table-row");
  await rows.nth(15).waitFor();
  // What the first load puts off has been done by then.
  await page.waitForTimeout(1_500);

  const worst = async (deed: () => Promise<void>): Promise<number> => {
    await page.evaluate("worstEvent = 0");
    await deed();
    // Entries come with the paint, and observers hear of them a moment later.
    await page.waitForTimeout(500);
    return await page.evaluate<number>("worstEvent");
  };
  const sort = await worst(async () => {
    const header = page.locator("[role=columnheader] > button:not(.table-grip)").first();
    await header.click();
    await page.waitForTimeout(300);
    await header.click();
  });
  const select = await worst(async () => {
    for (const row of [2, 4, 6]) {
      await rows.nth(row).locator("input[type=checkbox]").click();
    }
  });
  const type = await worst(async () => {
    await page.keyboard.press("Escape");
    await page.locator(".customer-search input").pressSequentially("number", { delay: 60 });
  });
  const storageState = await session.storageState();
  await session.close();
  return { sort, select, type, storageState };
}

/** In the page before anything else; text for the same reason as in measure.ts. */
const watch = `
  globalThis.worstEvent = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) worstEvent = Math.max(worstEvent, entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });`;
