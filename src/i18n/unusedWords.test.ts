/** Every word of the catalogues is said somewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const isSource = (path: string) => /\.tsx?$/.test(path) && !path.includes("_generated");
const read = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((path) => join(folder, path))
      .filter((path) => isSource(path) && !/\.(test|testkit)\./.test(path))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

const catalogues =
  /export const (\w+) = defineMessages\(\{\n {2}en: \{\n([\s\S]*?)\n {2}\},\n[\s\S]*?\n\}\);\n/g;
const withoutImports = (source: string) => source.replaceAll(/^import [^;]*;\n/gm, "");

/** By what name a file knows what this one exports; undefined where it does not. */
function importedAs(file: string, source: string, from: string, name: string): string | undefined {
  if (file === from) return name;
  for (const [, names, path] of source.matchAll(/import \{([^}]*)\} from "(\.[^"]*)"/g)) {
    if (normalize(join(dirname(file), path!)) !== from.replace(/\.tsx?$/, "")) continue;
    const found = new RegExp(`(?:^|[\\s,])${name}(?: as (\\w+))?\\s*(?:,|$)`).exec(names!);
    if (found) return found[1] ?? name;
  }
  return undefined;
}

/** What a file says of a catalogue: words by name, and whether it looks others up or hands the words on. */
function saidIn(source: string, catalogue: string): { words: Set<string>; looksUp: boolean } {
  const words = new Set<string>();
  let looksUp = false;
  const opening = new RegExp(`const (\\w+|\\{[^}]*\\}) = (?:useMessages|messagesFor)\\(${catalogue}\\b`, "g");
  for (const [, held] of source.matchAll(opening)) {
    if (held!.startsWith("{")) {
      for (const [word] of held!.matchAll(/\w+/g)) words.add(word);
      continue;
    }
    for (const [, word] of source.matchAll(new RegExp(`\\b${held}\\.(\\w+)`, "g"))) words.add(word!);
    const rest = source.replaceAll(new RegExp(`const ${held} =`, "g"), "");
    looksUp ||= new RegExp(`(?<![.\\w"])${held}\\b(?!\\.\\w|")`).test(rest);
  }
  looksUp ||= new RegExp(`\\b${catalogue}\\b`).test(source.replaceAll(opening, ""));
  return { words, looksUp };
}

/** Templates of a source as patterns, `${kind}Note` says every word that ends so; those that say next to nothing are left out. */
const templates = (source: string) =>
  [...source.matchAll(/`((?:[\w.-]*\$\{[^}]*\})+[\w.-]*)`/g)]
    .map(([, text]) => text!.split(/\$\{[^}]*\}/))
    .filter((parts) => parts.join("").length >= 3)
    .map((parts) => new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join("[\\w-]+")}$`));

function unused(app: ReadonlyMap<string, string>, product: ReadonlyMap<string, string>): string[] {
  // Words that are looked up are states and kinds, which the product names, or what another file asks for by name.
  const named = new Set<string>();
  const patterns = [...app.values(), ...product.values()].flatMap(templates);
  for (const source of [...app.values(), ...product.values()])
    for (const [word] of source.replaceAll(catalogues, "").matchAll(/(?<=")\w+(?:-\w+)+(?=")|\b\w+\b/g))
      named.add(word);
  return [...app].flatMap(([file, source]) =>
    [...source.matchAll(catalogues)].flatMap(([, name, body]) => {
      const readers = [...app].flatMap(([reader, text]) => {
        const known = importedAs(reader, text, file, name!);
        return known === undefined ? [] : [{ text: withoutImports(text.replaceAll(catalogues, "")), known }];
      });
      const said = readers.map(({ text, known }) => saidIn(text, known));
      const isSaid = (word: string) =>
        said.some(
          ({ words, looksUp }) =>
            words.has(word) || (looksUp && (named.has(word) || patterns.some((one) => one.test(word)))),
        );
      return [...body!.matchAll(/^ {4}(?:(\w+)|"([^"]+)"):/gm)]
        .map(([, plain, quoted]) => plain ?? quoted!)
        .filter((word) => !isSaid(word))
        .map((word) => `${file}: ${name}.${word}`);
    }),
  );
}

test("a word that nothing says any more is not kept in any language", () => {
  expect(unused(read("src"), read("convex"))).toEqual([]);
});

test("a word that is said by name, looked up by its kind or out of a template is found; one that is not is told", () => {
  const words = (lines: string) =>
    `export const messages = defineMessages({\n  en: {\n${lines}\n  },\n  ru: {},\n});\n`;
  const app = (screen: string) =>
    new Map([
      ["src/a/messages.ts", words('    title: "T",\n    draft: "D",\n    draftNote: "N",\n    lost: "L",')],
      [
        "src/a/Page.tsx",
        `import { messages } from "./messages";\nconst words = useMessages(messages);\n${screen}`,
      ],
    ]);
  const product = new Map([["convex/a/words.ts", 'export const states = ["draft"] as const;']]);
  expect(unused(app("words.title; words.draft; words.draftNote;"), product)).toEqual([
    "src/a/messages.ts: messages.lost",
  ]);
  expect(unused(app("words.title; words[state]; words[`${state}Note`];"), product)).toEqual([
    "src/a/messages.ts: messages.lost",
  ]);
});
