/** What a host page pays for the form (issue: loader at most 1,000 B, everything at most 6,000 B, gzipped). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildWidgets, gzipped } from "../scripts/build-widgets.mjs";

test("WID-02 the loader and the form stay within their bytes, and no staff code is inside", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orbit-widgets-"));
  const { chunk, files } = await buildWidgets(folder);
  rmSync(folder, { recursive: true });
  const loader = gzipped(files["orbit.js"]!);
  const form = gzipped(files[chunk]!);
  expect(loader).toBeLessThanOrEqual(1000);
  expect(loader + form).toBeLessThanOrEqual(6000);
  expect(gzipped(files["lead-form.single.js"]!)).toBeLessThanOrEqual(6000);
  for (const text of Object.values(files))
    expect(text).not.toMatch(/react|convex|zod|innerHTML|for\(\w+ in /i);
});
