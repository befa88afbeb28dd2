// Keys that belong to nobody, or to nobody yet: of indexes and tables that are being filled, or
// were dropped and are not yet gone. Numbers are announced before the first key is written, so that
// whatever a crash leaves is found again and the numbers are never given to another index or table.
import type { Catalog } from "../indexes/catalog";
import { reach } from "../storage/failpoints";
import type { Store } from "../storage/store";
import type { Space, Write } from "../storage/writes";
import { encodeUint32, type Key } from "../values/keys";

/** All keys of one index, or all documents of one table. */
export interface NumberedKeys {
  readonly space: Exclude<Space, "system">;
  readonly number: number;
}

const LOOSE = "loose/";
const CHUNK = 10_000;

export function looseKey({ space, number }: NumberedKeys): Key {
  return `${LOOSE}${space}/${number}`;
}

/** Removes what was left by deployments and imports that were interrupted; not what an import under way fills. */
export async function clearLoose(store: Store, catalog: Catalog): Promise<void> {
  for (const key of Array.from(store.committed().keys("system", LOOSE, "loose0", false))) {
    const [space, number] = key.slice(LOOSE.length).split("/") as [NumberedKeys["space"], string];
    if (!catalog.filling.has(key)) await drop(store, { space, number: Number(number) });
  }
}

export async function drop(store: Store, keys: NumberedKeys): Promise<void> {
  while (await dropSome(store, keys));
}

/** Removes a part, in one commit; false when nothing is left. */
export async function dropSome(store: Store, keys: NumberedKeys): Promise<boolean> {
  const { space, number } = keys;
  const writes: Write[] = [];
  for (const key of store.committed().keys(space, encodeUint32(number), encodeUint32(number + 1), false)) {
    writes.push({ space, key, value: undefined } as Write);
    if (writes.length >= CHUNK) break;
  }
  if (writes.length === 0) {
    await store.commit([{ space: "system", key: looseKey(keys), value: undefined }]);
    return false;
  }
  await store.commit(writes);
  reach("migrate.dropped");
  return true;
}
