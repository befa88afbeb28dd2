/** One design language: components of Radix Themes or a reason why not, no other library of components, no colour that is not a token's. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(path, "utf8");
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((path) => `src/${path}`)
  .filter((path) => /\.(tsx?|css)$/.test(path) && !path.endsWith(".test.ts"))
  .map((path) => ({ path, text: read(path).replaceAll(/\/\*[\s\S]*?\*\//g, "") }));
const code = files.filter(({ path }) => !path.endsWith(".css"));
const sheets = files.filter(({ path }) => path.endsWith(".css"));
const all = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((hit) => hit[1]!)),
];

const taken = all(
  code.map(({ text }) => text).join("\n"),
  /"@radix-ui\/themes\/components\/([\w-]+)"/g,
).sort();
const decision = read("decisions/radix-themes-tokens.md");
/** The components that begin a line of the list under this heading, before the reason. */
const namedUnder = (heading: string) => {
  const section = decision.split(/^#+ /m).find((part) => part.startsWith(heading));
  if (section === undefined) throw new Error(`The decision has no section "${heading}".`);
  const names = [...section.matchAll(/^- ([^:]+):/gm)].flatMap(([, before]) => all(before!, /`([\w-]+)`/g));
  return names.sort();
};

test("UIX-22: every component that Radix Themes offers is taken from it, or the decision says what stands in its place", () => {
  const offered = readdirSync("node_modules/@radix-ui/themes/dist/esm/components")
    .filter((file) => /^[a-z-]+\.js$/.test(file) && !/^(index|icons)\.js$/.test(file))
    .map((file) => file.replace(".js", ""))
    .sort();
  expect(taken.length).toBeGreaterThan(5);
  expect(namedUnder("From Radix Themes")).toEqual(taken);
  expect([...taken, ...namedUnder("Our own"), ...namedUnder("Not in Orbit")].sort()).toEqual(offered);
});

test("UIX-22: a component of Radix Themes comes with its sheet, which lies under ours", () => {
  const imports = sheets.flatMap(({ text }) =>
    [...text.matchAll(/@import "@radix-ui\/themes\/([\w/-]+)\.css"(?: layer\((\w+)\))?/g)].map((hit) => ({
      sheet: hit[1]!,
      layer: hit[2],
    })),
  );
  const layers = all(read("index.html"), /@layer ([^;]+);/g)[0]!.split(", ");
  expect(all(read("src/ui/styles/index.css"), /@layer ([^;]+);/g)).toEqual([layers.join(", ")]);
  for (const { sheet, layer } of imports)
    expect(layers.indexOf(layer ?? ""), `${sheet} in layer ${layer}`).toBeLessThan(layers.indexOf("ui"));
  const styled = imports.map(({ sheet }) => sheet.replace("src/components/", ""));
  // The theme has no sheet: it stands on <html>.
  expect(taken.filter((name) => name !== "theme" && !styled.includes(name))).toEqual([]);
});

test("UIX-22: nothing else brings elements of its own, but for the few that the decision names", () => {
  const packages = all(
    code
      .filter(({ path }) => path.endsWith(".tsx"))
      .map(({ text }) => text)
      .join("\n"),
    /from "((?:@[\w-]+\/)?[a-z][\w-]*)[\w/-]*"/g,
  );
  const expected = [
    "@radix-ui/themes",
    "convex",
    "react",
    "react-dom",
    "react-router",
    "papaparse",
    "fflate",
    "zod",
  ];
  const stray = packages.filter((name) => !expected.includes(name) && !decision.includes(`\`${name}\``));
  expect(stray).toEqual([]);
  const primitives = code.filter(({ text }) => /from "radix-ui/.test(text)).map(({ path }) => path);
  expect(primitives.sort()).toEqual(["src/app/Palette.tsx", "src/ui/Sheet.tsx"]);
});

/** Written where colours are decided, or worked out from a name. */
const decides = ["src/ui/styles/tokens.css", "src/ui/Avatar.css"];
const named =
  "white|black|gr[ae]y|dimgr[ae]y|lightgr[ae]y|darkgr[ae]y|silver|red|green|blue|orange|yellow|purple|pink|brown|navy|teal|tomato|gold";
const colour = new RegExp(
  `#[0-9a-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\(|[:\\s,(](?:${named})(?=[\\s,;)]|$)`,
  "gi",
);

/** Values of a sheet that name a colour; a mask takes only how opaque it is, and mixing happens in a space, not in a colour. */
function coloursIn(sheet: string): string[] {
  const values = [...sheet.matchAll(/([\w-]+):([^;{}]*)[;}]/g)].filter(
    ([, name]) => !name!.startsWith("mask"),
  );
  return values.flatMap(([line, , value]) =>
    value!.replaceAll(/url\("[^"]*"\)/g, "").match(colour) ? [line.trim()] : [],
  );
}

test("UIX-22: a colour in a sheet is found however it is written", () => {
  const sheet = `a { color: #fff; background: var(--bg); border: 1px solid rgb(0 0 0 / 20%); fill: white; mask: linear-gradient(#000, transparent);
    box-shadow: 0 0 1px hsl(1 1% 1%), 0 0 2px var(--gray-a3); outline-color: color-mix(in oklab, var(--red-3), black 10%); stroke: currentColor }`;
  expect(coloursIn(sheet)).toHaveLength(5);
});

test("UIX-22: no sheet and no component knows a colour of its own, so light and dark change everything", () => {
  expect(sheets.length).toBeGreaterThan(50);
  const stray = sheets
    .filter(({ path }) => !decides.includes(path))
    .flatMap(({ path, text }) => coloursIn(text).map((line) => `${path}: ${line}`));
  expect(stray).toEqual([]);
  const inline = code.flatMap(({ path, text }) =>
    (
      text.match(/(?:color|background|fill|stroke)\w*(?:=|: )\{?["'`](?:#|rgb|hsl|white|black)[^"'`]*/gi) ??
      []
    ).map((hit) => `${path}: ${hit}`),
  );
  expect(inline).toEqual([]);
});
