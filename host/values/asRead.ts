// What queries return is very often rows just as they were read. Their texts are at hand: what is returned
// unchanged is sent as it was stored instead of being written anew, which takes as long as parsing it did.
// Functions own what they are given and may change it, so a copy of the values tells whether they have.
import { decoded, documentOf, hasSpecial, shapeOf, type Shape } from "./plain";

/** Lists remembered in one call, and rows of one: a function that reads more seldom returns them as they are. */
const MAX_LISTS = 4;
const MAX_ROWS = 1_024;

/** Rows that a function is given at once. */
export class Rows {
  readonly documents: unknown[] = [];
  private texts: string[] | null = [];

  /** One row. `original`: the package's jsonToConvex, for what is not the same in JSON. */
  add(text: string, original: (value: unknown) => unknown): void {
    if (hasSpecial(text) || this.documents.length >= MAX_ROWS) this.texts = null;
    this.texts?.push(`[${text}]`);
    this.documents.push(documentOf(text, original));
  }

  /** The JSON text of an array of rows. */
  addAll(text: string, original: (value: unknown) => unknown): void {
    const { documents } = this;
    const rows = JSON.parse(text) as unknown[];
    const isSpecial = hasSpecial(text);
    if (isSpecial || documents.length + rows.length > MAX_ROWS) this.texts = null;
    this.texts?.push(text);
    for (let i = 0; i < rows.length; i++)
      documents.push(
        isSpecial ? decoded(rows[i], () => (JSON.parse(text) as unknown[])[i], original) : rows[i],
      );
  }

  /** As they are now, with the texts they were read from; null when they are many, or hold what JSON encodes. */
  remembered(): List | null {
    const { documents, texts } = this;
    if (texts === null || documents.length === 0) return null;
    const copies: ObjectCopy[] = [];
    for (let i = 0; i < documents.length; i++) {
      const copy = objectCopy(documents[i] as object);
      if (copy === null) return null;
      copies.push(copy);
    }
    return { documents: documents.slice(), copies, texts };
  }
}

interface List {
  readonly documents: readonly unknown[];
  readonly copies: readonly ObjectCopy[];
  /** Of arrays: together they are the rows. */
  readonly texts: readonly string[];
}

interface ObjectCopy {
  readonly shape: Shape;
  readonly values: readonly Copy[];
}
/** A primitive, or what an array or object held. */
type Copy = unknown;

class ArrayCopy {
  constructor(readonly items: readonly Copy[]) {}
}
class NestedCopy implements ObjectCopy {
  constructor(
    readonly shape: Shape,
    readonly values: readonly Copy[],
  ) {}
}

export class RowsAsRead {
  private readonly lists: List[] = [];

  get isEmpty(): boolean {
    return this.lists.length === 0;
  }

  /** Before the function is given them. */
  add(rows: Rows): void {
    const list = this.lists.length === MAX_LISTS ? null : rows.remembered();
    if (list !== null) this.lists.push(list);
  }

  clear(): void {
    this.lists.length = 0;
  }

  /** The JSON text of one of the lists if it is as it was read, else null. */
  textOf(value: readonly unknown[]): string | null {
    const list = this.lists.find(({ documents }) => documents[0] === value[0]);
    if (list === undefined || list.documents.length !== value.length) return null;
    for (let i = 0; i < value.length; i++)
      if (value[i] !== list.documents[i] || !isObject(value[i], list.copies[i] as ObjectCopy)) return null;
    const { texts } = list;
    return texts.length === 1 ? texts[0]! : `[${texts.map((text) => text.slice(1, -1)).join(",")}]`;
  }
}

/** Null when a result would have its fields in another order, or the package would look at one of them twice. */
function objectCopy(object: object): NestedCopy | null {
  const shape = shapeOf(Object.keys(object));
  if (shape === null || shape.sorted !== shape.names) return null;
  const values: Copy[] = Object.values(object);
  return copyNested(values) ? new NestedCopy(shape, values) : null;
}

/** Puts copies in the place of arrays and objects. */
function copyNested(values: Copy[]): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      const items = value.slice();
      if (!copyNested(items)) return false;
      values[i] = new ArrayCopy(items);
    } else {
      const copy = objectCopy(value);
      if (copy === null) return false;
      values[i] = copy;
    }
  }
  return true;
}

function isObject(value: unknown, { shape, values }: ObjectCopy): boolean {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return false;
  const names = Object.keys(value);
  const known = shape.names;
  if (names.length !== known.length) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== known[i]) return false;
  return areSame(Object.values(value), values);
}

function areSame(values: readonly unknown[], copies: readonly Copy[]): boolean {
  if (values.length !== copies.length) return false;
  for (let i = 0; i < values.length; i++) {
    const copy = copies[i];
    const value = values[i];
    if (typeof copy === "object" && copy !== null) {
      const isSame =
        copy instanceof ArrayCopy
          ? Array.isArray(value) && areSame(value, copy.items)
          : isObject(value, copy as NestedCopy);
      if (!isSame) return false;
    } else if (value !== copy || (value === 0 && !Object.is(value, copy))) return false;
  }
  return true;
}
