/** A screen as people will see it: wide and on a phone, light and dark. */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { settled, violations } from "./axe";
import { smallTargets } from "./targets";

const pictures = "tests/output/screens";
const sizes = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
] as const;

/** Keeps a picture of each under this name, and sees that axe has nothing to object to, nothing is wider than the window and a finger finds everything. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  try {
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.evaluate(settled);
        const file = `${name.replace(/\W+/g, "-")}-${size.width}-${colorScheme}.png`;
        await page.screenshot({ path: `${pictures}/${file}` });
        expect(await violations(page), `${name} at ${size.width} px, ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${name} at ${size.width} px is wider than the window`).toBeLessThanOrEqual(0);
        if (size.width < 720)
          expect(await page.evaluate(smallTargets), `too low for a finger: ${name}`).toEqual([]);
      }
    }
  } finally {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(sizes[0]);
  }
}
