/** A file that the customer has already: told by its content, decided by whoever sends it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";
import { newOrganization } from "../world.testkit";

const page = { numItems: 20, cursor: null };
const pdf = "%PDF-1.7\nroute";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function filing({ org, customerId, backend }: World) {
  const { orgId, as } = org;
  const settle = async () => await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const store = async (content: string) =>
    await backend.run(async (ctx) => await ctx.storage.store(new Blob([content])));
  const create = async (
    content: string,
    {
      role = "sales" as Role,
      fileName = "Route.pdf",
      of = customerId,
      storageId = undefined as Id<"_storage"> | undefined,
      confirmDuplicate = undefined as boolean | undefined,
    } = {},
  ) =>
    await as[role].mutation(api.documents.create, {
      orgId,
      customerId: of,
      storageId: storageId ?? (await store(content)),
      fileName,
      fileSize: content.length,
      input: { documentName: fileName },
      ...(confirmDuplicate === undefined ? {} : { confirmDuplicate }),
    });
  return {
    org,
    orgId,
    as,
    backend,
    customerId,
    settle,
    store,
    create,
    names: async (role: Role = "sales") =>
      (
        await as[role].query(api.documents.list, {
          orgId,
          customerId,
          documentType: null,
          paginationOpts: page,
        })
      ).page.map(({ documentName, version }) => `${documentName} ${version}`),
    same: async (storageId: Id<"_storage">, role: Role = "sales") =>
      await as[role].query(api.documents.sameFile, { orgId, customerId, storageId }),
    addVersion: async (documentId: Id<"documents">, content: string, role: Role = "sales") =>
      await as[role].mutation(api.documents.addNewVersion, {
        orgId,
        documentId,
        storageId: await store(content),
        fileName: "Route.pdf",
        fileSize: 1,
      }),
    withdraw: async (documentId: Id<"documents">, version: number, role: Role = "sales") =>
      await as[role].mutation(api.documents.withdrawVersion, { orgId, documentId, version }),
  };
}

describe("the same file on the same customer", () => {
  test("is refused with the document that it repeats, under another name and from a colleague too, and kept twice when that is wanted", async () => {
    const world = await newWorld();
    const { create, names, settle, store, same } = filing(world);
    const documentId = await create(pdf);
    await settle();
    for (const again of [{}, { fileName: "Copy of route.pdf" }, { role: "manager" as const }]) {
      const told = create(pdf, again);
      await expect(told).rejects.toMatchObject({
        data: { code: "DOCUMENT_EXISTS", documentId, documentName: "Route.pdf" },
      });
    }
    const storageId = await store(pdf);
    expect(await same(storageId)).toMatchObject({ documentId, documentName: "Route.pdf", isReady: true });
    await create(pdf, { storageId, fileName: "Second.pdf", confirmDuplicate: true });
    await settle();
    expect(await names()).toEqual(["Second.pdf 1", "Route.pdf 1"]);
  });

  test("is told within one drop as well, while the first is still being checked; a colleague hears of it only afterwards", async () => {
    const { create, names, settle, same, store } = filing(await newWorld());
    const documentId = await create(pdf);
    expect(await refusal(create(pdf))).toBe("DOCUMENT_EXISTS");
    const storageId = await store(pdf);
    expect(await same(storageId)).toMatchObject({ documentId, isReady: false });
    expect(await same(storageId, "manager")).toBeNull();
    await settle();
    expect(await same(storageId, "manager")).toMatchObject({ documentId, isReady: true });
    expect(await names()).toEqual(["Route.pdf 1"]);
  });

  test("is another matter on another customer, in another organization, once the first is deleted or has moved on", async () => {
    const world = await newWorld();
    const { org, create, settle, as, orgId, addVersion, names, same, store } = filing(world);
    const documentId = await create(pdf);
    await settle();
    await create(pdf, { of: await newCustomer(org, "sales", { email: "other@example.com" }) });
    const stranger = await newOrganization(world.backend, "theirs");
    const theirs = await newCustomer(stranger, "admin");
    const sent = { storageId: await store(pdf), fileName: "Route.pdf", fileSize: 1 };
    await stranger.as.admin.mutation(api.documents.create, {
      orgId: stranger.orgId,
      customerId: theirs,
      ...sent,
      input: { documentName: "Route.pdf" },
    });
    // What the customer has may be asked by whoever sees the customer.
    const asked = { orgId: stranger.orgId, customerId: world.customerId, storageId: sent.storageId };
    expect(await refusal(stranger.as.admin.query(api.documents.sameFile, asked))).toBe("NOT_FOUND");

    await as.sales.mutation(api.documents.remove, { orgId, documentId });
    expect(await same(await store(pdf))).toBeNull();
    await create(pdf, { fileName: "Again.pdf" });
    // Brought back, both are there.
    await as.sales.mutation(api.documents.restore, { orgId, documentId });
    await addVersion(documentId, `${pdf} 2`);
    await settle();
    expect(await names()).toEqual(["Again.pdf 1", "Route.pdf 2"]);
    expect(await refusal(create(`${pdf} 2`))).toBe("DOCUMENT_EXISTS");
  });

  test("does not count as here when it was refused", async () => {
    const { create, settle } = filing(await newWorld());
    await create("MZ a program", { fileName: "setup.exe" });
    await settle();
    await create("MZ a program", { fileName: "setup.txt" });
  });

  test("as a newer version can be taken back: the version before is the newest again and its content the one compared", async () => {
    const { create, settle, addVersion, withdraw, names, as, orgId, customerId, backend } = filing(
      await newWorld(),
    );
    const documentId = await create(pdf);
    await settle();
    expect(await addVersion(documentId, `${pdf} 2`)).toBe(2);
    await settle();
    expect(await refusal(create(`${pdf} 2`))).toBe("DOCUMENT_EXISTS");
    await withdraw(documentId, 2);
    expect(await names()).toEqual(["Route.pdf 1"]);
    expect(await refusal(create(pdf))).toBe("DOCUMENT_EXISTS");
    await create(`${pdf} 2`, { fileName: "Its own.pdf" });
    const files = await backend.run(async (ctx) => await ctx.db.query("documentVersions").collect());
    expect(files.filter((file) => file.documentId === documentId)).toHaveLength(1);
    const history = await as.admin.query(api.history.list, { orgId, customerId, paginationOpts: page });
    const told = history.page.filter(({ entity }) => entity === "documents");
    expect(told.map(({ action }) => action)).toEqual(["replaced", "replaced", "uploaded"]);

    // Before its check as well; the only version, one that another followed and a colleague's are not taken back.
    expect(await addVersion(documentId, `${pdf} 3`)).toBe(2);
    await withdraw(documentId, 2);
    await settle();
    expect(await names()).toEqual(["Its own.pdf 1", "Route.pdf 1"]);
    expect(await refusal(withdraw(documentId, 1))).toBe("VERSION_CONFLICT");
    await addVersion(documentId, `${pdf} 4`, "manager");
    expect(await refusal(withdraw(documentId, 2))).toBe("FORBIDDEN");
    await addVersion(documentId, `${pdf} 5`);
    expect(await refusal(withdraw(documentId, 2, "manager"))).toBe("VERSION_CONFLICT");
  });
});
