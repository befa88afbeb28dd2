/** Quotes, leads, numbers, own fields and members over REST, as a program outside meets them. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { emptyDraft } from "../fields/shape";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newKey, sender, type Reply, type Send } from "./caller.testkit";
import { openApi } from "./openApi";
import { routes } from "./registry";
import { nameOf } from "./run";
import { russian } from "./russian";

let backend: Backend;
let org: Organization;
let send: Send;
/** "/customers/<id>" of Ada, and of somebody else. */
let ada: string;
let other: string;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 31, 9), toFake: ["Date"] });
  vi.stubEnv("ORBIT_URL", "https://crm.example");
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

const limited = async (scopes: string[], role: "admin" | "sales" = "admin") =>
  sender(backend, (await newKey(org, { scopes, role })).key);

const tour = {
  subject: "Tour of the Altai",
  validUntil: "2026-04-30",
  items: [
    { sku: "ALT-1", description: "Guide", quantity: 1.5, unitPrice: 1000, taxRate: 12.5 },
    { description: "Horse", quantity: 2, unitPrice: 10 },
  ],
};

describe("quotes", () => {
  test("API-30 QUO-05 QUO-06 a draft is written; every sum is the server's", async () => {
    const { status, body } = await send("POST", `${ada}/quotes`, {
      ...tour,
      items: [tour.items[0], { ...tour.items[1], totalPrice: 25 }],
      paymentTerms: "Half in advance",
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      quoteNumber: "QUO-0001",
      status: "draft",
      currency: "USD",
      paymentTerms: "Half in advance",
      subtotal: 1520,
      taxAmount: 188,
      totalAmount: 1708,
      items: [
        { ...tour.items[0], totalPrice: 1500, tax: 188 },
        { ...tour.items[1], sku: null, taxRate: 0, totalPrice: 20, tax: 0 },
      ],
    });
    expect((await send("GET", `${ada}/quotes/${body.id}`)).body).toEqual(body);
  });

  test.each([
    [{ items: [] }, "items"],
    [{ subject: "" }, "subject"],
    [{ items: undefined }, "items"],
    [{ subject: undefined }, "subject"],
    [{ validUntil: "soon" }, "validUntil"],
    [{ items: [{ description: "x", quantity: 0, unitPrice: 1 }] }, "items.0.quantity"],
    [{ items: [{ description: "x", quantity: 1.00001, unitPrice: 1 }] }, "items.0.quantity"],
    [{ items: [{ description: "x", quantity: 1, unitPrice: -1 }] }, "items.0.unitPrice"],
    [{ items: [{ description: "x", quantity: 1, unitPrice: 1, taxRate: 101 }] }, "items.0.taxRate"],
  ])("QUO-03 a quote with %j is refused by that field", async (wrong, path) => {
    const reply = await send("POST", `${ada}/quotes`, { ...tour, ...wrong });
    expect(reply).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ path }] } });
  });

  test("VAL-13 QUO-04 an explicit number is taken once", async () => {
    const numbered = { ...tour, quoteNumber: "QUO-0007" };
    expect((await send("POST", `${ada}/quotes`, numbered)).body.quoteNumber).toBe("QUO-0007");
    expect((await send("POST", `${ada}/quotes`, tour)).body.quoteNumber).toBe("QUO-0008");
    expect(await send("POST", `${other}/quotes`, numbered)).toMatchObject({
      status: 409,
      body: { code: "QUOTE_NUMBER_CONFLICT" },
    });
  });

  test("API-31 a customer's quotes are listed newest first with their status, and all customers' by status and day", async () => {
    const numbers = async (path: string, by = send) => {
      const { status, body } = await by("GET", path);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.quotes.map(({ quoteNumber }: { quoteNumber: string }) => quoteNumber);
    };
    await send("POST", `${ada}/quotes`, tour);
    vi.advanceTimersByTime(1000);
    const second = (await send("POST", `${ada}/quotes`, { ...tour, validUntil: "2026-04-05" })).body;
    vi.advanceTimersByTime(1000);
    await send("POST", `${other}/quotes`, tour);
    await send("POST", `${ada}/quotes/${second.id}/send`);
    expect(await numbers(`${ada}/quotes`)).toEqual(["QUO-0002", "QUO-0001"]);
    expect((await send("GET", `${ada}/quotes`)).body.quotes[0]).toMatchObject({ status: "sent" });
    expect(await numbers("/quotes")).toEqual(["QUO-0003", "QUO-0002", "QUO-0001"]);
    expect(await numbers("/quotes?status=draft&limit=1")).toEqual(["QUO-0003"]);
    expect(await numbers("/quotes?expiringTo=2026-04-07")).toEqual(["QUO-0002"]);
    expect(await numbers("/quotes", await limited(["quotes:read"], "sales"))).toEqual([]);
    expect((await send("GET", "/quotes?status=open")).status).toBe(400);
  });

  test("API-32 QUO-19 a draft changes field by field; one that was sent does not, it is revised", async () => {
    const { body } = await send("POST", `${ada}/quotes`, { ...tour, notes: "Bring boots" });
    const path = `${ada}/quotes/${body.id}`;
    const changed = await send("PUT", path, { subject: "Two tours", notes: null, revision: 1 });
    expect(changed).toMatchObject({
      status: 200,
      body: { subject: "Two tours", notes: null, totalAmount: body.totalAmount, revision: 2 },
    });
    const late = await send("PUT", path, { subject: "x", revision: 1 });
    expect(late).toMatchObject({ status: 409, body: { code: "VERSION_CONFLICT" } });
    const { items } = (await send("PUT", path, { lines: [tour.items[1]] })).body;
    expect(items).toHaveLength(1);
    await send("POST", `${path}/send`);
    expect(await send("PUT", path, { subject: "x" })).toMatchObject({
      status: 422,
      body: { code: "QUOTE_NOT_EDITABLE" },
    });
    const next = await send("POST", `${path}/revise`);
    expect(next).toMatchObject({ status: 201, body: { status: "draft", revisionOf: body.id } });
    expect((await send("PUT", `${other}/quotes/${body.id}`, { subject: "x" })).status).toBe(404);
  });

  test("a quote is sent with a link that opens, by mail or without, and its links end together", async () => {
    const { body } = await send("POST", `${ada}/quotes`, tour);
    const path = `${ada}/quotes/${body.id}`;
    const sent = await send("POST", `${path}/send`, { to: "ada@example.com", message: "As promised" });
    expect(sent).toMatchObject({
      status: 200,
      body: { quote: { status: "sent", sentTo: "ada@example.com", sentAt: expect.any(String) } },
    });
    expect(sent.body.mailId).not.toBeNull();
    const links = [sent.body.link, (await send("POST", `${path}/link`)).body.link] as string[];
    const shown = (link: string) => backend.query(api.portal.quote, { token: link.split("/q/")[1]! });
    for (const link of links) {
      expect(link).toMatch(/^https:\/\/crm\.example\/q\//);
      expect(await shown(link)).toMatchObject({ quote: { quoteNumber: "QUO-0001" } });
    }
    expect((await send("DELETE", `${path}/links`)).body.closed).toBe(2);
    expect(await shown(links[0]!)).not.toMatchObject({ quote: { quoteNumber: "QUO-0001" } });
    expect((await send("POST", `${path}/send`)).body.code).toBe("INVALID_STATUS_CHANGE");
    const writer = await limited(["customers:read", "quotes:read", "quotes:write"]);
    expect((await writer("POST", `${path}/link`)).status).toBe(403);
  });

  test("QUO-11 the customer's answer is recorded for the version it was about, once, and never for a draft", async () => {
    const { body } = await send("POST", `${ada}/quotes`, tour);
    const path = `${ada}/quotes/${body.id}`;
    const yes = { name: "Ada", revision: 1 };
    expect(await send("POST", `${path}/accept`, yes)).toMatchObject({
      status: 422,
      body: { code: "INVALID_STATUS_CHANGE" },
    });
    await send("POST", `${path}/send`);
    expect((await send("POST", `${path}/accept`, { ...yes, revision: 2 })).body.code).toBe(
      "VERSION_CONFLICT",
    );
    const accepted = await send("POST", `${path}/accept`, yes);
    expect(accepted).toMatchObject({
      status: 200,
      body: { status: "accepted", respondedBy: "Ada", acceptedAt: "2026-03-31T09:00:00.000Z" },
    });
    expect((await send("POST", `${path}/accept`, yes)).body.status).toBe("accepted");
    expect((await send("POST", `${path}/reject`, yes)).body.code).toBe("INVALID_STATUS_CHANGE");
    expect((await send("GET", `${ada}/value`)).body.value.totalRevenue).toBe(body.totalAmount);
    const second = `${ada}/quotes/${(await send("POST", `${ada}/quotes`, tour)).body.id}`;
    await send("POST", `${second}/send`);
    const no = await send("POST", `${second}/reject`, { ...yes, reason: "Too dear" });
    expect(no.body).toMatchObject({ status: "rejected", rejectReason: "Too dear", acceptedAt: null });
    const third = `${ada}/quotes/${(await send("POST", `${ada}/quotes`, tour)).body.id}`;
    await send("POST", `${third}/send`);
    vi.setSystemTime(Date.UTC(2026, 4, 2));
    expect(await send("POST", `${third}/accept`, yes)).toMatchObject({
      status: 422,
      body: { code: "QUOTE_EXPIRED" },
    });
  });

  test("a draft is put away and brought back", async () => {
    const path = `${ada}/quotes/${(await send("POST", `${ada}/quotes`, tour)).body.id}`;
    expect((await send("DELETE", path)).body.status).toBe("discarded");
    expect((await send("GET", `${ada}/quotes`)).body.quotes).toEqual([]);
    expect((await send("POST", `${path}/restore`)).body.status).toBe("draft");
  });
});

describe("leads", () => {
  const open = async (title: string, extra = {}) => {
    vi.advanceTimersByTime(1000);
    return (await send("POST", `${ada}/leads`, { title, ...extra })).body;
  };
  const titles = async (query: string, by = send) => {
    const { status, body } = await by("GET", `/leads?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.leads.map(({ title }: { title: string }) => title);
  };

  test("LED-02 LED-05 a lead is opened, read, named, given, moved, lost with a reason and won", async () => {
    const made = await send("POST", `${ada}/leads`, { title: "Altai", message: "In June?" });
    expect(made).toMatchObject({ status: 201, body: { status: "new", source: "manual", inquiries: 1 } });
    const path = `/leads/${made.body.id}`;
    expect((await send("GET", path)).body).toEqual(made.body);
    const given = await send("PUT", path, { title: "Altai in June", ownerId: org.users.manager });
    expect(given.body).toMatchObject({ title: "Altai in June", ownerName: "ours manager" });
    expect((await send("PUT", path, { ownerId: "nobody" })).body.code).toBe("INVALID_ASSIGNMENT");
    expect((await send("POST", `${path}/move`, { to: "lost" })).body.code).toBe("REASON_REQUIRED");
    const lost = await send("POST", `${path}/move`, { to: "lost", reason: "Too dear" });
    expect(lost.body).toMatchObject({ status: "lost", lostReason: "Too dear" });
    expect((await send("POST", `${path}/move`, { to: "won" })).body.code).toBe("INVALID_STATUS_CHANGE");
    expect((await send("POST", `${path}/move`, { to: "dreaming" })).status).toBe(400);
    await send("POST", `${path}/move`, { to: "contacted" });
    const won = (await send("POST", `${path}/move`, { to: "won" })).body;
    expect(won.stages.map(({ to }: { to: string }) => to)).toEqual(["new", "lost", "contacted", "won"]);
    expect((await send("GET", ada)).body.status).toBe("active");
    expect((await send("POST", `${ada}/leads`)).status).toBe(201);
    expect((await send("GET", `${ada}/leads`)).body.leads).toHaveLength(2);
    expect((await send("GET", "/leads/none")).status).toBe(404);
  });

  test("pages of leads are disjoint and complete over stages, and the total agrees", async () => {
    const leads = [];
    for (let n = 1; n <= 7; n++) leads.push(await open(`Lead ${n}`));
    await send("POST", `/leads/${leads[2].id}/move`, { to: "qualified" });
    await send("POST", `/leads/${leads[4].id}/move`, { to: "lost", reason: "x" });
    const all = ["Lead 7", "Lead 6", "Lead 5", "Lead 4", "Lead 3", "Lead 2", "Lead 1"];
    expect(await titles("")).toEqual(all);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: Reply["body"] = (await send("GET", `/leads?limit=2&cursor=${encodeURIComponent(cursor)}`))
        .body;
      expect(page.pagination.total).toBe(7);
      paged.push(...page.leads.map(({ title }: { title: string }) => title));
      cursor = page.pagination.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(await titles("limit=3&page=2")).toEqual(["Lead 4", "Lead 3", "Lead 2"]);
    expect(await titles("status=qualified,lost")).toEqual(["Lead 5", "Lead 3"]);
    expect(await titles("source=website")).toEqual([]);
    expect((await send("GET", "/leads?cursor=broken")).status).toBe(400);
    expect((await send("GET", "/leads?status=dreaming")).status).toBe(400);
  });

  test("LED-30 a key sees the leads of the member it acts for", async () => {
    const theirs = await open("Theirs", { ownerId: org.users.manager });
    await open("Own", { ownerId: org.users.sales });
    const ofSales = await limited(["leads:read", "leads:write"], "sales");
    expect(await titles("", ofSales)).toEqual(["Own"]);
    expect((await ofSales("GET", `/leads/${theirs.id}`)).status).toBe(403);
    expect((await ofSales("POST", `/leads/${theirs.id}/move`, { to: "won" })).status).toBe(403);
    expect(await titles(`owner=${org.users.manager}`)).toEqual(["Theirs"]);
    expect(await titles("owner=me")).toEqual([]);
    const reader = await limited(["leads:read"]);
    expect((await reader("PUT", `/leads/${theirs.id}`, { title: "x" })).status).toBe(403);
  });
});

describe("one customer and everything around it", () => {
  test("API-47 include= answers the beginning of each list named, and fields= only what was asked for", async () => {
    await send("POST", `${ada}/contacts`, { firstName: "Ann", lastName: "Byron" });
    await send("POST", `${ada}/notes`, { noteText: "Hello" });
    await send("POST", `${ada}/quotes`, tour);
    await send("POST", `${ada}/leads`, { title: "Altai" });
    const names = "contacts,interactions,follow-ups,notes,documents,quotes,leads,history,merges";
    const { body } = await send("GET", `${ada}?include=${names}&fields=name,email`);
    expect(Object.keys(body)).toEqual(["name", "email", "related"]);
    expect(Object.keys(body.related).sort()).toEqual([
      "contacts",
      "documents",
      "followUps",
      "history",
      "interactions",
      "leads",
      "merges",
      "notes",
      "quotes",
    ]);
    expect(body.related).toMatchObject({
      contacts: [{ lastName: "Byron" }],
      notes: [{ noteText: "Hello" }],
      quotes: [{ quoteNumber: "QUO-0001" }],
      leads: [{ title: "Altai" }],
      documents: [],
    });
    expect((await send("GET", `${ada}?include=everything`)).status).toBe(400);
    const reader = await limited(["customers:read", "contacts:read"]);
    expect((await reader("GET", `${ada}?include=contacts`)).status).toBe(200);
    expect((await reader("GET", `${ada}?include=contacts,notes`)).status).toBe(403);
    expect((await send("GET", `/crm${ada}?include=leads`)).body.related.leads).toHaveLength(1);
  });

  test("CUS-49 API-05 CLV-12 CLV-13 CLV-14 CLV-15 QUO-17 LED-29: under the older path everything around one customer comes with it, and its statistics equal a count by hand", async () => {
    const empty = (await send("GET", ada)).body.statistics;
    expect(empty).toMatchObject({ totalBookings: 0, totalJobs: 0, totalOffers: 0, averageJobValue: 0 });
    const quotes = [];
    for (let n = 0; n < 5; n++) quotes.push((await send("POST", `${ada}/quotes`, tour)).body);
    await send("POST", `${ada}/quotes/${quotes[0].id}/send`, { to: "ada@example.com" });
    await send("POST", `${ada}/quotes/${quotes[0].id}/accept`, { name: "Ada", revision: 1 });
    await send("DELETE", `${ada}/quotes/${quotes[1].id}`);
    const job = async (title: string, value: number, done: boolean) => {
      const { body } = await send("POST", `${ada}/jobs`, { title, value });
      if (done) await send("POST", `${ada}/jobs/${body.id}/status`, { status: "completed" });
    };
    await job("Mend the roof", 10_000, true);
    await job("Mend the door", 20_001, true);
    await job("Mend the gate", 90_000, false);
    await send("POST", `${ada}/leads`, { title: "Altai" });
    const { body: newTour } = await send("POST", "/tours", {
      name: "Altai in autumn",
      basePrice: 10_000,
      capacity: 10,
      durationDays: 3,
    });
    const { body: departure } = await send("POST", `/tours/${newTour.id}/departures`, {
      departureDate: "2027-09-12",
    });
    for (let n = 0; n < 3; n++)
      await send("POST", `${ada}/bookings`, { tourDepartureId: departure.id, numParticipants: 1 });
    await send("POST", `${ada}/interactions`, {
      type: "meeting",
      subject: "To come",
      description: "In a month.",
      interactionDate: "2027-01-01T10:00:00Z",
    });
    const said = await send("POST", `${ada}/interactions`, {
      type: "call",
      subject: "Asked",
      description: "About the tour.",
    });
    expect(said.status).toBe(201);
    const { body } = await send("GET", `/crm${ada}`);
    expect(body).toMatchObject({
      name: "Ada Lovelace",
      lifetimeValue: expect.any(Number),
      statistics: {
        totalBookings: 3,
        totalJobs: 3,
        completedJobs: 2,
        totalOffers: 4,
        acceptedOffers: 1,
        averageJobValue: 15_001,
        currency: "USD",
        lastActivity: said.body.createdAt,
      },
      bookings: [{}, {}, {}],
      jobs: [{ title: "Mend the gate" }, {}, {}],
      leads: [{ title: "Altai" }],
      bookingSummary: { totalBookings: 3 },
    });
    expect(body.offers.map(({ quoteNumber }: { quoteNumber: string }) => quoteNumber)).toContain("QUO-0001");
    expect(body.activities.length).toBeGreaterThanOrEqual(2);
    // The other path says them when asked, and a key is told what it may read.
    const names = "bookings,jobs,orders,quotes,leads,interactions";
    expect(Object.keys((await send("GET", `${ada}?include=${names}`)).body.related)).toEqual(
      names.split(","),
    );
    expect((await send("GET", ada)).body).not.toHaveProperty("offers");
    const reader = await limited(["customers:read", "leads:read"]);
    const told = (await reader("GET", `/crm${ada}`)).body;
    expect(told).toMatchObject({ statistics: null, leads: [{ title: "Altai" }] });
    for (const left of ["bookings", "jobs", "offers", "activities"]) expect(told).not.toHaveProperty(left);
  });
});

test.each(
  routes
    .filter(({ path, example }) => example !== undefined && !/\{(?!customer\})/.test(path))
    .map((route) => [nameOf(route), route] as const),
)(
  "the example of %s works as it stands in the reference",
  async (name, { method, path, example, status }) => {
    if (name.endsWith("/restore")) await send("DELETE", `${ada}?mode=delete`);
    const sent = await filledIn(name, example as object);
    const reply = await send(method, path.replace("{customer}", "CUS-001"), sent);
    expect(reply.status, JSON.stringify(reply.body)).toBe(status ?? 200);
  },
);

/** What an example leaves to whoever sends it: somebody who is not there yet, and an id of one's own. */
async function filledIn(name: string, example: object): Promise<object> {
  if (name === "POST /customers") return { ...example, name: "Somebody New", email: "new@example.com" };
  if ("tourDepartureId" in example) {
    const trip = { name: "Altai", basePrice: 100, capacity: 9, durationDays: 2 };
    const { id } = (await send("POST", "/tours", trip)).body;
    const { body } = await send("POST", `/tours/${id}/departures`, { departureDate: "2099-01-01" });
    return { ...example, tourDepartureId: body.id };
  }
  if ("templateId" in example) {
    const letter = { en: { subject: "Summer", content: "Ten days from {{price}}." } };
    const template = { name: "Summer", channel: "email", category: "marketing", texts: letter };
    return { ...example, templateId: (await send("POST", "/templates", template)).body.id };
  }
  if (!("packageId" in example)) return example;
  const { body } = await send("POST", "/packages", { name: "Ten visits", price: 80_000 });
  return { ...example, packageId: body.id };
}

test("every other example is one that its address takes", () => {
  for (const { body, example, ...route } of routes) {
    if (example !== undefined) expect(body!.safeParse(example).success, nameOf(route)).toBe(true);
    if (body !== undefined) expect(example, nameOf(route)).toBeDefined();
  }
});

test("every sentence of the description is told in Russian too", () => {
  const english: Record<string, true> = {};
  const collect = (value: unknown, key = "", parent = ""): void => {
    if (typeof value === "string" && ["description", "summary"].includes(key) && parent !== "properties") {
      english[value] = true;
    } else if (typeof value === "object" && value !== null) {
      for (const [name, part] of Object.entries(value)) if (name !== "example") collect(part, name, key);
    }
  };
  const description = openApi("https://crm.example");
  collect(description);
  expect(Object.keys(english).length).toBeGreaterThan(100);
  expect(Object.keys(english).filter((sentence) => !(sentence in russian))).toEqual([]);
  const inRussian = openApi("https://crm.example", "ru");
  expect(JSON.stringify(inRussian)).toContain("Создать клиента");
  expect(Object.keys((inRussian as { paths: object }).paths)).toEqual(
    Object.keys((description as { paths: object }).paths),
  );
});

describe("numbers, fields and members", () => {
  test("the dashboard's numbers are those that the screen shows, of everybody or of one's own", async () => {
    const { body } = await send("GET", "/customers/analytics/kpis");
    const { orgId } = org;
    const shown = await org.as.admin.query(api.dashboard.summary, { orgId, now: Date.now() });
    expect(body).toMatchObject({
      reach: "organization",
      totalCustomers: 2,
      newCustomersThisMonth: 2,
      monthlyGrowthRate: null,
      averageLifetimeValue: 0,
      currency: "USD",
      byStatus: { active: 2, prospect: 0 },
    });
    expect([body.totalCustomers, body.activeCustomers, body.openLeads]).toEqual([
      shown.customers,
      shown.active,
      shown.openLeads,
    ]);
    const ofSales = await limited(["dashboard:read"], "sales");
    expect((await ofSales("GET", "/customers/analytics/kpis")).body).toMatchObject({
      reach: "portfolio",
      totalCustomers: 0,
    });
    const { registrations } = (await send("GET", "/customers/analytics/trends?period=days")).body;
    expect(registrations).toHaveLength(30);
    expect(registrations.at(-1)).toEqual({ date: "2026-03-31", newCustomers: 2 });
    expect((await send("GET", "/customers/analytics/trends?period=weeks")).status).toBe(400);
  });

  test("own fields are described, and their values are written and read under their keys", async () => {
    const draft = { ...emptyDraft("USD"), label: "Shoe size", type: "number", precision: 0 };
    const { orgId } = org;
    await org.as.admin.mutation(api.fields.create, { orgId, entity: "customers", draft });
    const { fields } = (await send("GET", "/fields")).body;
    expect(fields).toMatchObject([{ label: "Shoe size", type: "number", precision: 0, mayWrite: true }]);
    const custom = { [fields[0].key]: 42 };
    expect((await send("PUT", ada, { custom })).body.custom).toEqual(custom);
    expect((await send("PUT", ada, { custom: { [fields[0].key]: "large" } })).status).toBe(400);
    expect((await send("PUT", ada, { custom: { f_unheard: 1 } })).status).toBe(400);
  });

  test("members are listed with the ids that owners have", async () => {
    const { members } = (await send("GET", "/members?limit=3")).body;
    expect(members).toHaveLength(3);
    const everybody = (await send("GET", "/members")).body.members;
    const sales = everybody.find(({ role }: { role: string }) => role === "sales");
    expect(sales).toMatchObject({ userId: org.users.sales, email: "sales@ours.test" });
    expect((await send("PUT", ada, { ownerId: sales.userId })).body.ownerName).toBe("ours sales");
  });
});
