// Compares a search index with its documents: every posting a document should have
// is there with its weight, and there are no others; what is pending counts as it says.
// Nothing is kept per document, so a store of any size can be checked.
import type { SearchIndexInfo } from "../indexes/catalog";
import type { ReadView } from "../storage/store";
import type { JsonObject } from "../values/json";
import { decodeUint32, encodeUint32, type Key } from "../values/keys";
import { readMeta } from "./maintain";
import { decodePending, listsOf, packed, pendingKey, type Packed, type Pending } from "./pending";
import { blockKey, blockSize, entryWeight, isPartition, isPending, numberKey, PART } from "./postings";
import { versionOf } from "./version";

export class SearchAudit {
  private documents = 0;
  private postings = 0;
  /** Partition -> documents in it. */
  private readonly partitions = new Map<Key, number>();

  constructor(
    private readonly view: ReadView,
    private readonly index: SearchIndexInfo,
  ) {}

  /** What is wrong with one document's part of the index; null when nothing is. */
  document(internal: Key, document: JsonObject): string | null {
    const { index, view } = this;
    const version = versionOf(index, document);
    const bytes = view.getBytes(numberKey(index, internal));
    if (version === null) return bytes === undefined ? null : "is in the index but has no text";
    if (bytes === undefined) return "is missing from the index";
    this.documents++;
    this.partitions.set(version.partition, (this.partitions.get(version.partition) ?? 0) + 1);
    const number = decodeUint32(Buffer.from(bytes).latin1Slice(), 0);
    const back = view.getBytes(version.partition + PART.documents + encodeUint32(number));
    if (back === undefined || Buffer.from(back).latin1Slice() !== internal) return "has another's number";
    const key = pendingKey(version.partition, number);
    const known = view.getBytes(key);
    // What the lists hold of a number that is pending is looked at with the others of its kind.
    if (known !== undefined)
      return decodePending(key, known).current === packed(version) ? null : "is pending as something else";
    return this.lists(version.partition, number, packed(version)) ? null : "has a wrong posting";
  }

  private lists(partition: Key, number: number, version: Packed): boolean {
    const lists = listsOf(partition, version, this.index);
    this.postings += lists.size;
    for (const [list, weight] of lists)
      if (entryWeight(this.view.getBytes(blockKey(list, number)), number) !== weight) return false;
    return true;
  }

  private isSound({ partition, number, listed, current }: Pending): boolean {
    const isTaken = this.view.getBytes(partition + PART.documents + encodeUint32(number)) !== undefined;
    return isTaken === (current !== null) && (listed === null || this.lists(partition, number, listed));
  }

  /** What is left over once every document was seen. */
  *rest(): Generator<string> {
    const { index, view } = this;
    const found = { documents: 0, postings: 0, numbers: 0, free: new Map<Key, number>() };
    const metas = new Map<Key, number>();
    for (const { key, bytes } of view.blocks(encodeUint32(index.number), encodeUint32(index.number + 1))) {
      if (isPending(key)) {
        const record = decodePending(key, bytes);
        if (!this.isSound(record)) yield `search index ${index.name} has a wrong record of ${record.number}`;
        continue;
      }
      if (!isPartition(key)) {
        found.numbers++;
        continue;
      }
      const partition = key.slice(0, 12);
      const part = key[12];
      if (part === PART.meta) metas.set(partition, metas.size);
      else if (part === PART.documents) found.documents++;
      else if (part === PART.free) found.free.set(partition, (found.free.get(partition) ?? 0) + 1);
      else found.postings += blockSize(bytes);
    }
    if (found.numbers !== this.documents || found.documents !== this.documents)
      yield `search index ${index.name} knows ${found.numbers} documents instead of ${this.documents}`;
    if (found.postings !== this.postings)
      yield `search index ${index.name} has ${found.postings} postings instead of ${this.postings}`;
    for (const partition of metas.keys()) {
      const { count, free, next } = readMeta(view, partition);
      const real = this.partitions.get(partition) ?? 0;
      const unused = found.free.get(partition) ?? 0;
      if (count !== real || free !== unused || next !== real + unused)
        yield `search index ${index.name} counts ${count} + ${free} of ${next} where there are ${real} + ${unused}`;
    }
  }
}
