/** The page that opens a person's own data: plain HTML without anything that runs or is fetched. Pure. */
import type { PersonFacts } from "./personRead";
import type { PersonTable } from "./personTables";
import { personWords } from "./personWords";

export interface Overview {
  language: "en" | "ru";
  organization: string;
  /** Instant, as text. */
  at: string;
  person: PersonFacts;
  /** Files of data by table, with the rows in each. */
  data: { table: PersonTable; files: { name: string; rows: number }[] }[];
  documents: string[];
  missing: string[];
}

export function overviewPage(overview: Overview): string {
  const words = personWords(overview.language);
  const { person } = overview;
  const yesNo: Record<string, string> = { true: words.yes, false: words.no };
  const facts = person.facts.map(({ field, value }) => [words.field(field), yesNo[value] ?? value] as const);
  const own = person.own.map(({ label, value }) => [label, value] as const);
  const files = overview.data.flatMap(({ table, files: named }) =>
    named.map(
      ({ name, rows }) =>
        `<tr><td>${text(words.table(table))}</td><td>${link(name)}</td><td class="n">${rows}</td></tr>`,
    ),
  );
  return `<!doctype html>
<html lang="${overview.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(person.name)}</title>
<style>
body{max-width:46rem;margin:2.5rem auto;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:#1c1f26;background:#fff}
h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}p{color:#555b66}
table{width:100%;border-collapse:collapse}td,th{padding:.35rem .75rem .35rem 0;border-bottom:1px solid #e4e6ea;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-line}
th{width:13rem;font-weight:400;color:#555b66}.n{text-align:right;padding-right:0}
</style>
<h1>${text(words.title)} ${text(person.name)}</h1>
<p>${text(person.customerCode)} · ${text(words.by)} ${text(overview.organization)}, ${text(words.on)} ${text(overview.at)}</p>
<h2>${text(words.facts)}</h2>
${rows(facts)}
${own.length === 0 ? "" : `<h2>${text(words.own)}</h2>\n${rows(own)}`}
${person.merged.length === 0 ? "" : `<h2>${text(words.merged)}</h2>\n<p>${text(person.merged.join(", "))}</p>`}
<h2>${text(words.contents)}</h2>
<p>${text(words.explained)}</p>
<table><tr><td>${text(words.file)}</td><td></td><td class="n">${text(words.rows)}</td></tr>
${files.join("\n")}</table>
${list(words.documents, overview.documents, true)}
${list(words.missing, overview.missing, false)}
<h2>${text(words.leftOut)}</h2>
<p>${text(words.leftOutNote)}</p>
</html>
`;
}

function rows(facts: readonly (readonly [string, string])[]): string {
  const lines = facts.map(([label, value]) => `<tr><th>${text(label)}</th><td>${text(value)}</td></tr>`);
  return `<table>${lines.join("\n")}</table>`;
}

function list(title: string, names: readonly string[], linked: boolean): string {
  if (names.length === 0) return "";
  const lines = names.map((name) => `<tr><td>${linked ? link(name) : text(name)}</td></tr>`);
  return `<h2>${text(title)}</h2>\n<table>${lines.join("\n")}</table>`;
}

/** Names are made of safe characters (personTables.ts) and may hold spaces and letters of any script. */
function link(name: string): string {
  const address = name.split("/").map(encodeURIComponent).join("/");
  return `<a href="${text(address)}">${text(name)}</a>`;
}

function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
