// Convex values to their JSON encoding and back, for the values almost all functions use. Whatever is
// special (int64, NaN, placeholders, mistakes; bytes too where JSON is read) is left to the convex package's
// own code, which is handed in as `original`, so that its results and its error texts stay the ones users see.
import { parsedDocument } from "./longBytes";

const FIELD = /^(?!\$)[\x20-\x7e]{0,1024}$/;
const MAX_FIELDS_KNOWN = 10_000;

/** Names that were looked at before: the names of an app are few and come again with every document. */
const fields = new Set<string>();

function isField(name: string): boolean {
  if (fields.has(name)) return true;
  // Assigning this one sets a prototype.
  if (name === "__proto__" || !FIELD.test(name)) return false;
  if (fields.size >= MAX_FIELDS_KNOWN) fields.clear();
  fields.add(name);
  return true;
}

/** jsonToConvex. */
export function fromJson(value: unknown, original: (value: unknown) => unknown): unknown {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null) return null;
  if (typeof value !== "object") return original(value);
  if (Array.isArray(value)) return value.map((item) => fromJson(item, original));
  const names = Object.keys(value);
  if (names.length === 1 && names[0]!.startsWith("$")) return original(value);
  const out: Record<string, unknown> = {};
  for (const name of names) {
    if (!isField(name)) return original(value);
    out[name] = fromJson((value as Record<string, unknown>)[name], original);
  }
  return out;
}

/** Not for this file. */
const ODD = Symbol("odd");

/** A document's JSON text as the value a function is given. What is stored was checked when it was written. */
export function documentOf(text: string, original: (value: unknown) => unknown): unknown {
  const json = parsedDocument(text);
  return hasSpecial(text) ? decoded(json, () => JSON.parse(text), original) : json;
}

/** Whether a document's text may hold a value that is encoded. One character is looked for much faster than two. */
export function hasSpecial(text: string): boolean {
  return text.includes("$") && text.includes('"$');
}

/** What a document's JSON means, which may be changed for that; `again` parses it anew. */
export function decoded(json: unknown, again: () => unknown, original: (value: unknown) => unknown): unknown {
  const value = withBytes(json);
  return value === ODD ? original(again()) : value;
}

/**
 * A document of these fields, in the order in which results have them; `fields` as ownJson or a parser made them,
 * without the system's.
 */
export function documentWith<T extends Record<string, unknown>>(
  system: { readonly _creationTime: unknown; readonly _id: unknown },
  fields: T,
): T & typeof system {
  const names = Object.keys(fields);
  const isOrdered = names.length > FEW_FIELDS && areInOrder(names) && (names[0] as string) > "_id";
  const { _creationTime, _id } = system;
  // Not the spread of both, which makes a dictionary of it too.
  if (!isOrdered) return inOrder({ _creationTime, _id, ...fields });
  const templates = documents[names.length % documents.length] as Template[];
  const document = { ...templateIn(templates, names, ["_creationTime", "_id"]).object };
  document["_creationTime"] = _creationTime;
  document["_id"] = _id;
  for (const name of names) document[name] = fields[name];
  return document as T & typeof system;
}

/** A document with its fields in the order in which results have them. Itself where they are. */
export function inOrder<T extends object>(document: T): T {
  const names = Object.keys(document) as (keyof T & string)[];
  if (areInOrder(names)) return document;
  const out = {} as T;
  for (const name of names.sort()) out[name] = document[name];
  return out;
}

function areInOrder(names: readonly string[]): boolean {
  for (let i = 1; i < names.length; i++) if ((names[i - 1] as string) >= (names[i] as string)) return false;
  return true;
}

/** The same object with its bytes decoded; ODD when it holds something else that is special. */
function withBytes(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) {
    for (let i = 0; i < json.length; i++) {
      const item = withBytes(json[i]);
      if (item === ODD) return ODD;
      json[i] = item;
    }
    return json;
  }
  const fields = json as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    if (name.startsWith("$")) {
      // No field of a document begins so: this is the encoding of one value.
      return name === "$bytes" && typeof value === "string" ? bytesOf(value) : ODD;
    }
    const item = withBytes(value);
    if (item === ODD) return ODD;
    if (item !== value) fields[name] = item;
  }
  return json;
}

function bytesOf(base64: string): ArrayBuffer {
  const bytes = new ArrayBuffer(Buffer.byteLength(base64, "base64"));
  Buffer.from(bytes).write(base64, "base64");
  return bytes;
}

/** convexToJson: a copy with sorted fields. */
export function toJson(value: unknown, original: (value: unknown) => unknown): unknown {
  const json = encoded(value, true);
  return json === ODD ? original(value) : json;
}

/**
 * convexToJson for a value that becomes a document: what stands in it is what its text would say, also where
 * the package's own copy has a prototype of the function's choice ("__proto__").
 */
export function ownJson(value: unknown, original: (value: unknown) => unknown): unknown {
  const json = encoded(value, true);
  return json === ODD ? JSON.parse(JSON.stringify(original(value))) : json;
}

/** The same of a patch (patchValueToJson): a field that is undefined says that it is to be removed. */
export function patchJson(value: unknown, original: (value: unknown) => unknown): unknown {
  const json = encodedPatch(value);
  return json === ODD ? JSON.parse(JSON.stringify(original(value))) : json;
}

function encodedPatch(value: unknown): unknown {
  const json = encoded(value, true);
  if (json === ODD || typeof value !== "object" || value === null || Array.isArray(value)) return json;
  const source = value as Record<string, unknown>;
  for (const name of Object.keys(source)) {
    if (source[name] !== undefined) continue;
    if (!isField(name)) return ODD;
    (json as Record<string, unknown>)[name] = { $undefined: null };
  }
  return json;
}

/** Lists of rows whose texts are known. */
interface KnownTexts {
  readonly isEmpty: boolean;
  /** The JSON text of the list if it is known, else null. */
  textOf(list: readonly unknown[]): string | null;
}

/** The JSON text of what a function returned: without a copy where its fields are in order already. */
export function resultText(
  value: unknown,
  original: (value: unknown) => unknown,
  asRead: KnownTexts | null = null,
): string {
  const known = asRead === null || asRead.isEmpty ? null : textWithRows(value, asRead);
  if (known !== null) return known;
  const json = encoded(value, false);
  return JSON.stringify(json === ODD ? original(value) : json);
}

/** The text of rows as they were read, or of an object that may have such rows in its fields; null for everything else. */
function textWithRows(value: unknown, asRead: KnownTexts): string | null {
  if (Array.isArray(value)) return asRead.textOf(value);
  if (typeof value !== "object" || value === null || !isPlainObject(value)) return null;
  const source = value as Record<string, unknown>;
  const shape = shapeOf(Object.keys(source));
  if (shape === null) return null;
  const texts: string[] = [];
  for (const name of shape.sorted) {
    const item = source[name];
    if (item === undefined) continue;
    let text = Array.isArray(item) ? asRead.textOf(item) : null;
    if (text === null) {
      const json = encoded(item, false);
      if (json === ODD) return null;
      text = JSON.stringify(json);
    }
    texts.push(`${JSON.stringify(name)}:${text}`);
  }
  // Where there were no rows it is the text all the same: to write it again would cost as much once more.
  return `{${texts.join(",")}}`;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * JSON that is written as the value's encoding; with `copies` always new objects, else the value itself where
 * that is written the same.
 */
function encoded(value: unknown, copies: boolean): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : ODD;
    case "object":
      if (value === null) return null;
      return Array.isArray(value) ? encodedArray(value, copies) : encodedObject(value, copies);
    default:
      return ODD;
  }
}

function encodedArray(value: readonly unknown[], copies: boolean): unknown {
  let out: unknown[] | null = copies ? [] : null;
  for (let i = 0; i < value.length; i++) {
    const item = encoded(value[i], copies);
    if (item === ODD) return ODD;
    if (out === null && item !== value[i]) out = value.slice(0, i);
    if (out !== null) out.push(item);
  }
  return out ?? value;
}

export interface Shape {
  readonly names: readonly string[];
  /** The same names in order; `names` itself when they are. */
  readonly sorted: readonly string[];
  /** Whether it was met more than once: the keys of a record seldom are. */
  isCommon: boolean;
  /** By what was there of it, the last ones met. */
  readonly templates: Template[];
}

/** An object with those fields in that order. */
interface Template {
  readonly names: readonly string[];
  readonly object: Record<string, unknown>;
}

/** An object that is given more fields than these one by one becomes a dictionary, which everything that looks at the document later pays for: its size, its check, its text. */
const FEW_FIELDS = 12;
const TEMPLATES = 8;

/** Shapes seen last, by their number of names: rows of one table follow each other. */
const shapes: (Shape | undefined)[] = Array.from({ length: 64 });

/** Null when a name is none for a field. */
export function shapeOf(names: readonly string[]): Shape | null {
  const at = names.length % shapes.length;
  const known = shapes[at];
  if (known !== undefined && areSame(known.names, names)) {
    known.isCommon = true;
    return known;
  }
  if (!names.every(isField)) return null;
  const sorted = areInOrder(names) ? names : names.toSorted();
  return (shapes[at] = { names, sorted, isCommon: false, templates: [] });
}

/** A new object for the fields whose items are there, null in each: a copy of one that was read, for those are no dictionaries. */
function emptied({ sorted, templates }: Shape, items: readonly unknown[]): Record<string, unknown> {
  const names = sorted.filter((_, i) => items[i] !== undefined);
  return names.length <= FEW_FIELDS ? {} : { ...templateIn(templates, names).object };
}

/** Of the documents met last, by their number of fields. */
const documents: readonly Template[][] = Array.from({ length: 64 }, () => []);

/** The template of these names, with others before them. */
function templateIn(
  templates: Template[],
  names: readonly string[],
  before: readonly string[] = [],
): Template {
  for (const one of templates) if (areSame(one.names, names)) return one;
  const text = [...before, ...names].map((name) => `${JSON.stringify(name)}:null`).join(",");
  const made = { names, object: JSON.parse(`{${text}}`) as Record<string, unknown> };
  if (templates.length === TEMPLATES) templates.shift();
  templates.push(made);
  return made;
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}

function encodedObject(value: object, copies: boolean): unknown {
  if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString("base64") };
  if (!isPlainObject(value)) return ODD;
  const source = value as Record<string, unknown>;
  const shape = shapeOf(Object.keys(value));
  if (shape === null) return ODD;
  if (copies && shape.isCommon && shape.sorted.length > FEW_FIELDS) return encodedLarge(source, shape);
  let out: Record<string, unknown> | null = copies || shape.sorted !== shape.names ? {} : null;
  for (const name of shape.sorted) {
    const item = source[name];
    if (item === undefined) continue;
    const json = encoded(item, copies);
    if (json === ODD) return ODD;
    if (out === null && json !== item) out = before(source, shape.sorted, name);
    if (out !== null) out[name] = json;
  }
  return out ?? value;
}

function encodedLarge(source: Record<string, unknown>, shape: Shape): unknown {
  const items = shape.sorted.map((name) => source[name]);
  const out = emptied(shape, items);
  for (let i = 0; i < items.length; i++) {
    if (items[i] === undefined) continue;
    const json = encoded(items[i], true);
    if (json === ODD) return ODD;
    out[shape.sorted[i] as string] = json;
  }
  return out;
}

/** The fields before that one, which are written as they are. */
function before(
  source: Record<string, unknown>,
  names: readonly string[],
  end: string,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of names) {
    if (name === end) break;
    if (source[name] !== undefined) out[name] = source[name];
  }
  return out;
}
