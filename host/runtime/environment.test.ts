import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catalog } from "../indexes/catalog";
import { Store } from "../storage/store";
import { Committer } from "../transaction/committer";
import { Environment } from "./environment";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-environment-"));
  store = Store.open(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const stored = () => JSON.parse(store.committed().get("system", "environment") ?? "{}") as unknown;

describe("environment variables", () => {
  it("RT-66 a change that is asked for while another is on its way starts from what became of that one", async () => {
    const committer = new Committer(store, new Catalog());
    let refuse: (error: Error) => void = () => undefined;
    const first = new Promise<never>((_, reject) => (refuse = reject));
    let submitted = 0;
    const environment = new Environment(
      store,
      { submit: async (work) => (submitted++ === 0 ? await first : await committer.submit(work)) },
      {},
      () => undefined,
    );
    const lost = environment.update([{ name: "LOST", value: "1" }]);
    const kept = environment.update([{ name: "KEPT", value: "1" }]);
    refuse(new Error("The disk is full"));
    await expect(lost).rejects.toThrow("The disk is full");
    await kept;
    expect(Object.fromEntries(environment.list())).toEqual({ KEPT: "1" });
    expect(stored()).toEqual({ KEPT: "1" });
    expect(Object.fromEntries(environment.variables())).toEqual({ KEPT: "1" });
  });

  it("RT-66 changes asked for at once are all made", async () => {
    const committer = new Committer(store, new Catalog());
    const environment = new Environment(store, committer, {}, () => undefined);
    await Promise.all(
      ["A", "B", "C"].map(async (name) => await environment.update([{ name, value: name.toLowerCase() }])),
    );
    expect(stored()).toEqual({ A: "a", B: "b", C: "c" });
    expect(Object.fromEntries(environment.variables())).toEqual({ A: "a", B: "b", C: "c" });
  });
});
