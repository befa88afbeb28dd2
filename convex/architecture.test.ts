/**
 * The import rule of ARCHITECTURE.md, read from the sources as text.
 *
 *   shared <- pure room files <- room files that take a ctx <- doors
 *   src, widgets -> convex (api, shapes, pure files); host -> nothing of ours; convex -> nothing outside
 */
import { describe, expect, test } from "vitest";

const sources = import.meta.glob<string>(
  [
    "./**/*.{ts,tsx}",
    "../src/**/*.{ts,tsx}",
    "../widgets/**/*.ts",
    "../host/**/*.ts",
    "!./_generated/**",
    "!**/*.test.ts",
    "!**/*.testkit.ts",
    "!../host/**/fixtures/**",
    "!../host/**/fixture/**",
    "!../host/conformance/**",
  ],
  { query: "?raw", import: "default", eager: true },
);

interface Import {
  /** Path from the repository's root, without extension: "convex/customers/write". */
  from: string;
  /** Likewise for a file of ours, or "npm:" and the name of a package. */
  to: string;
  isTypeOnly: boolean;
}

const files = new Map(Object.entries(sources).map(([path, text]) => [fromRoot(path), text]));
const imports: Import[] = [...files].flatMap(([from, text]) => importsOf(from, text));

function fromRoot(path: string): string {
  const withRoot = path.startsWith("../") ? path.slice(3) : `convex/${path.slice(2)}`;
  return withRoot.replace(/\.tsx?$/, "");
}

function importsOf(from: string, text: string): Import[] {
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?["']([^"'\n]+)["']|import\(\s*["']([^"'\n]+)["']\s*\)/g,
  );
  return [...statements].map((match) => {
    const target = match[2] ?? match[3]!;
    return { from, to: resolve(from, target), isTypeOnly: match[1] !== undefined };
  });
}

function resolve(from: string, target: string): string {
  if (!target.startsWith(".")) return `npm:${target}`;
  const parts = from.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  const path = parts.join("/").replace(/\.(tsx?|js|mjs)$/, "");
  return files.has(path) || !files.has(`${path}/index`) ? path : `${path}/index`;
}

const area = (path: string) => path.split("/")[0]!;
/** "customers" for convex/customers/write, null for a door or another area. */
function roomOf(path: string): string | null {
  const [root, room, file] = path.split("/");
  return root === "convex" && file !== undefined && room !== "_generated" ? room! : null;
}
const isDoor = (path: string) => /^convex\/[^/]+$/.test(path) && files.has(path) && !ground.has(path);
/** Files at the top of convex/ that are no doors. */
const ground = new Set([
  "convex/functions",
  "convex/schema",
  "convex/http",
  "convex/crons",
  "convex/auth.config",
  "convex/convex.config",
]);

const broken = (rule: (found: Import) => boolean) =>
  imports.filter(rule).map(({ from, to }) => `${from} -> ${to}`);

describe("the import rule", () => {
  test("sources were read at all", () => {
    expect(files.size).toBeGreaterThan(30);
    expect(imports.length).toBeGreaterThan(60);
  });

  test("convex/ points at nothing outside itself but packages", () => {
    expect(
      broken(({ from, to }) => area(from) === "convex" && ["src", "widgets", "host"].includes(area(to))),
    ).toEqual([]);
  });

  test("shared/ imports only shared/", () => {
    expect(
      broken(({ from, to }) => roomOf(from) === "shared" && area(to) === "convex" && roomOf(to) !== "shared"),
    ).toEqual([]);
  });

  test("functions.ts and tenancy/ import no room", () => {
    const allowed = new Set(["shared", "tenancy"]);
    const isGround = (path: string) => path === "convex/functions" || roomOf(path) === "tenancy";
    expect(
      broken(
        ({ from, to, isTypeOnly }) =>
          isGround(from) && !isTypeOnly && roomOf(to) !== null && !allowed.has(roomOf(to)!),
      ),
    ).toEqual([]);
  });

  test("rooms import no door", () => {
    expect(broken(({ from, to }) => roomOf(from) !== null && isDoor(to))).toEqual([]);
  });

  test("only functions.ts sees the raw builders", () => {
    const raw = [...files].filter(
      ([path, text]) =>
        path !== "convex/functions" &&
        /import\s*\{[^}]*\b(query|mutation|action|internalQuery|internalMutation|internalAction|httpAction)\b[^}]*\}\s*from\s*["'][^"']*_generated\/server/.test(
          text,
        ),
    );
    expect(raw.map(([path]) => path)).toEqual([]);
  });

  test("src/ reaches into convex/ only for the api, the data model's types, shapes, pure files and shared", () => {
    expect(
      broken(
        ({ from, to, isTypeOnly }) =>
          area(from) === "src" &&
          area(to) === "convex" &&
          !isTypeOnly &&
          !isPure(to) &&
          !/^convex\/_generated\/api$/.test(to),
      ),
    ).toEqual([]);
    expect(broken(({ from, to }) => area(from) === "src" && ["host", "widgets"].includes(area(to)))).toEqual(
      [],
    );
  });

  test("src/ui and src/data import no feature", () => {
    expect(
      broken(({ from, to }) => /^src\/(ui|data|i18n|charts)\//.test(from) && to.startsWith("src/features/")),
    ).toEqual([]);
  });

  test("widgets/ and host/ stand alone", () => {
    const ours = ["src", "host", "widgets", "convex"];
    expect(
      broken(
        ({ from, to }) =>
          area(from) === "widgets" && (["src", "host"].includes(area(to)) || to === "npm:zod"),
      ),
    ).toEqual([]);
    expect(
      broken(({ from, to }) => area(from) === "host" && area(to) !== "host" && ours.includes(area(to))),
    ).toEqual([]);
  });

  test("no file imports itself in a ring, not even for a type", () => {
    expect(rings()).toEqual([]);
  });
});

/** Pure: no file on the way imports the database's ctx types, tenancy or generated code as values. */
function isPure(path: string, seen = new Set<string>()): boolean {
  if (seen.has(path)) return true;
  seen.add(path);
  if (path === "convex/functions" || path.startsWith("convex/_generated/")) return false;
  return imports.every(
    ({ from, to, isTypeOnly }) =>
      from !== path || isTypeOnly || area(to) !== "convex" || !files.has(to) || isPure(to, seen),
  );
}

/** Each named once. */
function rings(): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (files.has(to)) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: string[]) => {
    const at = way.indexOf(path);
    if (at !== -1) found.push([...way.slice(at), path].join(" -> "));
    if (at !== -1 || done.has(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...way, path]);
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return found;
}
