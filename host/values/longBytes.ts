// A document's JSON text and back, with long bytes left as they are: base64 has nothing to escape or to look at, but to
// parse or to write its JSON goes through it character by character and copies it. What stands between the same quotes
// in the text and in the document is one string.
import { isJsonObject, type Json, type JsonObject } from "./json";

const START = '{"$bytes":"';
/** Shorter ones are faster written with everything else. */
const LONG = 1_024;

/** JSON.parse, of a document that the store holds. */
export function parsedDocument(text: string): JsonObject {
  // In a string a quote is escaped: what starts so is the encoding of bytes, and no quote is in them.
  let at = text.length < LONG || !text.includes("$") ? -1 : text.indexOf(START);
  if (at < 0) return JSON.parse(text) as JsonObject;
  const long: string[] = [];
  let rest = "";
  let from = 0;
  for (; at >= 0; at = text.indexOf(START, at)) {
    const start = at + START.length;
    at = text.indexOf('"', start);
    if (at - start < LONG) continue;
    // A number stands for it, which no bytes are.
    rest += text.slice(from, start - 1) + long.length;
    long.push(text.slice(start, at));
    from = at + 1;
  }
  const document = JSON.parse(rest + text.slice(from)) as JsonObject;
  if (long.length > 0) putBack(document, long);
  return document;
}

function putBack(value: Json, long: readonly string[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) putBack(item, long);
    return;
  }
  const { $bytes } = value;
  if (typeof $bytes === "number") value.$bytes = long[$bytes] as string;
  else for (const name in value) putBack(value[name] as Json, long);
}

/** JSON.stringify. Bytes that a field holds are left as they are, those further down are not looked for. */
export function documentText(document: JsonObject): string {
  let long: string[] | null = null;
  let short = document;
  for (const name in document) {
    const value = document[name];
    if (!isJsonObject(value)) continue;
    const { $bytes } = value;
    if (typeof $bytes !== "string" || $bytes.length < LONG) continue;
    if (long === null) [long, short] = [[], { ...document }];
    short[name] = { $bytes: long.length };
    long.push($bytes);
  }
  const text = JSON.stringify(short);
  if (long === null) return text;
  let out = "";
  let from = 0;
  for (let i = 0; i < long.length; i++) {
    const mark = `{"$bytes":${i}}`;
    const at = text.indexOf(mark, from);
    out += `${text.slice(from, at)}${START}${long[i] as string}"}`;
    from = at + mark.length;
  }
  return out + text.slice(from);
}
