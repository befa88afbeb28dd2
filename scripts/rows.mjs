/**
 * `npm run rows`: which row of the specification is proved by which test, read
 * from the tests' own titles, written to docs/rows.md. A title that names a row
 * claims that the row's check holds. `--check` fails when the page is stale or
 * a title names a row that does not exist.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import path from "node:path";

const page = "docs/rows.md";

/** Areas of the specification: what they are about and how many rows each has. */
const areas = {
  TEN: ["Tenancy, users, roles, teams", 32],
  CUS: ["Customer record", 56],
  PRL: ["Website profiles", 11],
  CON: ["Contacts", 14],
  INT: ["Interactions, feed, audit", 28],
  NOT: ["Notes", 12],
  DOC: ["Documents", 10],
  QUO: ["Quotes", 22],
  ORD: ["Orders, jobs, invoices", 25],
  PKG: ["Packages", 11],
  LED: ["Leads and scoring", 31],
  CLV: ["Lifetime value and churn", 25],
  DUP: ["Duplicates and merge", 28],
  TRV: ["Tours and bookings", 29],
  COM: ["Communications", 26],
  LOY: ["Loyalty and credit", 14],
  CNS: ["Consent and preferences", 14],
  SRC: ["Search, filters, views, bulk", 26],
  IMX: ["Import and export", 19],
  POS: ["Point of sale", 39],
  API: ["REST API", 48],
  ANA: ["Analytics", 31],
  REP: ["Reports", 13],
  FUP: ["Follow-ups", 13],
  NTF: ["Notifications", 9],
  VAL: ["Validation and error codes", 28],
  SEC: ["Security", 22],
  PRF: ["Performance and scale", 20],
  UIX: ["Screens and components", 28],
  TST: ["Testing", 13],
  DEP: ["Deployment and documentation", 15],
  WID: ["Widgets", 19],
  ADV: ["Later", 19],
};

/** @returns {{ text: string, problems: string[] }} the page, and titles that name rows which do not exist */
export function rowsPage() {
  /** @type {Map<string, { title: string, file: string }[]>} */
  const proofs = new Map();
  const problems = [];
  for (const file of testFiles()) {
    for (const title of titles(readFileSync(file, "utf8"))) {
      for (const row of new Set(title.match(/\b[A-Z]{3}-\d{2}\b/g))) {
        const [area, number] = row.split("-");
        if (!(area in areas)) continue;
        if (Number(number) < 1 || Number(number) > areas[area][1])
          problems.push(`${file}: ${row} does not exist`);
        else proofs.set(row, [...(proofs.get(row) ?? []), { title: words(title), file }]);
      }
    }
  }
  const lines = [
    "# Rows and their proofs",
    "",
    "Written by `npm run rows` from the tests' own titles; do not edit. A row without a line has no test that claims it.",
    "",
    "| area | about | proved | rows |",
    "| --- | --- | ---: | ---: |",
  ];
  const sections = [];
  for (const [area, [about, count]] of Object.entries(areas)) {
    const rows = Array.from({ length: count }, (_, at) => `${area}-${String(at + 1).padStart(2, "0")}`);
    const proved = rows.filter((row) => proofs.has(row));
    lines.push(`| ${area} | ${about} | ${proved.length} | ${count} |`);
    if (proved.length === 0) continue;
    sections.push("", `## ${area} ${about}`, "");
    for (const row of proved) {
      sections.push(`- **${row}**`);
      for (const { title, file } of proofs.get(row))
        sections.push(`  - ${title} ([${path.basename(file)}](../${file}))`);
    }
    const missing = rows.filter((row) => !proofs.has(row));
    if (missing.length > 0) sections.push("", `Without a test: ${missing.join(", ")}.`);
  }
  return { text: [...lines, ...sections, ""].join("\n"), problems };
}

function testFiles() {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name === "_generated") continue;
      const full = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (/\.test\.tsx?$/.test(entry.name)) found.push(full);
    }
  };
  for (const folder of ["convex", "src", "widgets", "scripts", "tests", "bench"]) walk(folder);
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

/** String literals that name a row: titles of tests and of groups of tests. */
function* titles(source) {
  for (const line of source.split("\n")) {
    if (/^\s*(\/\/|\*|\/\*)/.test(line)) continue;
    for (const [, , text] of line.matchAll(/(["'`])((?:\\.|(?!\1).)*?\b[A-Z]{3}-\d{2}\b(?:\\.|(?!\1).)*)\1/g))
      yield text;
  }
}

/** The title without its row ids, fit for a line of Markdown. */
function words(title) {
  const bare = title.replace(/^(?:(?:[A-Z]{3}(?:-\d{2})?|C\d{2})[\s,:]*)+/, "").replace(/\\(["'`])/g, "$1");
  return (bare === "" ? title : bare).replace(/([*_<>[\]`|])/g, "\\$1");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, problems } = rowsPage();
  for (const problem of problems) console.error(problem);
  if (process.argv.includes("--check")) {
    if (readFileSync(page, "utf8") !== text) problems.push(`${page} is stale: npm run rows`);
    if (problems.length > 0) {
      console.error(problems.at(-1));
      process.exit(1);
    }
  } else {
    writeFileSync(page, text);
    const proved = text.match(/^- \*\*/gm)?.length ?? 0;
    console.log(`${page}: ${proved} rows have a test.`);
  }
}
