/** SPEC.md against the tests: every rule says how it is held, and what it says is so. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const HOST = path.dirname(fileURLToPath(import.meta.url));

interface Row {
  /** "RT-1", or several that one row describes together. */
  readonly ids: readonly string[];
  readonly text: string;
  /** "test", "property", "both", "assert", "type", "code (path)", "by construction (path)", "`npm run …`", or another rule's number. */
  readonly enforced: readonly string[];
}

/** "RT-1 – RT-5" and "RT-24, RT-34" stand for all the rules they name. */
function expand(cell: string): string[] {
  const range = /^([A-Z]{2})-(\d+) – \1-(\d+)$/.exec(cell);
  if (range === null) return cell.split(", ");
  const [, area = "", from = "", to = ""] = range;
  const numbers = Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  return numbers.map((number) => `${area}-${number}`);
}

const rows: readonly Row[] = readFileSync(path.join(HOST, "SPEC.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| [A-Z]{2}-\d/.test(line))
  .map((line) => {
    const cells = line.slice(1, -1).split(/(?<!\\)\|/);
    const [rule = "", text = "", enforced = ""] = cells.map((cell) => cell.trim());
    return { ids: expand(rule), text, enforced: enforced.split(/, (?![^(]*\))/) };
  });

const ids = rows.flatMap((row) => row.ids);

/** Rules that titles of tests begin with, and the statements of files in which they do. */
const cited = new Map<string, Statement[]>();
interface Statement {
  /** From one column 0 to the next: `describe(…)`, `inBothWorlds(…)`, a function. */
  readonly text: string;
  /** Whether its tests run in both worlds: it says so itself, or is a function of a statement that does. */
  readonly isInBothWorlds: boolean;
}
for (const file of readdirSync(HOST, { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith(".test.ts")) continue;
  const source = readFileSync(path.join(HOST, file), "utf8");
  const texts = source.split(/\n(?=[a-z])/);
  const inBoth = texts.filter((text) => text.startsWith("inBothWorlds("));
  for (const text of texts) {
    const [, called] = /^(?:async )?function (\w+)\(/.exec(text) ?? [];
    const isCalled = called !== undefined && inBoth.some((other) => other.includes(`${called}(`));
    const statement = { text, isInBothWorlds: isCalled || inBoth.includes(text) };
    for (const [, numbers = ""] of text.matchAll(/\(\s*["'`]((?:[A-Z]{2}-\d+ )+)/g)) {
      for (const id of numbers.trim().split(" ")) cited.set(id, [...(cited.get(id) ?? []), statement]);
    }
  }
}

/** Whether a title with this rule stands where tests run in both worlds. */
const isInBothWorlds = (id: string): boolean => cited.get(id)?.some((where) => where.isInBothWorlds) ?? false;
/** Whether a title with this rule stands where cases are generated. */
const isGenerated = (id: string): boolean =>
  cited.get(id)?.some(({ text }) => /\bfc\.|\brandom\(/.test(text)) ?? false;

const { scripts } = JSON.parse(readFileSync(path.join(HOST, "..", "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

describe("SPEC.md", () => {
  it("numbers every rule once and says how each is held", () => {
    expect(rows.length).toBeGreaterThan(150);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const known =
      /^(type|assert|test|property|both|`npm run \w+`|(code|by construction) \([^)]+\)|[A-Z]{2}-\d+)$/;
    expect(
      rows.flatMap(({ ids: [id], text, enforced }) =>
        text !== "" && enforced.every((how) => known.test(how)) ? [] : [`${id}: ${enforced.join(", ")}`],
      ),
    ).toEqual([]);
  });

  it("promises tests only where there are some: every rule held by a test is cited by a title", () => {
    const missing = rows.flatMap(({ ids: own, enforced }) =>
      enforced.some((how) => ["test", "property", "both"].includes(how))
        ? own.filter((id) => !cited.has(id))
        : [],
    );
    expect(missing).toEqual([]);
  });

  it("has a rule for every number that a title begins with", () => {
    expect([...cited.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("says 'both' and 'property' only where a test runs in both worlds or generates its cases", () => {
    const wrong = rows.flatMap(({ ids: own, enforced }) => [
      ...(enforced.includes("both") && !own.some(isInBothWorlds) ? [`${own[0]}: both`] : []),
      ...(enforced.join() === "both" ? own.filter((id) => !isInBothWorlds(id)) : []),
      ...(enforced.includes("property") && !own.some(isGenerated) ? [`${own[0]}: property`] : []),
    ]);
    expect(wrong).toEqual([]);
  });

  it("names code and other rules that exist where no test holds a rule", () => {
    const wrong = rows.flatMap(({ ids: [id], enforced }) =>
      enforced.flatMap((how) => {
        const [, script] = /^`npm run (\w+)`$/.exec(how) ?? [];
        if (script !== undefined) return script in scripts ? [] : [`${id}: ${script}`];
        const [, place] = /^(?:code|by construction) \(([^):]+)/.exec(how) ?? [];
        if (place !== undefined) return existsSync(path.join(HOST, place)) ? [] : [`${id}: ${place}`];
        return /^[A-Z]{2}-\d+$/.test(how) && !ids.includes(how) ? [`${id}: ${how}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("README's table of conformance names rules that tests hold there", () => {
    const [, section = ""] =
      /\n## Conformance\n(.*?)\n## /s.exec(readFileSync(path.join(HOST, "README.md"), "utf8")) ?? [];
    const lines = section.split("\n").filter((line) => line.startsWith("| "));
    const problems = lines.slice(2).flatMap((line) => {
      const [area, both, alone] = line
        .slice(2, -1)
        .split("|")
        .map((cell, i) => (i === 0 ? cell.trim() : (cell.match(/[A-Z]{2}-\d+/g) ?? []))) as [
        string,
        string[],
        string[],
      ];
      return [
        ...(both.length + alone.length === 0 ? [`${area}: nothing`] : []),
        ...both.filter((id) => !isInBothWorlds(id)).map((id) => `${area}: ${id} is not in both worlds`),
        ...alone
          .filter((id) => !(cited.get(id) ?? []).some((where) => !where.isInBothWorlds))
          .map((id) => `${area}: ${id} is in no test of the host alone`),
      ];
    });
    expect(lines.length).toBeGreaterThan(20);
    expect(problems).toEqual([]);
  });
});
