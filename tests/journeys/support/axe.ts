/** axe-core in the page; evaluated through the debugger, so that the page's own security policy stays in force. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

/** Violations of WCAG 2.2 A and AA in words, empty when there are none. */
export async function violations(page: Page, within = "body"): Promise<string[]> {
  await page.evaluate(settled);
  await page.evaluate(source);
  const result = (await page.evaluate(
    async (selector) =>
      await (
        globalThis as unknown as { axe: { run(context: string, options: object): Promise<unknown> } }
      ).axe.run(selector, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
    within,
  )) as AxeResult;
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary ?? ""}`,
    ),
  );
}

/** Two pictures drawn since, and nothing still fading in: until then it has no colours of its own. Runs in the page; animations without an end are not waited for. */
export async function settled(): Promise<void> {
  const drawn = () => new Promise(requestAnimationFrame);
  const isOnItsWay = ({ playState, effect }: Animation) =>
    playState === "running" && Number.isFinite(effect?.getComputedTiming().endTime);
  await drawn();
  do await drawn();
  while (document.getAnimations().some(isOnItsWay));
}
