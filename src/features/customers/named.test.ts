/** The parts of the customers' screens that people look for by name: each is a file, and a screen renders it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const src = new URL("../../", import.meta.url).pathname;
const screens = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".tsx"))
  .map((file) => ({ file, code: readFileSync(src + file, "utf8") }));

test.each([
  ["columns", "features/customers/columns", "useCustomerColumns", /\buseCustomerColumns\(/],
  ["KPIs", "features/customers/CustomerKpis", "CustomerKpis", /<CustomerKpis\b/],
  ["data table", "ui/DataTable", "DataTable", /<DataTable\b/],
  ["detail modal", "features/customers/CustomerSheet", "CustomerSheet", /<CustomerSheet\b/],
  ["form modal", "features/customers/NewCustomerSheet", "NewCustomerSheet", /<NewCustomerSheet\b/],
  ["merge modal", "features/merging/MergePage", "MergePage", /import\("\.\/MergePage"\)/],
  ["filters", "features/customers/ListFilters", "ListFilters", /<ListFilters\b/],
  ["search", "features/customers/SearchBox", "SearchBox", /<SearchBox\b/],
  ["analytics", "features/dashboard/DashboardPage", "DashboardPage", /import\("\.\/DashboardPage"\)/],
])("UIX-13: the %s of customers are a file, and are rendered", (_, path, name, rendered) => {
  const file = `${path}.tsx`;
  expect(existsSync(src + file)).toBe(true);
  expect(readFileSync(src + file, "utf8")).toMatch(
    new RegExp(`^export (?:default )?function ${name}\\b`, "m"),
  );
  expect(screens.filter((one) => one.file !== file && rendered.test(one.code))).not.toEqual([]);
});
