import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import type { Role } from "../tenancy/permissions";
import { linkLifetimeMs } from "./give";
import { documentTypes, familyOf, kinds, refusalOf } from "./types";

const page = { numItems: 20, cursor: null };
const pdf = "%PDF-1.7\nhello";
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const program = Uint8Array.from([0x4d, 0x5a, 0x90, 0x00, 0x03, 0x00]);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("ORBIT_SECRET", "a secret of the deployment that is long enough");
  vi.stubEnv("CONVEX_SITE_URL", "http://site.test");
  vi.stubEnv("ORBIT_URL", "http://app.test");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function filing(world: World) {
  const { org, customerId, backend } = world;
  const { orgId, as, users } = org;
  const store = async (content: BlobPart) =>
    await backend.run(async (ctx) => await ctx.storage.store(new Blob([content])));
  const settle = async () => await backend.finishAllScheduledFunctions(vi.runAllTimers);
  return {
    backend,
    orgId,
    as,
    users,
    customerId,
    store,
    settle,
    /** Sends a file and waits for its check; not past the day of an undo. */
    add: async (role: Role, fileName: string, content: BlobPart, input: object = {}) => {
      const storageId = await store(content);
      const documentId = await as[role].mutation(api.documents.create, {
        orgId,
        customerId,
        storageId,
        fileName,
        fileSize: 1,
        input: { documentName: fileName, ...input },
      });
      await settle();
      return { documentId, storageId };
    },
    list: async (role: Role, documentType: (typeof documentTypes)[number] | null = null) =>
      (await as[role].query(api.documents.list, { orgId, customerId, documentType, paginationOpts: page }))
        .page,
    isStored: async (storageId: Id<"_storage">) =>
      (await backend.run(async (ctx) => await ctx.db.system.get("_storage", storageId))) !== null,
    history: async () =>
      (await as.admin.query(api.history.list, { orgId, customerId, paginationOpts: page })).page
        .filter(({ entity }) => entity === "documents")
        .map(({ action }) => action),
    open: async (url: string) => await backend.fetch(url.replace("http://site.test", "")),
  };
}

describe("documents", () => {
  test("DOC-01: a file is listed with size and kind as measured, and is in the history", async () => {
    const { add, list, history } = filing(await newWorld());
    await add("sales", "Offer.pdf", pdf, { documentType: "contract" });
    const [row] = await list("sales");
    expect(row).toMatchObject({
      documentName: "Offer.pdf",
      documentType: "contract",
      state: "ready",
      refusal: null,
      version: 1,
      fileSize: pdf.length,
      mimeType: "application/pdf",
      createdByName: "ours sales",
      mayDelete: true,
    });
    expect(await history()).toEqual(["uploaded"]);
  });

  test("the history and the timeline name whoever uploaded a file or a newer version of it, not the check that let it in", async () => {
    const { add, as, orgId, backend, users, store, settle } = filing(await newWorld());
    const { documentId } = await add("sales", "Offer.pdf", pdf);
    const storageId = await store(`${pdf} again`);
    const file = { storageId, fileName: "Offer 2.pdf", fileSize: 1 };
    await as.manager.mutation(api.documents.addNewVersion, { orgId, documentId, ...file });
    await settle();
    const told = await backend.run(async (ctx) => ({
      history: await ctx.db.query("auditLog").collect(),
      timeline: await ctx.db.query("timelineEntries").collect(),
    }));
    const ours = told.history.filter(({ entity }) => entity === "documents");
    expect(ours.map(({ action, actor, actorName }) => [action, actor, actorName])).toEqual([
      ["uploaded", `user:${users.sales}`, "ours sales"],
      ["replaced", `user:${users.manager}`, "ours manager"],
    ]);
    const entries = told.timeline.filter(({ entity }) => entity === "documents");
    expect(entries.map(({ actor }) => actor)).toContain(`user:${users.sales}`);
    expect(entries.map(({ actor }) => actor)).not.toContain("system:documents");
  });

  test("DOC-08: four types, other when omitted, and the filter gives only its type", async () => {
    const { add, list } = filing(await newWorld());
    expect(documentTypes).toEqual(["contract", "invoice", "agreement", "other"]);
    for (const documentType of documentTypes)
      await add("sales", `${documentType}.pdf`, `${pdf} ${documentType}`, { documentType });
    await add("sales", "plain.txt", "hello");
    expect((await list("sales", "contract")).map((row) => row.documentName)).toEqual(["contract.pdf"]);
    expect((await list("sales", "other")).map((row) => row.documentName)).toEqual(["plain.txt", "other.pdf"]);
    expect(await refusal(add("sales", "photo.png", png, { documentType: "photo" }))).toBe("VALIDATION_ERROR");
  });

  test("DOC-06: a program, a file over the limit, an empty one and a lie about the kind are refused and nothing stays stored", async () => {
    const world = await newWorld();
    const { add, list, isStored, as, orgId } = filing(world);
    await as.admin.mutation(api.settings.update, { orgId, changes: { documentLimitBytes: 1024 * 1024 } });
    const refused = {
      "setup.exe": [program, "type"],
      "page.html": ["<script>alert(1)</script>", "type"],
      "offer.pdf": [program, "content"],
      "picture.png": [pdf, "content"],
      "big.txt": ["x".repeat(1024 * 1024 + 1), "size"],
      "empty.txt": ["", "empty"],
    } as const;
    for (const [fileName, [content, reason]] of Object.entries(refused)) {
      const { storageId } = await add("sales", fileName, content);
      expect((await list("sales"))[0]).toMatchObject({ state: "refused", refusal: reason });
      expect(await isStored(storageId), fileName).toBe(false);
    }
    // Only whoever sent them is told.
    expect(await list("manager")).toEqual([]);
    const [first] = await list("sales");
    expect(await refusal(as.sales.mutation(api.documents.link, { orgId, documentId: first!._id }))).toBe(
      "NOT_FOUND",
    );
  });

  test("DOC-05: a link gives the file under safe headers, for five minutes, and only to members who may read", async () => {
    const world = await newWorld();
    const { add, as, orgId, open, customerId } = filing(world);
    const { documentId } = await add("sales", "Ünïcode name.pdf", pdf);
    const { url } = await as.sales.mutation(api.documents.link, { orgId, documentId });
    const shown = await open(url);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toBe(pdf);
    expect(shown.headers.get("content-type")).toBe("application/pdf");
    expect(shown.headers.get("content-disposition")).toMatch(/^inline; filename\*=UTF-8''%C3%9Cn/);
    expect(shown.headers.get("x-content-type-options")).toBe("nosniff");
    expect(shown.headers.get("content-security-policy")).toContain("frame-ancestors 'self' http://app.test");
    expect((await open(`${url}?download`)).headers.get("content-disposition")).toMatch(/^attachment/);
    expect((await open(url.replace(/.$/, (char) => (char === "A" ? "B" : "A")))).status).toBe(403);
    const hidden = await newCustomer(world.org, "manager");
    const elsewhere = await as.manager.mutation(api.documents.create, {
      orgId,
      customerId: hidden,
      storageId: await filing(world).store(pdf),
      fileName: "x.pdf",
      fileSize: 1,
      input: { documentName: "x" },
    });
    const asks = (role: Role, id = documentId) =>
      refusal(as[role].mutation(api.documents.link, { orgId, documentId: id }));
    expect(await asks("sales", elsewhere)).toBe("OUT_OF_REACH");
    expect(await asks("brand")).toBe("NOT_FOUND");
    expect(
      await refusal(
        world.other.as.admin.mutation(api.documents.link, { orgId: world.other.orgId, documentId }),
      ),
    ).toBe("NOT_FOUND");
    await world.backend.run(async (ctx) => {
      const rows = await ctx.db.query("memberships").collect();
      const brand = rows.find((row) => row.userId === world.org.users.brand)!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [customerId] });
    });
    const theirs = await as.brand.mutation(api.documents.link, { orgId, documentId });
    expect((await open(theirs.url)).status).toBe(200);
    await world.backend.run(async (ctx) => {
      const rows = await ctx.db.query("memberships").collect();
      const brand = rows.find((row) => row.userId === world.org.users.brand)!;
      await ctx.db.patch("memberships", brand._id, { status: "deactivated" });
    });
    expect((await open(theirs.url)).status).toBe(404);
    vi.advanceTimersByTime(linkLifetimeMs + 1);
    expect((await open(url)).status).toBe(403);
  });

  test("DOC-07: rename, re-type and delete are in the history; the file goes from storage after the day of the undo", async () => {
    const world = await newWorld();
    const { add, list, as, orgId, history, isStored, open, settle } = filing(world);
    const kept = await add("sales", "a.pdf", pdf);
    const gone = await add("sales", "b.pdf", `${pdf} b`);
    await as.manager.mutation(api.documents.update, {
      orgId,
      documentId: kept.documentId,
      input: { documentName: "Frame contract", documentType: "contract" },
    });
    expect((await list("sales", "contract"))[0]!.documentName).toBe("Frame contract");
    const { url } = await as.sales.mutation(api.documents.link, { orgId, documentId: gone.documentId });
    for (const { documentId } of [kept, gone])
      await as.sales.mutation(api.documents.remove, { orgId, documentId });
    expect(await list("sales")).toEqual([]);
    expect((await open(url)).status).toBe(404);
    await as.sales.mutation(api.documents.restore, { orgId, documentId: kept.documentId });
    expect(await list("sales")).toHaveLength(1);
    expect(await isStored(gone.storageId)).toBe(true);
    vi.advanceTimersByTime(dayMs);
    await settle();
    expect(await isStored(gone.storageId)).toBe(false);
    expect(await isStored(kept.storageId)).toBe(true);
    expect(await world.backend.run((ctx) => ctx.db.get("documents", gone.documentId))).toBeNull();
    expect((await history()).toReversed()).toEqual([
      "uploaded",
      "uploaded",
      "updated",
      "removed",
      "removed",
      "restored",
    ]);
  });

  test("DOC-08: an upload is told on the timeline until the document is deleted", async () => {
    const world = await newWorld();
    const { add, as, orgId, customerId } = filing(world);
    const feed = async () =>
      (
        await as.sales.query(api.timeline.list, { orgId, customerId, kind: "document", paginationOpts: page })
      ).page.map(({ title }) => title);
    const { documentId } = await add("sales", "Contract.pdf", pdf, { documentType: "contract" });
    expect(await feed()).toEqual(["Contract.pdf"]);
    await as.sales.mutation(api.documents.remove, { orgId, documentId });
    expect(await feed()).toEqual([]);
    await as.sales.mutation(api.documents.restore, { orgId, documentId });
    expect(await feed()).toEqual(["Contract.pdf"]);
  });

  test("sales delete only what they uploaded; support and brand only read", async () => {
    const world = await newWorld();
    const { add, as, orgId, list } = filing(world);
    const { documentId } = await add("manager", "a.pdf", pdf);
    const remove = (role: Role) => refusal(as[role].mutation(api.documents.remove, { orgId, documentId }));
    expect(await remove("sales")).toBe("FORBIDDEN");
    expect(await remove("support")).toBe("FORBIDDEN");
    expect((await list("sales"))[0]!.mayDelete).toBe(false);
    expect(await list("support")).toHaveLength(1);
    expect(await refusal(add("support", "b.pdf", pdf))).toBe("FORBIDDEN");
    await as.admin.mutation(api.documents.remove, { orgId, documentId });
  });

  test("a newer version takes the place of the older one, which stays; a refused one changes nothing", async () => {
    const world = await newWorld();
    const { add, as, orgId, store, settle, list, open } = filing(world);
    const { documentId } = await add("sales", "offer.pdf", pdf);
    const send = async (fileName: string, content: BlobPart) => {
      const storageId = await store(content);
      await as.sales.mutation(api.documents.addNewVersion, {
        orgId,
        documentId,
        storageId,
        fileName,
        fileSize: 1,
      });
      await settle();
      return storageId;
    };
    await send("offer 2.pdf", `${pdf} again`);
    await send("offer 3.pdf", program);
    expect((await list("sales"))[0]).toMatchObject({
      state: "ready",
      version: 2,
      fileSize: pdf.length + 6,
      refusal: "content",
    });
    const versions = await as.sales.query(api.documents.versions, { orgId, documentId });
    expect(versions.map(({ version, fileName }) => [version, fileName])).toEqual([
      [2, "offer 2.pdf"],
      [1, "offer.pdf"],
    ]);
    const older = await as.sales.mutation(api.documents.link, { orgId, documentId, version: 1 });
    expect(await (await open(older.url)).text()).toBe(pdf);
  });

  test("one stored file is one version; what was refused or never arrived is settled once", async () => {
    const world = await newWorld();
    const { add, as, orgId, customerId, list, settle } = filing(world);
    const { documentId, storageId } = await add("sales", "a.pdf", pdf);
    expect(
      await refusal(
        as.sales.mutation(api.documents.create, {
          orgId,
          customerId,
          storageId,
          fileName: "b.pdf",
          fileSize: 1,
          input: { documentName: "b" },
          confirmDuplicate: true,
        }),
      ),
    ).toBe("VERSION_CONFLICT");
    const [version] = await world.backend.run((ctx) => ctx.db.query("documentVersions").collect());
    await world.backend.mutation(internal.documents.settleUpload, {
      orgId,
      versionId: version!._id,
      found: { refusal: "content" },
    });
    expect((await list("sales"))[0]).toMatchObject({ _id: documentId, state: "ready" });
    const lost = await filing(world).store(pdf);
    await world.backend.run(async (ctx) => {
      await ctx.storage.delete(lost);
    });
    await as.sales.mutation(api.documents.create, {
      orgId,
      customerId,
      storageId: lost,
      fileName: "c.pdf",
      fileSize: 1,
      input: { documentName: "c" },
    });
    await settle();
    expect((await list("sales"))[0]).toMatchObject({ state: "refused", refusal: "missing" });
  });
});

describe("what a file is", () => {
  test("DOC-06: no ending and no content outside the list is ever taken, and no bytes break the check", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }),
        fc.constantFrom("", ...Object.keys(kinds), "exe", "js", "html", "svg", "xml", "sh", "bat"),
        fc.uint8Array({ maxLength: 64 }),
        (name, ending, head) => {
          const fileName = `${name}.${ending}`;
          const found = refusalOf({ fileName, size: head.length, limit: 100, head });
          const kind = Object.hasOwn(kinds, ending) ? kinds[ending] : undefined;
          if (found === null) expect(kind?.family).toBe(familyOf(head));
          else if (kind === undefined) expect(found).toBe("type");
        },
      ),
    );
  });

  test("text in UTF-8 cut anywhere is still text", () => {
    const bytes = new TextEncoder().encode("Договор №7, цена 100 €\n".repeat(300));
    for (const length of [4093, 4094, 4095, 4096]) expect(familyOf(bytes.subarray(0, length))).toBe("text");
  });

  test("DOC-10: merged, every document is on the record that stays; erased, rows and stored files are gone", async () => {
    const world = await newWorld();
    const { add, list, as, orgId, store, settle, isStored } = filing(world);
    const { backend, org, customerId } = world;
    const twin = await newCustomer(org);
    const own = await add("sales", "Offer.pdf", pdf);
    await add("sales", "Photo.png", png);
    const storageId = await store(pdf);
    const brought = await as.sales.mutation(api.documents.create, {
      orgId,
      customerId: twin,
      storageId,
      fileName: "Passport.pdf",
      fileSize: 1,
      input: { documentName: "Passport.pdf" },
    });
    await settle();
    const bystander = await newCustomer(org);
    const kept = await store(pdf);
    await as.sales.mutation(api.documents.create, {
      orgId,
      customerId: bystander,
      storageId: kept,
      fileName: "Other.pdf",
      fileSize: 1,
      input: { documentName: "Other.pdf" },
    });
    await settle();

    await as.admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: customerId,
      secondaryCustomerIds: [twin],
      mergeReason: "Same person",
    });
    await settle();
    const names = (await list("admin")).map(({ documentName }) => documentName);
    expect(names.toSorted()).toEqual(["Offer.pdf", "Passport.pdf", "Photo.png"]);
    const rows = () => backend.run((ctx) => ctx.db.query("documents").collect());
    expect((await rows()).filter((row) => row.customerId === twin)).toEqual([]);
    expect((await rows()).find(({ _id }) => _id === brought)).toMatchObject({ customerId });

    const { name } = await as.admin.query(api.customers.get, { orgId, customer: customerId });
    await as.admin.mutation(api.customers.remove, { orgId, customerId });
    await as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: name });
    await settle();
    expect((await rows()).map(({ documentName }) => documentName)).toEqual(["Other.pdf"]);
    const versions = await backend.run((ctx) => ctx.db.query("documentVersions").collect());
    expect(versions.map(({ fileName }) => fileName)).toEqual(["Other.pdf"]);
    for (const gone of [own.storageId, storageId]) expect(await isStored(gone)).toBe(false);
    expect(await isStored(kept)).toBe(true);
  });
});
