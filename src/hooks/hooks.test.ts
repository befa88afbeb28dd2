/** The hooks that people look for are where they look, hold their code themselves, and are used by screens. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL("./", import.meta.url).pathname;
/** What draws, and the hooks of a feature's own that work for it. */
const screens = readdirSync(`${here}../features`, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(`${here}../features/${file}`, "utf8"));

test.each(["useCustomers", "useCustomer", "useCustomerForm", "useCustomerAnalytics"])(
  "UIX-14: %s is exported from src/hooks and used by a screen",
  (name) => {
    const code = readFileSync(`${here}${name}.ts`, "utf8");
    expect(code).toMatch(new RegExp(`^export function ${name}\\(`, "m"));
    const users = screens.filter(
      (screen) => screen.includes(`hooks/${name}"`) && new RegExp(`\\b${name}\\(`).test(screen),
    );
    expect(users.length).toBeGreaterThan(0);
  },
);
