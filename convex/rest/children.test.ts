/** Contacts, interactions, follow-ups, notes, documents and consents over REST, as a program outside meets them. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newKey, sender, type Reply, type Send } from "./caller.testkit";

let backend: Backend;
let org: Organization;
let send: Send;
/** "/customers/<id>" of Ada, and of somebody else. */
let ada: string;
let other: string;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 31, 9), toFake: ["Date", "setTimeout", "clearTimeout"] });
  vi.stubEnv("ORBIT_SECRET", "a secret of the deployment that is long enough");
  vi.stubEnv("CONVEX_SITE_URL", "https://crm.example");
  backend = newBackend();
  org = await newOrganization(backend, "ours");
  send = sender(backend, (await newKey(org)).key);
  const made = async (name: string, email: string) =>
    `/customers/${(await send("POST", "/customers", { name, email })).body.id}`;
  ada = await made("Ada Lovelace", "ada@example.com");
  other = await made("Grace Hopper", "grace@example.com");
  return () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  };
});

/** A key of its own that may only do this, for the member of that role. */
const limited = async (scopes: string[], role: "admin" | "sales" | "support" | "brand" = "admin") =>
  sender(backend, (await newKey(org, { scopes, role })).key);

describe("contacts", () => {
  const full = {
    firstName: "Ann",
    lastName: "Byron",
    title: "Head of purchasing",
    department: "Office",
    email: "ANN@example.com",
    phone: "+7 701 000 00 01",
    mobile: "+7 701 000 00 02",
    notes: "Prefers mornings",
    isDecisionMaker: true,
  };

  test("API-15 CON-02 a contact is added with every field, and one without a last name is refused by that field", async () => {
    const { status, body } = await send("POST", `${ada}/contacts`, full);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...full,
      email: "ann@example.com",
      phoneE164: "+77010000001",
      mobileE164: "+77010000002",
      isPrimary: true,
      isActive: true,
    });
    const nameless = await send("POST", `${ada}/contacts`, { firstName: "Ann" });
    expect(nameless).toMatchObject({ status: 400, body: { details: [{ path: "lastName" }] } });
    expect(await send("POST", `${ada}/contacts`, { ...full, email: "a@" })).toMatchObject({
      status: 400,
      body: { code: "INVALID_EMAIL_FORMAT" },
    });
    expect((await send("POST", "/customers/none/contacts", full)).status).toBe(404);
  });

  test("API-16 some fields change, null removes one, and another customer's contact is not found", async () => {
    const { body } = await send("POST", `${ada}/contacts`, full);
    const changed = await send("PUT", `${ada}/contacts/${body.id}`, { title: "Director", notes: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: "Director", notes: null, lastName: "Byron", phone: full.phone },
    });
    for (const id of [body.id, "none"]) {
      for (const [method, sent] of [["GET"], ["PUT", {}], ["DELETE"]] as const) {
        const reply = await send(method, `${other}/contacts/${id}`, sent);
        expect(reply, method).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
      }
    }
  });

  test("API-17 the primary contact of a business stays until another is primary, and a removed one comes back", async () => {
    const business = `/customers/${
      (await send("POST", "/customers", { name: "Engines", type: "business", email: "e@example.com" })).body
        .id
    }`;
    const { contacts } = (await send("GET", `${business}/contacts`)).body;
    const first = contacts[0] ?? (await send("POST", `${business}/contacts`, full)).body;
    const gone = await send("DELETE", `${business}/contacts/${first.id}`);
    expect(gone).toMatchObject({ status: 422, body: { code: "PRIMARY_CONTACT_REQUIRED" } });
    const second = (await send("POST", `${business}/contacts`, { ...full, firstName: "Eve" })).body;
    expect((await send("PUT", `${business}/contacts/${second.id}`, { isPrimary: true })).body.isPrimary).toBe(
      true,
    );
    expect((await send("DELETE", `${business}/contacts/${first.id}`)).body.isActive).toBe(false);
    expect((await send("POST", `${business}/contacts/${first.id}/restore`)).body).toMatchObject({
      isActive: true,
      isPrimary: false,
    });
  });

  test("API-18 all active contacts are listed, primary first, and pages of them are disjoint and complete", async () => {
    const ids: string[] = [];
    for (let n = 1; n <= 5; n++) {
      ids.push((await send("POST", `${ada}/contacts`, { firstName: `N${n}`, lastName: "Byron" })).body.id);
    }
    await send("PUT", `${ada}/contacts/${ids[2]}`, { isPrimary: true });
    await send("DELETE", `${ada}/contacts/${ids[4]}`);
    const listed = (await send("GET", `${ada}/contacts`)).body.contacts;
    expect(listed[0].id).toBe(ids[2]);
    expect(listed.map(({ id }: { id: string }) => id).sort()).toEqual(ids.slice(0, 4).sort());
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: Reply["body"] = (
        await send("GET", `${ada}/contacts?limit=3&cursor=${encodeURIComponent(cursor)}`)
      ).body;
      paged.push(...page.contacts.map(({ id }: { id: string }) => id));
      cursor = page.pagination.nextCursor;
    }
    expect(paged).toEqual(listed.map(({ id }: { id: string }) => id));
  });

  test("what hangs on a customer needs the scope for customers as well", async () => {
    const without = await limited(["contacts:read", "contacts:write"]);
    expect(await without("GET", `${ada}/contacts`)).toMatchObject({
      status: 403,
      body: { code: "FORBIDDEN", details: { permission: "customers:read" } },
    });
    expect((await without("POST", `${ada}/contacts`, full)).status).toBe(403);
    const reader = await limited(["customers:read", "contacts:read"]);
    expect((await reader("GET", `${ada}/contacts`)).status).toBe(200);
    expect((await reader("POST", `${ada}/contacts`, full)).status).toBe(403);
  });
});

describe("interactions and follow-ups", () => {
  const call = { type: "call", subject: "First call", description: "She wants a tour." };

  test("API-26 INT-03 an interaction is logged, and one without a subject is refused by that field", async () => {
    const { status, body } = await send("POST", `${ada}/interactions`, call);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...call,
      interactionDate: "2026-03-31T09:00:00.000Z",
      assignedTo: org.users.admin,
      successful: true,
      automatic: false,
    });
    const { subject: _, ...silent } = call;
    expect(await send("POST", `${ada}/interactions`, silent)).toMatchObject({
      status: 400,
      body: { details: [{ path: "subject" }] },
    });
    expect((await send("POST", `${ada}/interactions`, { ...call, type: "fax" })).status).toBe(400);
  });

  test.each(["nonsense", "0001-01-01", "2026-04-30T09:00:00Z", Number.MAX_VALUE])(
    "VAL-14 an interaction dated %s is refused as impossible",
    async (interactionDate) => {
      const reply = await send("POST", `${ada}/interactions`, { ...call, interactionDate });
      expect(reply).toMatchObject({ status: 400, body: { code: "INVALID_INTERACTION" } });
    },
  );

  test("INT-04 INT-05 older words for the same facts are understood", async () => {
    const { body } = await send("POST", `${ada}/interactions`, {
      contactType: "phone",
      title: "Called back",
      notes: "Nobody there",
      activity_date: "2026-03-30T10:00:00+05:00",
      contactMethod: "+7 701 000 00 01",
      purpose: "booking",
      successful: false,
    });
    expect(body).toMatchObject({
      type: "call",
      subject: "Called back",
      description: "Nobody there",
      interactionDate: "2026-03-30T05:00:00.000Z",
      successful: false,
    });
    const twice = { ...call, title: "Another" };
    expect((await send("POST", `${ada}/interactions`, twice)).status).toBe(400);
  });

  test("API-27 interactions are listed newest first in disjoint pages, and by type", async () => {
    for (let day = 1; day <= 5; day++) {
      await send("POST", `${ada}/interactions`, {
        ...call,
        type: day % 2 ? "call" : "email",
        subject: `Day ${day}`,
        interactionDate: `2026-03-0${day}`,
      });
    }
    const subjects = async (query: string) => {
      const { body } = await send("GET", `${ada}/interactions?${query}`);
      expect(Object.keys(body.pagination).sort()).toEqual([
        "current",
        "limit",
        "nextCursor",
        "pages",
        "total",
      ]);
      return body.interactions.map(({ subject }: { subject: string }) => subject);
    };
    expect(await subjects("limit=3&page=1")).toEqual(["Day 5", "Day 4", "Day 3"]);
    expect(await subjects("limit=3&page=2")).toEqual(["Day 2", "Day 1"]);
    expect(await subjects("type=email")).toEqual(["Day 4", "Day 2"]);
    expect(await subjects("fields=subject&limit=1")).toEqual(["Day 5"]);
    expect((await send("GET", `${ada}/interactions?type=fax`)).status).toBe(400);
    expect((await send("GET", `${other}/interactions`)).body.interactions).toEqual([]);
  });

  test("API-28 an interaction is corrected, and one of another customer is not found", async () => {
    const { body } = await send("POST", `${ada}/interactions`, { ...call, outcome: "None" });
    vi.advanceTimersByTime(60_000);
    const changed = await send("PUT", `${ada}/interactions/${body.id}`, { subject: "Second", outcome: null });
    expect(changed).toMatchObject({ status: 200, body: { subject: "Second", outcome: null } });
    expect(changed.body.updatedAt > body.updatedAt).toBe(true);
    expect((await send("GET", `${ada}/interactions/${body.id}`)).body).toEqual(changed.body);
    for (const id of [body.id, "none"]) {
      expect((await send("PUT", `${other}/interactions/${id}`, { subject: "x" })).status).toBe(404);
      expect((await send("GET", `${other}/interactions/${id}`)).status).toBe(404);
    }
  });

  test("VAL-16 a contact or quote that dangles, or is another customer's, is refused and nothing is written", async () => {
    const contact = (await send("POST", `${other}/contacts`, { firstName: "Ann", lastName: "Byron" })).body;
    const dangling = await send("POST", `${ada}/interactions`, { ...call, relatedQuoteId: "none" });
    expect(dangling.status).toBe(404);
    const foreign = await send("POST", `${ada}/interactions`, { ...call, contactId: contact.id });
    expect(foreign).toMatchObject({ status: 422, body: { details: [{ path: "contactId" }] } });
    const nobody = await send("POST", `${ada}/interactions`, { ...call, assignedTo: "nobody" });
    expect(nobody).toMatchObject({ status: 422, body: { code: "INVALID_ASSIGNMENT" } });
    expect((await send("POST", "/customers/none/interactions", call)).status).toBe(404);
    expect((await send("GET", `${ada}/interactions`)).body.interactions).toEqual([]);
  });

  test("API-29 follow-ups of all customers are listed by their day, for one person and for everybody", async () => {
    const dueAt = (day: number) => `2026-04-0${day}T09:00:00Z`;
    await send("POST", `${ada}/interactions`, {
      ...call,
      followUp: { title: "Send the tour", dueAt: dueAt(3) },
    });
    await send("POST", `${other}/interactions`, {
      ...call,
      requiresFollowUp: true,
      followUpDate: dueAt(2),
      followUpNotes: "Call again",
    });
    await send("POST", `${ada}/follow-ups`, {
      title: "Thank her",
      dueAt: dueAt(1),
      ownerId: org.users.sales,
    });
    const titles = async (query: string, by = send) => {
      const { status, body } = await by("GET", `/customers/interactions/follow-up?${query}`);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.followUps.map(({ title }: { title: string }) => title);
    };
    expect(await titles("")).toEqual(["Thank her", "Call again", "Send the tour"]);
    expect(await titles("owner=me")).toEqual(["Call again", "Send the tour"]);
    expect(await titles(`owner=${org.users.sales}`)).toEqual(["Thank her"]);
    expect(await titles(`dueFrom=${dueAt(2)}&dueTo=${dueAt(3)}`)).toEqual(["Call again"]);
    expect(await titles("overdue=true")).toEqual([]);
    vi.setSystemTime(Date.UTC(2026, 3, 2, 12));
    expect(await titles("overdue=true")).toEqual(["Thank her", "Call again"]);
    expect(await titles("overdue=false")).toEqual(["Send the tour"]);
    const ofSales = await limited(["today:read"], "sales");
    expect(await titles("", ofSales)).toEqual(["Thank her"]);
    expect((await ofSales("GET", "/customers/interactions/follow-up?owner=all")).status).toBe(403);
    expect((await send("GET", "/crm/customers/interactions/follow-up")).status).toBe(200);
  });

  test("FUP-04 a follow-up is put off, handed over, completed with its outcome and opened again", async () => {
    const made = await send("POST", `${ada}/follow-ups`, { title: "Call", dueAt: "2026-04-01T09:00:00Z" });
    expect(made).toMatchObject({ status: 201, body: { status: "open", ownerId: org.users.admin } });
    const path = `${ada}/follow-ups/${made.body.id}`;
    const later = { dueAt: "2026-04-02T09:00:00Z", ownerId: org.users.sales };
    expect((await send("PUT", path, later)).body).toMatchObject({ snoozes: 1, ownerId: org.users.sales });
    const { body } = await send("POST", `${path}/complete`, { outcome: call });
    expect(body).toMatchObject({ status: "done", outcomeId: expect.any(String) });
    expect((await send("GET", `${ada}/interactions`)).body.interactions[0].id).toBe(body.outcomeId);
    expect((await send("GET", `${ada}/follow-ups`)).body.followUps).toEqual([]);
    expect((await send("POST", `${path}/reopen`)).body.status).toBe("open");
    expect((await send("POST", `${path}/cancel`)).body.status).toBe("cancelled");
    expect((await send("PUT", path, later)).body.code).toBe("INVALID_STATUS_CHANGE");
    expect((await send("POST", `${other}/follow-ups/${made.body.id}/cancel`)).status).toBe(404);
  });
});

describe("notes", () => {
  test("API-11 API-12 NOT-04 a note is written and listed first, an empty one is refused, and a brand user writes none", async () => {
    await send("POST", `${ada}/notes`, { noteText: "Old", noteType: "complaint" });
    vi.advanceTimersByTime(1000);
    const { status, body } = await send("POST", `${ada}/notes`, { content: "New", isInternal: false });
    expect([status, body.noteType, body.noteText]).toEqual([201, "general", "New"]);
    const { notes } = (await send("GET", `${ada}/notes`)).body;
    expect(notes.map(({ noteText }: { noteText: string }) => noteText)).toEqual(["New", "Old"]);
    for (const key of ["id", "noteType", "noteText", "isInternal", "createdBy", "createdAt"]) {
      expect(notes[0]).toHaveProperty(key);
    }
    const ofType = (await send("GET", `${ada}/notes?noteType=complaint`)).body.notes;
    expect(ofType).toHaveLength(1);
    expect((await send("POST", `${ada}/notes`, { noteText: "  " })).status).toBe(400);
    expect((await send("POST", `${ada}/notes`, { noteText: "x", noteType: "gossip" })).status).toBe(400);
    const ofBrand = await limited(["customers:read", "notes:read", "notes:write"], "brand");
    expect((await ofBrand("POST", `${ada}/notes`, { noteText: "x" })).status).toBe(403);
  });

  test("without the scope for internal notes a key reads only the visible ones", async () => {
    const secret = (await send("POST", `${ada}/notes`, { noteText: "Internal" })).body;
    await send("POST", `${ada}/notes`, { noteText: "Visible", isInternal: false });
    const outside = await limited(["customers:read", "notes:read"]);
    const { notes } = (await outside("GET", `${ada}/notes`)).body;
    expect(notes.map(({ noteText }: { noteText: string }) => noteText)).toEqual(["Visible"]);
    expect((await outside("GET", `${ada}/notes/${secret.id}`)).status).toBe(404);
  });

  test("NOT-12 a key changes and removes what it wrote; others' notes only with that scope", async () => {
    const theirs = (await send("POST", `${ada}/notes`, { noteText: "Theirs" })).body;
    const writer = await limited(["customers:read", "notes:read", "notes:readInternal", "notes:write"]);
    const own = (await writer("POST", `${ada}/notes`, { noteText: "Own" })).body;
    const path = `${ada}/notes/${own.id}`;
    vi.advanceTimersByTime(1000);
    expect((await writer("PUT", path, { noteText: "Mine" })).body).toMatchObject({
      noteText: "Mine",
      editedAt: expect.any(String),
    });
    expect((await writer("PUT", path, { isPinned: true })).body.isPinned).toBe(true);
    expect((await writer("PUT", `${ada}/notes/${theirs.id}`, { noteText: "x" })).status).toBe(403);
    expect((await writer("DELETE", `${ada}/notes/${theirs.id}`)).status).toBe(403);
    expect((await writer("DELETE", path)).body).toEqual({ id: own.id, isRemoved: true });
    expect((await writer("GET", path)).status).toBe(404);
    expect((await writer("POST", `${path}/restore`)).body.noteText).toBe("Mine");
    expect((await send("DELETE", `${ada}/notes/${own.id}`)).status).toBe(200);
    expect((await send("DELETE", `${other}/notes/${theirs.id}`)).status).toBe(404);
    const { history } = (await send("GET", `${ada}/history?entity=notes`)).body;
    expect(history[0]).toMatchObject({ action: "removed", entity: "notes" });
  });
});

describe("documents", () => {
  const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";
  const upload = (path: string, content: string, by = send, headers = {}) =>
    by("POST", path, content, { "Content-Type": "application/octet-stream", ...headers });
  const settle = async () => {
    await backend.finishAllScheduledFunctions(() => vi.runAllTimers());
  };
  const stored = () => backend.run(async (ctx) => (await ctx.db.system.query("_storage").collect()).length);

  test("DOC-01 a file is uploaded, checked, listed and given out by a link", async () => {
    const sent = await upload(`${ada}/documents?fileName=offer.pdf&documentType=contract`, pdf);
    expect(sent).toMatchObject({
      status: 201,
      body: { documentName: "offer.pdf", documentType: "contract", state: "checking" },
    });
    const path = `${ada}/documents/${sent.body.id}`;
    const reader = await limited(["customers:read", "documents:read"]);
    expect((await reader("GET", `${ada}/documents`)).body.documents).toEqual([]);
    expect((await reader("GET", path)).status).toBe(404);
    expect((await send("GET", `${ada}/documents`)).body.documents[0].state).toBe("checking");
    await settle();
    const { documents } = (await reader("GET", `${ada}/documents`)).body;
    expect(documents).toMatchObject([
      { id: sent.body.id, state: "ready", mimeType: "application/pdf", fileSize: pdf.length, version: 1 },
    ]);
    expect((await reader("GET", `${ada}/documents?documentType=invoice`)).body.documents).toEqual([]);
    const { url } = (await reader("POST", `${path}/link`)).body;
    const file = await backend.fetch(new URL(url as string).pathname);
    expect([file.status, await file.text()]).toEqual([200, pdf]);
    expect((await reader("PUT", path, { documentName: "x" })).status).toBe(403);
    expect((await send("PUT", path, { documentName: "Offer" })).body.documentName).toBe("Offer");
    await upload(`${path}/versions?fileName=offer2.pdf`, `${pdf}%%EOF`);
    await settle();
    const { versions } = (await reader("GET", `${path}/versions`)).body;
    expect(versions.map(({ fileName }: { fileName: string }) => fileName)).toEqual([
      "offer2.pdf",
      "offer.pdf",
    ]);
    expect((await send("POST", `${path}/link?version=9`)).status).toBe(404);
    expect((await send("DELETE", path)).body.isRemoved).toBe(true);
    expect((await send("GET", path)).status).toBe(404);
    expect((await send("POST", `${path}/restore`)).body.documentName).toBe("Offer");
    expect((await send("DELETE", `${other}/documents/${sent.body.id}`)).status).toBe(404);
  });

  test("what is not what its name says is refused and nothing of it is kept", async () => {
    const sent = await upload(`${ada}/documents?fileName=offer.pdf`, "MZ this is a program");
    await settle();
    expect((await send("GET", `${ada}/documents/${sent.body.id}`)).body).toMatchObject({
      state: "refused",
      refusal: expect.any(String),
    });
    expect(await stored()).toBe(0);
  });

  test("a file that the customer has already is a 409 that names the document, and leaves nothing behind; it is kept twice when the request says so", async () => {
    const { body: first } = await upload(`${ada}/documents?fileName=offer.pdf`, pdf);
    await settle();
    const again = await upload(`${ada}/documents?fileName=copy.pdf`, pdf);
    expect(again).toMatchObject({
      status: 409,
      body: {
        code: "DOCUMENT_EXISTS",
        details: { documentId: first.id, documentName: "offer.pdf" },
      },
    });
    expect(await stored()).toBe(1);
    expect((await upload(`${ada}/documents?fileName=a.pdf&confirmDuplicate=maybe`, pdf)).status).toBe(400);
    const second = await upload(`${ada}/documents?fileName=copy.pdf&confirmDuplicate=true`, pdf);
    expect(second).toMatchObject({ status: 201, body: { documentName: "copy.pdf" } });
    expect(await stored()).toBe(2);
  });

  test("an upload that is refused leaves no file behind, and one sent twice leaves one", async () => {
    const reader = await limited(["customers:read", "documents:read"]);
    const refusals = [
      await upload(`${ada}/documents?fileName=a.pdf`, pdf, reader),
      await upload(`/customers/none/documents?fileName=a.pdf`, pdf),
      await upload(`${ada}/documents?fileName=`, pdf),
      await upload(`${ada}/documents?fileName=a.pdf&documentType=photo`, pdf),
      await upload(`${ada}/documents?fileName=a.pdf`, ""),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 404, 400, 400, 400]);
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, { documentLimitBytes: 10 });
    });
    const large = await upload(`${ada}/documents?fileName=a.pdf`, pdf);
    expect(large).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    expect(await stored()).toBe(0);
    const key = { "Idempotency-Key": "scan-1" };
    const path = `${ada}/documents?fileName=a.txt`;
    const first = await upload(path, "Hello", send, key);
    const again = await upload(path, "Hello", send, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect((await upload(path, "Other", send, key)).body.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await stored()).toBe(1);
  });
});

describe("consents and preferences", () => {
  test("CNS-06 a consent is given and taken back on the customer's word, with its proof", async () => {
    const proof = "Signed form of 3 May";
    const given = await send("PUT", `${ada}/consents`, { purpose: "marketing", granted: true, proof });
    expect(given).toMatchObject({
      status: 200,
      body: {
        granted: { marketing: true, email: false, sms: false },
        latest: { marketing: { granted: true, proof, byName: "Shop" }, email: null },
        marketingRefusal: "noChannelConsent",
      },
    });
    expect((await send("GET", ada)).body.marketingConsent).toBe(true);
    vi.advanceTimersByTime(1000);
    await send("PUT", `${ada}/consents`, { purpose: "marketing", granted: false });
    const { consents } = (await send("GET", `${ada}/consents/history`)).body;
    expect(consents.map(({ granted }: { granted: boolean }) => granted)).toEqual([false, true]);
    expect((await send("GET", `${ada}/consents`)).body.granted.marketing).toBe(false);
    expect((await send("PUT", `${ada}/consents`, { purpose: "fax", granted: true })).status).toBe(400);
    const reader = await limited(["customers:read", "consents:read"]);
    expect((await reader("PUT", `${ada}/consents`, { purpose: "sms", granted: true })).status).toBe(403);
  });

  test("CNS-03 CNS-08 wishes go in and out under the names of older systems, with one truth about marketing", async () => {
    const preferences = {
      dietary: ["vegan"],
      marketing_consent: true,
      travel_preferences: { seat: "window", class: "business" },
      frequentFlyerNumber: "KC 1234567",
    };
    const { body } = await send("PUT", ada, { preferences, metadata: { erp: { id: 7 } } });
    expect(body).toMatchObject({ preferences, marketingConsent: true, metadata: { erp: { id: 7 } } });
    const back = await send("PUT", ada, { marketingConsent: false });
    expect(back.body.preferences).toMatchObject({ dietary: ["vegan"], marketing_consent: false });
    for (const wrong of [{ dietary: "vegan" }, { travel_preferences: { seat: 5 } }]) {
      expect((await send("PUT", ada, { preferences: wrong })).status).toBe(400);
    }
  });
});

describe("merging", () => {
  test("DUP-21 a merge is listed with the record that went into it, and taken back", async () => {
    const [first, second] = [ada, other].map((path) => path.slice("/customers/".length));
    await send("POST", `${other}/contacts`, { firstName: "Ann", lastName: "Byron" });
    const merged = await send("POST", "/customers/merge", {
      primaryCustomerId: first,
      secondaryCustomerIds: [second],
      mergeReason: "The same person",
      fieldChoices: { name: first, email: first },
    });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    const { merges } = (await send("GET", `${ada}/merges`)).body;
    expect(merges).toMatchObject([
      {
        mergeId: merged.body.mergeId,
        customerId: second,
        mergedCustomerName: "Grace Hopper",
        mergeReason: "The same person",
        status: "done",
        undoneAt: null,
      },
    ]);
    // The id of the merged record goes on leading to what became of it.
    expect((await send("GET", `${other}/contacts`)).body.contacts[0].customerId).toBe(first);
    const path = `${ada}/merges/${merged.body.mergeId}/undo`;
    expect((await send("GET", path)).body).toMatchObject({ blocked: null, conflicts: [] });
    const without = await limited(["customers:read", "customers:merge", "history:read"]);
    expect((await without("POST", path)).status).toBe(403);
    expect(await send("POST", path)).toMatchObject({ status: 200, body: { customerId: first } });
    expect((await send("GET", other)).body).toMatchObject({
      id: second,
      name: "Grace Hopper",
      mergedFrom: null,
    });
    expect((await send("GET", `${other}/contacts`)).body.contacts[0].customerId).toBe(second);
    expect((await send("POST", path)).body.code).toBe("MERGE_INVALID");
  });
});

test("what a key writes below a customer is told as its work", async () => {
  await send("POST", `${ada}/notes`, { noteText: "Hello" });
  const page = await org.as.admin.query(api.history.list, {
    orgId: org.orgId,
    customerId: ada.slice("/customers/".length),
    filters: { entity: "notes" },
    paginationOpts: { cursor: null, numItems: 5 },
  });
  expect(page.page[0]).toMatchObject({ channel: "api", actorName: "Shop" });
});
