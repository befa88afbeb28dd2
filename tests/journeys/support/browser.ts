/** One Chromium per test file; a context is one person's browser with its own storage. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { browserArguments, findBrowser } from "../../../scripts/browser.mjs";

/** A wait that ends without what it waited for is a fault of Orbit, never of a busy machine. */
export const patienceMs = 60_000;

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: await findBrowser(), args: browserArguments });
}

/** A fresh person's page; page errors fail the journey at its end through `problems`. */
export async function newPerson(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.setDefaultTimeout(patienceMs);
  return { page, problems };
}
