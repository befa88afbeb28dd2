/**
 * Where things stand in a snapshot archive, as `npx convex export` has it:
 *
 *   README.md
 *   _tables/documents.jsonl              {"name": "notes", "id": 10005} per table: the number in its ids
 *   notes/documents.jsonl                one document per line
 *   notes/generated_schema.jsonl         "uniform": how numbers are written (see json.ts)
 *   _storage/documents.jsonl             one line per file
 *   _storage/<id>.<extension>            its bytes
 *   _components/<name>/…                 the same for a component, nested as components are
 */
export const README = `# A snapshot of an Orbit

The tables and files of one moment, in the layout of Convex's own snapshots.

Each table's documents are lines of JSON in <table>/documents.jsonl, files are in _storage.
\`npx convex import --replace-all <this file>\` puts them into Convex, \`npm run convex -- import
--replace-all <this file>\` into another Orbit. https://docs.convex.dev/database/import-export
`;

/** Path prefix of a component's entries. */
export function prefixOf(component: string): string {
  return component === "" ? "" : `${component.replace(/(^|\/)/g, "$1_components/")}/`;
}

export type Place =
  | { readonly kind: "documents" | "schema"; readonly component: string; readonly table: string }
  | { readonly kind: "file"; readonly component: string; readonly id: string };

/** What an entry of an archive is, null for what an import does not read. `base` is the component it goes into. */
export function placeOf(name: string, base: string): Place | null {
  const table = /^(.*\/)?([^/]+)\/(documents|generated_schema)\.jsonl$/.exec(name);
  if (table !== null) {
    const [, prefix = "", tableName = "", file] = table;
    const kind = file === "documents" ? "documents" : "schema";
    return { kind, component: componentOf(prefix, base), table: tableName };
  }
  const file = /^(.*\/)?_storage\/([^/.]+)(?:\.[^/]+)?$/.exec(name);
  if (file === null) return null;
  const [, prefix = "", id = ""] = file;
  return { kind: "file", component: componentOf(prefix, base), id };
}

/** Folders before the first `_components` are whoever packed the archive's. */
function componentOf(prefix: string, base: string): string {
  const names: string[] = [];
  let rest = prefix;
  for (;;) {
    const match = /^(.*\/)?_components\/([^/]+)\/$/.exec(rest);
    if (match === null) break;
    names.unshift(match[2] ?? "");
    rest = match[1] ?? "";
  }
  return [...(base === "" ? [] : [base]), ...names].join("/");
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
  "application/pdf": "pdf",
  "application/json": "json",
  "application/zip": "zip",
  "text/plain": "txt",
  "text/csv": "csv",
  "text/html": "html",
  "audio/mpeg": "mp3",
  "video/mp4": "mp4",
};

/** Only so that a person can look at the files; nothing reads it. */
export function extensionOf(contentType: string | null): string {
  const extension = EXTENSIONS[(contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? ""];
  return extension === undefined ? "" : `.${extension}`;
}
