/** Campaigns: who gets one and who does not and why, each at most once, through pauses, crashes and merges. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("ORBIT_URL", "https://orbit.test");
  vi.stubEnv("CONVEX_SITE_URL", "https://site.test");
  vi.stubEnv("ORBIT_SECRET", "0123456789abcdef0123456789abcdef");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const everybody = { kind: "filter" as const, filters: {} };

async function speaking(world: World) {
  const { backend, org } = world;
  const { orgId, as } = org;
  const templateId = await as.manager.mutation(api.templates.create, {
    orgId,
    input: {
      name: "June",
      channel: "email",
      category: "marketing",
      texts: {
        en: { subject: "June, {{firstName}}", content: "Ten days from {{price}}." },
        ru: { subject: "Июнь, {{firstName}}", content: "Десять дней от {{price}}." },
      },
    },
  });
  const input = { name: "June", templateId, values: { price: "$900" }, audience: everybody };
  const page = { paginationOpts: { numItems: 50, cursor: null } };
  return {
    ...world,
    orgId,
    as,
    templateId,
    input,
    create: (other: object = {}, role: Role = "manager") =>
      as[role].mutation(api.campaigns.create, { orgId, input: { ...input, ...other } }),
    check: async (campaignId: Id<"campaigns">) => {
      await as.manager.mutation(api.campaigns.check, { orgId, campaignId });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    },
    send: (campaignId: Id<"campaigns">, role: Role = "manager") =>
      as[role].mutation(api.campaigns.send, { orgId, campaignId }),
    turn: (campaignId: Id<"campaigns">, turn: "pause" | "resume" | "cancel") =>
      as.manager.mutation(api.campaigns.turn, { orgId, campaignId, turn }),
    finish: () => backend.finishAllScheduledFunctions(vi.runAllTimers),
    get: (campaignId: Id<"campaigns">) => as.manager.query(api.campaigns.get, { orgId, campaignId }),
    recipients: async (campaignId: Id<"campaigns">, filter: object = {}) =>
      (await as.manager.query(api.campaigns.recipients, { orgId, campaignId, ...page, ...filter })).page,
    mails: () =>
      backend.run(async (ctx) =>
        (await ctx.db.query("outbox").collect()).filter((one) => one.kind === "marketing"),
      ),
    agree: async (customerId: Id<"customers">, ...purposes: ("marketing" | "email")[]) => {
      for (const purpose of purposes.length > 0 ? purposes : (["marketing", "email"] as const))
        await as.admin.mutation(api.consents.set, { orgId, customerId, purpose, granted: true });
    },
    refuse: (customerId: Id<"customers">) =>
      as.admin.mutation(api.consents.set, { orgId, customerId, purpose: "marketing", granted: false }),
    /** One step of sending, as the scheduler takes it. */
    step: async (campaignId: Id<"campaigns">) =>
      await backend.run(async (ctx) => {
        const campaign = await ctx.db.get("campaigns", campaignId);
        return await ctx.db.get("jobs", campaign!.sending!.jobId);
      }),
  };
}

/** A customer who agreed to everything. */
async function agreed(
  said: Awaited<ReturnType<typeof speaking>>,
  input: { name?: string; email?: string } = {},
) {
  const id = await newCustomer(said.org, "admin", input);
  await said.agree(id);
  return id;
}

describe("CNS-07 COM-26: a campaign reaches whom it may and tells why it skips the others", () => {
  test("before it is sent, every customer is accounted for by reason; after, each has one mail in their language", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, send, get, recipients, mails, finish, agree, refuse } = said;
    const reached = await agreed(said, { name: "Ann Reached", email: "ann@example.test" });
    await as.admin.mutation(api.customers.update, {
      orgId,
      customerId: reached,
      patch: { preferredLanguage: "ru" },
    });
    const noChannel = await newCustomer(said.org, "admin");
    await agree(noChannel, "marketing");
    const tookBack = await agreed(said);
    await refuse(tookBack);
    const inactive = await agreed(said);
    await as.admin.mutation(api.customers.deactivate, { orgId, customerId: inactive, reason: "Closed" });
    const { customerId: noAddress } = await as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: "No Address", phone: "+77011234567" },
    });
    await agree(noAddress);
    const campaignId = await create();
    expect(await get(campaignId)).toMatchObject({ state: "draft", reach: null });
    await check(campaignId);
    // The world's own customer was never asked.
    const skipped = {
      noMarketingConsent: 1,
      unsubscribed: 1,
      noChannelConsent: 1,
      noAddress: 1,
      inactive: 1,
    };
    expect(await get(campaignId)).toMatchObject({ state: "ready", reach: 1, waiting: 1, skipped });
    expect(await mails()).toEqual([]);
    expect(await recipients(campaignId, { reason: "unsubscribed" })).toMatchObject([
      { customerId: tookBack, status: "skipped", reason: "unsubscribed", mail: null },
    ]);
    await send(campaignId);
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "sent", sent: 1, reach: 1, waiting: 0, skipped });
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: "ann@example.test", subject: "Июнь, Ann", marketingTo: reached });
    expect(mail!.text).toContain("Десять дней от $900.");
    expect(mail!.text).toContain(mail!.link);
    expect(await recipients(campaignId, { status: "sent" })).toMatchObject([
      { customerId: reached, address: "ann@example.test", mail: { status: "held" } },
    ]);
    expect(await recipients(campaignId)).toHaveLength(6);
    // It stands in the customer's conversation, and what becomes of the mail is told there.
    const written = await said.backend.run((ctx) => ctx.db.query("communications").collect());
    expect(written).toMatchObject([
      { customerId: reached, subject: "Июнь, Ann", deliveryStatus: "simulated", isMarketing: true },
    ]);
  });

  test("consent is asked again when the mail is written, and once more before it leaves", async () => {
    const said = await speaking(await newWorld());
    const { create, check, send, finish, get, recipients, mails, refuse, orgId, backend } = said;
    const first = await agreed(said);
    const second = await agreed(said);
    const campaignId = await create();
    await check(campaignId);
    await refuse(first);
    await send(campaignId);
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "sent", sent: 1, skipped: { unsubscribed: 1 } });
    expect(await recipients(campaignId, { reason: "unsubscribed" })).toMatchObject([{ customerId: first }]);
    const [mail] = await mails();
    await refuse(second);
    await backend.run((ctx) => ctx.db.patch("outbox", mail!._id, { status: "queued", nextAttemptAt: 0 }));
    expect(await backend.mutation(internal.outbox.claim, { orgId, mailId: mail!._id })).toBeNull();
    expect(await recipients(campaignId, { status: "sent" })).toMatchObject([
      { mail: { status: "failed", error: "noMarketingConsent" } },
    ]);
  });

  test("the next campaign skips whoever unsubscribed from the last", async () => {
    const said = await speaking(await newWorld());
    const { create, check, send, finish, get, mails, backend } = said;
    await agreed(said);
    const first = await create();
    await check(first);
    await send(first);
    await finish();
    const token = (await mails())[0]!.link!.replace("https://orbit.test/u/", "");
    const visitor = backend.withRequestMetadata({ ip: "203.0.113.7" });
    await visitor.action(api.portal.settleConsent, { token, purpose: "marketing", granted: false });
    const next = await create({ name: "July" });
    await check(next);
    expect(await get(next)).toMatchObject({ reach: 0, skipped: { unsubscribed: 1 } });
    expect(await refusalOf(send(next))).toMatchObject({ issues: [{ path: "audience", rule: "nobody" }] });
  });

  test("a quote's mail goes to a customer without any consent", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, customerId, backend } = said;
    const quoteId = await as.sales.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: {
        subject: "Tour",
        validUntil: "2099-01-01",
        lines: [{ description: "Guide", quantity: 1000, unitPrice: 100, taxRate: 0 }],
      },
    });
    await as.sales.mutation(api.quotes.send, { orgId, quoteId, mail: { to: "asked@example.test" } });
    const sent = await backend.run((ctx) => ctx.db.query("outbox").collect());
    expect(sent).toMatchObject([{ kind: "quote", to: "asked@example.test" }]);
    expect(sent[0]).not.toHaveProperty("unsubscribeUrl");
  });
});

describe("each customer gets it at most once", () => {
  test("two records with one address, also when one is given the other's in between", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, send, finish, get, mails } = said;
    const loose = { email: "warn", phone: "warn", name: "warn", requiredContact: "either" } as const;
    const settings = await as.admin.query(api.settings.get, { orgId });
    await said.backend.run(async (ctx) => {
      const row = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
      await ctx.db.patch("orgSettings", row._id, { identityPolicy: loose });
    });
    expect(settings.identityPolicy.email).toBe("block");
    await agreed(said, { name: "Ann", email: "shared@example.test" });
    await agreed(said, { name: "Bob", email: "shared@example.test" });
    const third = await agreed(said, { name: "Cid", email: "cid@example.test" });
    const campaignId = await create();
    await check(campaignId);
    expect(await get(campaignId)).toMatchObject({ reach: 2, skipped: { doubled: 1 } });
    await as.admin.mutation(api.customers.update, {
      orgId,
      customerId: third,
      patch: { email: "shared@example.test" },
    });
    await send(campaignId);
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "sent", sent: 1, skipped: { doubled: 2 } });
    expect(await mails()).toHaveLength(1);
  });

  test("two records that are merged between the look and the sending", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, send, finish, get, mails } = said;
    const kept = await agreed(said, { name: "Ann" });
    const gone = await agreed(said, { name: "Bob" });
    const campaignId = await create();
    await check(campaignId);
    await as.manager.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: kept,
      secondaryCustomerIds: [gone],
      mergeReason: "Same person",
    });
    await send(campaignId);
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "sent", sent: 1, skipped: { doubled: 1 } });
    expect(await mails()).toMatchObject([{ marketingTo: kept }]);
  });

  test("paused it waits, stopped it goes on with whoever has not got it, and a step that comes twice sends once", async () => {
    const said = await speaking(await newWorld());
    const { backend, orgId, create, check, send, turn, finish, get, mails, step } = said;
    for (let n = 0; n < 25; n++) await agreed(said);
    const campaignId = await create();
    await check(campaignId);
    const jobId = await send(campaignId);
    await turn(campaignId, "pause");
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "paused", sent: 0, waiting: 25 });
    await turn(campaignId, "resume");
    const once = { orgId, jobId, step: 0, startedBy: "Manager" };
    await backend.mutation(internal.campaigns.sendBatch, once);
    await backend.mutation(internal.campaigns.sendBatch, once);
    expect((await step(campaignId))!.counts).toEqual({ sent: 10 });
    await turn(campaignId, "cancel");
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "stopped", sent: 10, waiting: 15 });
    await turn(campaignId, "resume");
    await finish();
    expect(await get(campaignId)).toMatchObject({ state: "sent", sent: 25, waiting: 0 });
    const to = (await mails()).map((mail) => mail.to);
    expect([to.length, new Set(to).size]).toEqual([25, 25]);
    expect(await refusal(turn(campaignId, "resume"))).toBe("JOB_NOT_RUNNING");
  });

  test("whoever sends loses the right: it stops, and a colleague goes on with it", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, backend, create, check, send, finish, get } = said;
    await agreed(said);
    const campaignId = await create();
    await check(campaignId);
    await send(campaignId);
    await backend.run(async (ctx) => {
      const members = await ctx.db.query("memberships").collect();
      const manager = members.find((one) => one.orgId === orgId && one.userId === said.org.users.manager)!;
      await ctx.db.patch("memberships", manager._id, { role: "sales" });
    });
    await finish();
    const stopped = await as.admin.query(api.campaigns.get, { orgId, campaignId });
    expect(stopped).toMatchObject({ state: "stopped", sent: 0, waiting: 1 });
    await as.admin.mutation(api.campaigns.turn, { orgId, campaignId, turn: "resume" });
    await finish();
    expect(await as.admin.query(api.campaigns.get, { orgId, campaignId })).toMatchObject({
      state: "sent",
      sent: 1,
    });
    expect(await refusal(get(campaignId))).toBe("FORBIDDEN");
  });
});

test("with a provider mails leave no faster than it takes them, each with the headers of its own unsubscribe button", async () => {
  const calls: { headers: Record<string, string> }[] = [];
  vi.stubGlobal("fetch", (_url: string, init: RequestInit) => {
    const { headers } = JSON.parse(init.body as string) as { headers: Record<string, string> };
    calls.push({ headers });
    return Promise.resolve(Response.json({ id: `re_${calls.length}` }));
  });
  vi.stubEnv("RESEND_API_KEY", "re_key");
  const said = await speaking(await newWorld());
  for (let n = 0; n < 3; n++) await agreed(said);
  const campaignId = await said.create();
  await said.check(campaignId);
  const jobId = await said.send(campaignId);
  const { orgId } = said;
  await said.backend.mutation(internal.campaigns.sendBatch, { orgId, jobId, step: 0, startedBy: "Manager" });
  const due = (await said.mails()).map(({ nextAttemptAt }) => nextAttemptAt);
  expect(due.map((at) => at - due[0]!)).toEqual([0, 500, 1000]);
  await said.finish();
  expect(await said.recipients(campaignId, { status: "sent" })).toMatchObject(
    Array.from({ length: 3 }, () => ({ mail: { status: "sent" } })),
  );
  const written = await said.backend.run((ctx) => ctx.db.query("communications").collect());
  expect(written.map(({ deliveryStatus }) => deliveryStatus)).toEqual(["sent", "sent", "sent"]);
  expect(calls[0]!.headers).toEqual({
    "List-Unsubscribe": expect.stringMatching(/^<https:\/\/site\.test\/unsubscribe\/.+>$/) as unknown,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
});

describe("CNS-13: the button of a mail client", () => {
  async function mailed() {
    const said = await speaking(await newWorld());
    const customerId = await agreed(said);
    const campaignId = await said.create();
    await said.check(campaignId);
    await said.send(campaignId);
    await said.finish();
    const path = (await said.mails())[0]!.unsubscribeUrl!.replace("https://site.test", "");
    const { as, orgId } = said;
    return {
      ...said,
      path,
      reader: customerId,
      state: () => as.admin.query(api.consents.state, { orgId, customerId }),
      post: (body: string, to = path) => said.backend.fetch(to, { method: "POST", body }),
    };
  }

  test("a post takes marketing consent back with its proof, once; opening the address changes nothing and shows the page", async () => {
    const { post, state, path, backend, as, orgId, reader } = await mailed();
    const opened = await backend.fetch(path, { method: "GET", redirect: "manual" });
    expect(opened.status).toBe(302);
    expect(opened.headers.get("location")).toMatch(/^https:\/\/orbit\.test\/u\//);
    expect((await state()).granted.marketing).toBe(true);
    expect((await post("List-Unsubscribe=One-Click")).status).toBe(200);
    expect(await state()).toMatchObject({
      granted: { marketing: false, email: true },
      latest: { marketing: { granted: false, source: "customer", proof: "List-Unsubscribe" } },
    });
    expect((await post("List-Unsubscribe=One-Click")).status).toBe(200);
    const events = await as.admin.query(api.consents.list, {
      orgId,
      customerId: reader,
      paginationOpts: { numItems: 50, cursor: null },
    });
    expect(events.page.filter(({ purpose, granted }) => purpose === "marketing" && !granted)).toHaveLength(1);
  });

  test("a forged address, another body and a program that goes on asking are turned away", async () => {
    const { post, state, path } = await mailed();
    expect((await post("List-Unsubscribe=One-Click", `${path}x`)).status).toBe(404);
    expect((await post("List-Unsubscribe=One-Click", "/unsubscribe/none")).status).toBe(404);
    expect((await post("")).status).toBe(400);
    expect((await post("x".repeat(5000))).status).toBe(400);
    expect((await state()).granted.marketing).toBe(true);
    const answers: number[] = [];
    for (let n = 0; n < 21; n++) answers.push((await post("List-Unsubscribe=One-Click")).status);
    expect(answers.at(-1)).toBe(429);
  });
});

describe("what is entered", () => {
  test("COM-11: a value that is missing, an inactive template and a text message's template are refused by their field", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, templateId, check } = said;
    expect(await refusalOf(create({ name: " " }))).toMatchObject({
      issues: [{ path: "name", rule: "required" }],
    });
    const campaignId = await create({ values: {} });
    expect(await refusalOf(check(campaignId))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "values.price", rule: "missingValue", message: "Give a value for {{price}}." }],
    });
    await as.manager.mutation(api.templates.setActive, { orgId, templateId, isActive: false });
    const filled = await create();
    expect(await refusalOf(check(filled))).toMatchObject({
      issues: [{ path: "templateId", rule: "inactiveTemplate" }],
    });
    const sms = await as.manager.mutation(api.templates.create, {
      orgId,
      input: { name: "SMS", channel: "sms", category: "marketing", texts: { en: { content: "Hello" } } },
    });
    expect(await refusalOf(create({ templateId: sms }))).toMatchObject({
      issues: [{ path: "templateId", rule: "notEmail" }],
    });
  });

  test("a customer whose own place is empty is skipped, not written to with a hole in the text", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, get } = said;
    await agreed(said);
    const templateId = await as.manager.mutation(api.templates.create, {
      orgId,
      input: {
        name: "For companies",
        channel: "email",
        category: "marketing",
        texts: { en: { subject: "For {{company}}", content: "Dear {{name}}" } },
      },
    });
    const campaignId = await create({ templateId });
    await check(campaignId);
    expect(await get(campaignId)).toMatchObject({ reach: 0, skipped: { missingVariable: 1 } });
  });

  test("a change of whom or what makes the look stale, a new name does not; a new look replaces the old", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, get, send, recipients, input } = said;
    await agreed(said);
    const campaignId = await create();
    await check(campaignId);
    const change = (other: object) =>
      as.manager.mutation(api.campaigns.update, { orgId, campaignId, input: { ...input, ...other } });
    await change({ name: "July" });
    expect((await get(campaignId)).state).toBe("ready");
    await change({ name: "July", values: { price: "$1" } });
    expect(await get(campaignId)).toMatchObject({ state: "draft", reach: null, skipped: {} });
    expect(await refusal(send(campaignId))).toBe("INVALID_STATUS_CHANGE");
    await check(campaignId);
    expect(await recipients(campaignId)).toHaveLength(2);
    expect(await said.backend.run((ctx) => ctx.db.query("campaignRecipients").collect())).toHaveLength(2);
    await send(campaignId);
    await said.finish();
    expect(await refusal(change({ name: "August" }))).toBe("INVALID_STATUS_CHANGE");
    expect(await refusal(send(campaignId))).toBe("INVALID_STATUS_CHANGE");
  });

  test("the audience is a view or a filter, counted exactly; a view that was deleted is told of", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, create, check, get } = said;
    const vip = await agreed(said);
    await as.admin.mutation(api.customers.setTags, { orgId, customerId: vip, tags: ["spring"] });
    await agreed(said);
    const where = { match: "all" as const, rules: [{ field: "tag", op: "is" as const, values: ["spring"] }] };
    const viewId = await as.manager.mutation(api.views.create, { orgId, name: "Spring", look: { where } });
    const audience = { kind: "view" as const, viewId };
    const size = (of: typeof audience | typeof everybody) =>
      as.manager.query(api.campaigns.audienceSize, { orgId, audience: of, now: Date.now() });
    expect([await size(audience), await size(everybody)]).toEqual([1, 3]);
    const campaignId = await create({ audience });
    await check(campaignId);
    expect(await get(campaignId)).toMatchObject({ reach: 1, viewName: "Spring" });
    await as.manager.mutation(api.views.remove, { orgId, viewId });
    expect(await refusalOf(check(campaignId))).toMatchObject({
      issues: [{ path: "audience", rule: "viewGone" }],
    });
  });

  test("managers and admins alone, within their organization, while the module is on", async () => {
    const said = await speaking(await newWorld());
    const { as, orgId, other, create, templateId, input } = said;
    for (const role of ["sales", "support", "brand"] as const) {
      expect(await refusal(create({}, role)), role).toBe("FORBIDDEN");
      const list = as[role].query(api.campaigns.list, {
        orgId,
        isArchived: false,
        paginationOpts: { numItems: 5, cursor: null },
      });
      expect(await refusal(list), role).toBe("FORBIDDEN");
    }
    const theirs = other.as.admin.mutation(api.campaigns.create, { orgId: other.orgId, input });
    expect(await refusal(theirs)).toBe("NOT_FOUND");
    const campaignId = await create();
    const read = other.as.admin.query(api.campaigns.get, { orgId: other.orgId, campaignId });
    expect(await refusal(read)).toBe("NOT_FOUND");
    await as.manager.mutation(api.campaigns.setArchived, { orgId, campaignId, isArchived: true });
    const names = async (isArchived: boolean) =>
      (
        await as.manager.query(api.campaigns.list, {
          orgId,
          isArchived,
          paginationOpts: { numItems: 5, cursor: null },
        })
      ).page.map(({ name }) => name);
    expect([await names(false), await names(true)]).toEqual([[], ["June"]]);
    const settings = await as.admin.query(api.settings.get, { orgId });
    await as.admin.mutation(api.settings.update, {
      orgId,
      changes: { modules: { ...settings.modules, campaigns: false } },
    });
    expect(await refusal(create())).toBe("MODULE_OFF");
    expect((await as.sales.query(api.templates.get, { orgId, templateId })).name).toBe("June");
  });
});

test("a look and a step of sending cost the same among many customers as among few", async () => {
  const said = await speaking(await newWorld({ documentsRead: 600 }));
  for (let n = 0; n < 3; n++) await agreed(said);
  await said.backend.run(async (ctx) => {
    const like = (await ctx.db.query("customers").collect()).find((one) => one.marketingConsent === true)!;
    for (let n = 0; n < 150; n++) {
      const { _id, _creationTime, ...row } = like;
      const code = `MANY-${n}`;
      await ctx.db.insert("customers", {
        ...row,
        customerCode: code,
        codeNumber: 5000 + n,
        slot: 5000 + n,
        email: `m${n}@x.test`,
        createdAt: n,
      });
    }
  });
  const campaignId = await said.create();
  await said.check(campaignId);
  expect(await said.get(campaignId)).toMatchObject({ state: "ready", reach: 153 });
  await said.send(campaignId);
  await said.finish();
  expect(await said.get(campaignId)).toMatchObject({ state: "sent", sent: 153, waiting: 0 });
});

test("over REST a campaign is written, looked through, sent, accounted for, put away and brought back", async () => {
  const said = await speaking(await newWorld());
  const key = await newKey(said.org);
  const call = sender(said.backend, key.key);
  const customerId = await agreed(said);
  const { templateId } = said;
  const written = await call("POST", "/campaigns", { name: "Letter", templateId, values: { price: "$9" } });
  expect(written).toMatchObject({ status: 201, body: { state: "draft", reach: null, viewId: null } });
  const one = `/campaigns/${written.body.id}`;
  expect((await call("POST", `${one}/send`)).status).toBe(422);
  expect((await call("POST", `${one}/check`)).body.state).toBe("checking");
  await said.finish();
  expect((await call("PUT", one, { name: "Summer letter" })).body).toMatchObject({
    state: "ready",
    reach: 1,
  });
  expect((await call("POST", `${one}/send`)).body.state).toBe("sending");
  expect((await call("POST", `${one}/pause`)).body.state).toBe("paused");
  expect((await call("POST", `${one}/resume`)).body.state).toBe("sending");
  await said.finish();
  expect((await call("GET", one)).body).toMatchObject({
    name: "Summer letter",
    state: "sent",
    sent: 1,
    waiting: 0,
    skipped: { noMarketingConsent: 1 },
  });
  expect((await call("GET", `${one}/recipients?status=sent`)).body.recipients).toMatchObject([
    { customerId, status: "sent", mailStatus: "held" },
  ]);
  expect((await call("GET", `${one}/recipients?reason=bored`)).status).toBe(400);
  expect((await call("POST", `${one}/stop`)).status).toBe(422);
  expect((await call("DELETE", one)).body.archived).toBe(true);
  expect((await call("GET", "/campaigns")).body.campaigns).toEqual([]);
  expect((await call("GET", "/campaigns?archived=true")).body.campaigns).toHaveLength(1);
  expect((await call("POST", `${one}/restore`)).body.archived).toBe(false);
  expect((await call("GET", "/campaigns/none")).status).toBe(404);
  const reader = sender(said.backend, (await newKey(said.org, { scopes: ["campaigns:read"] })).key);
  expect((await reader("POST", "/campaigns", { name: "X", templateId })).status).toBe(403);
});
