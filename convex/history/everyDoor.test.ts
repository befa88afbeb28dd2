/** Whatever changes something about a customer tells it in the history: who, and through which door. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { consentPath } from "../consent/link";
import { importFile } from "../imports/file.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { published, type Published } from "../tenancy/doors.testkit";
import { exportedTables, fillOrganization, sample } from "../tenancy/fill.testkit";
import { maria, newFormWorld, Visitor } from "../widgets/visitor.testkit";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { Channel } from "./channel";

const day = 86_400_000;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
  vi.stubEnv("ORBIT_URL", "https://orbit.test");
  vi.stubEnv("ORBIT_SECRET", "0123456789abcdef0123456789abcdef");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Tables that name a customer and say nothing about one; everything else that does is told. */
const beside: Record<string, string> = {
  auditLog: "the history itself",
  timelineEntries: "places of the history in the feed",
  timelineCounts: "how many of them",
  interactionCounts: "how many interactions",
  customerVisits: "when somebody looked",
  arrivals: "a message to the new owner; the hand-over is told",
  leadScores: "worked out",
  salesFacts: "worked out",
  customerValues: "worked out",
  noteWords: "kept equal to the note",
  bulkRows: "a job's list of what to do; each deed is told",
  importRows: "a file's rows; what becomes of a customer is told",
  importConflicts: "questions of an import",
  importedKeys: "an import's memory",
  exportFiles: "a file in the making; told once it is written",
  presence: "who is looking",
};

type Rows = Map<string, { table: string; text: string }>;

/** Rows about customers, as text. */
async function recordsOf(backend: Backend, orgId: Id<"organizations">): Promise<Rows> {
  const tables = exportedTables.filter(
    ({ tableName, documentType }) =>
      !(tableName in beside) &&
      (tableName === "customers" || (documentType.type === "object" && "customerId" in documentType.value)),
  );
  const found = await backend.run(async (ctx) => {
    const rows: [string, { table: string; text: string }][] = [];
    for (const { tableName } of tables) {
      for (const row of await ctx.db.query(tableName as "customers").collect()) {
        if (row.orgId === orgId) rows.push([row._id, { table: tableName, text: JSON.stringify(row) }]);
      }
    }
    return rows;
  });
  return new Map(found);
}

function changedTables(before: Rows, after: Rows): string[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  const found = [...ids].filter((id) => before.get(id)?.text !== after.get(id)?.text);
  return [...new Set(found.map((id) => (after.get(id) ?? before.get(id))!.table))].sort();
}

const historyOf = async (backend: Backend, orgId: Id<"organizations">) =>
  await backend.run(async (ctx) =>
    (await ctx.db.query("auditLog").collect()).filter((row) => row.orgId === orgId),
  );

/** Deeds after which little else can be done come last. */
const isLast = ({ name }: Published) =>
  /:(remove|deactivate|discard|merge|undo|start|cancel|erase)/i.test(name);
const mutations = published
  .filter(({ kind, audience }) => kind === "mutation" && audience.kind === "org")
  .sort((a, b) => Number(isLast(a)) - Number(isLast(b)));

test("INT-16: whatever a function that staff can call changes about a customer is told with person and channel", async () => {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { ids } = await fillOrganization(backend, ours, "A row");
  await enliven(backend, ids);
  const changing: string[] = [];
  const silent: string[] = [];
  let before = await recordsOf(backend, ours.orgId);
  const told = new Set((await historyOf(backend, ours.orgId)).map(({ _id }) => _id));
  for (const found of mutations) {
    if (found.name === "customers:remove") {
      await endWhatIsPromised(backend);
      before = await recordsOf(backend, ours.orgId);
    }
    await attempt(ours, found, ids);
    const after = await recordsOf(backend, ours.orgId);
    const changed = changedTables(before, after);
    before = after;
    const added = (await historyOf(backend, ours.orgId)).filter(({ _id }) => !told.has(_id));
    for (const { _id } of added) told.add(_id);
    if (changed.length === 0) continue;
    changing.push(found.name);
    if (added.length === 0) silent.push(`${found.name} changed ${changed.join(", ")}`);
    for (const { actor, actorName, channel } of added) {
      expect({ actor, actorName, channel }).toEqual({
        actor: `user:${ours.users.admin}`,
        actorName: "ours admin",
        channel: "app",
      });
    }
  }
  expect(silent).toEqual([]);
  // Functions that change nothing prove nothing: these are the least.
  expect(changing).toEqual(
    expect.arrayContaining([
      "consents:set",
      "contacts:create",
      "contacts:update",
      "customers:create",
      "customers:remove",
      "customers:setTags",
      "customers:update",
      "documents:update",
      "followUps:create",
      "interactions:create",
      "leads:create",
      "notes:create",
      "notes:update",
      "quotes:create",
    ]),
  );
});

/**
 * Arguments made from the validator; ids that a function takes as text are ids
 * of rows, and where a form's own rules refuse what was made, it is plausible.
 */
async function attempt(
  ours: Organization,
  found: Published,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const made = sample(found.args, { ids, marker: "x", optional: "ids" }) as Record<string, unknown>;
  for (const [name, value] of Object.entries(made)) {
    const table = tableOf(name);
    if (value === "x" && ids.has(table)) made[name] = ids.get(table);
  }
  const args: Record<string, unknown> = { ...made, ...plausible[found.name], orgId: ours.orgId };
  const call = ours.as.admin.mutation as (reference: never, args: never) => Promise<unknown>;
  // A refusal changes nothing, and is not what is looked at here.
  await call(found.reference as never, args as never).catch(() => undefined);
}

const tableOf = (name: string) => `${name.replace(/Id$/, "")}s`;

const plausible: Record<string, Record<string, unknown>> = {
  "customers:create": { input: { name: "Anna Karlsson", email: "anna@x.test" } },
  "customers:update": { patch: { notes: "Likes aisles" } },
  "customers:setTags": { tags: ["VIP"] },
  "customers:remove": { reason: "Gone" },
  "contacts:create": { input: { firstName: "Anna", lastName: "Karlsson", email: "anna@x.test" } },
  "contacts:update": { input: { firstName: "Berta" } },
  "interactions:create": { input: { type: "call", subject: "Asked", description: "For prices." } },
  "consents:set": { purpose: "marketing", granted: true },
  "notes:update": { input: { noteText: "Likes windows" } },
  "notes:create": { input: { noteText: "Likes aisles" } },
  "followUps:create": { input: { title: "Call back", dueAt: Date.UTC(2026, 5, 2) } },
  "documents:update": { input: { documentName: "Passport" } },
  "quotes:create": {
    input: {
      subject: "Altai in June",
      lines: [{ description: "Tour", quantity: 1000, unitPrice: 90_000, taxRate: 0 }],
      validUntil: "2026-07-01",
    },
  },
};

/** One row of each table as it is in the middle of its life, so that most deeds are possible. */
async function enliven(backend: Backend, ids: ReadonlyMap<string, string>): Promise<void> {
  await backend.run(async (ctx) => {
    const at = <T extends "customers" | "documents" | "notes" | "interactions" | "fieldSets">(table: T) =>
      ids.get(table) as Id<T>;
    await ctx.db.patch("customers", at("customers"), { status: "active" });
    // What is still being checked is told when it is known to be a document.
    await ctx.db.patch("documents", at("documents"), { state: "ready", isRemoved: false });
    await ctx.db.patch("notes", at("notes"), { isRemoved: false });
    await ctx.db.patch("interactions", at("interactions"), { automatic: false });
    // A field that every customer must have would refuse the others.
    await ctx.db.patch("fieldSets", at("fieldSets"), { fields: [] });
  });
}

/** A customer to whom something is promised is not deleted. */
async function endWhatIsPromised(backend: Backend): Promise<void> {
  await backend.run(async (ctx) => {
    for (const table of ["orders", "bookings", "serviceJobs"] as const)
      for (const { _id } of await ctx.db.query(table).collect())
        await ctx.db.patch(table, _id as Id<"orders">, { status: "cancelled" });
  });
}

describe("every channel there is", () => {
  interface Change {
    backend: Backend;
    orgId: Id<"organizations">;
    customerId: Id<"customers">;
  }
  const customer = async (org: Organization, input: object = {}) =>
    (
      await org.as.admin.mutation(api.customers.create, {
        orgId: org.orgId,
        input: { name: "Anna Karlsson", email: "anna@x.test", ...input },
      })
    ).customerId;
  async function world() {
    const backend = newBackend();
    const org = await newOrganization(backend, "ours");
    return { backend, org, orgId: org.orgId };
  }
  const settle = (backend: Backend) => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
  const latestCustomer = async (backend: Backend) =>
    (await backend.run((ctx) => ctx.db.query("customers").collect())).at(-1)!._id;

  /** A new channel does not compile until it is tried here. */
  const channels: Record<Channel, { actor: RegExp; change: () => Promise<Change> }> = {
    app: {
      actor: /^user:/,
      change: async () => {
        const { backend, org, orgId } = await world();
        const [customerId, twin] = [
          await customer(org),
          await customer(org, { name: "Anne Carlson", email: "b@x.test" }),
        ];
        await org.as.admin.mutation(api.customers.merge, {
          orgId,
          primaryCustomerId: customerId,
          secondaryCustomerIds: [twin],
          mergeReason: "Same person",
        });
        await settle(backend);
        return { backend, orgId, customerId };
      },
    },
    api: {
      actor: /^key:/,
      change: async () => {
        const { backend, org, orgId } = await world();
        const customerId = await customer(org);
        const { key } = await newKey(org);
        const reply = await sender(backend, key)("PUT", `/customers/${customerId}`, {
          notes: "From the shop",
        });
        expect(reply.status).toBe(200);
        return { backend, orgId, customerId };
      },
    },
    import: {
      actor: /^job:/,
      change: async () => {
        const { backend, org, orgId } = await world();
        await importFile(org, { headings: ["name", "email"], rows: [["Anna Karlsson", "anna@x.test"]] });
        await settle(backend);
        return { backend, orgId, customerId: await latestCustomer(backend) };
      },
    },
    widget: {
      actor: /^widget:/,
      change: async () => {
        const form = await newFormWorld();
        expect((await new Visitor(form).submit(maria)).status).toBeLessThan(300);
        return {
          backend: form.backend,
          orgId: form.org.orgId,
          customerId: await latestCustomer(form.backend),
        };
      },
    },
    portal: {
      actor: /^portal:/,
      change: async () => {
        const { backend, org, orgId } = await world();
        const customerId = await customer(org);
        const token = (await consentPath(orgId, customerId)).slice("/u/".length);
        const visitor = backend.withRequestMetadata({ ip: "203.0.113.7" });
        await visitor.action(api.portal.settleConsent, { token, purpose: "sms", granted: true });
        return { backend, orgId, customerId };
      },
    },
    schedule: {
      actor: /^(system|job):/,
      change: async () => {
        const { backend, org, orgId } = await world();
        const customerId = await customer(org);
        // Silence grows by itself: after half a year the risk is another one.
        vi.setSystemTime(Date.now() + 200 * day);
        await backend.mutation(internal.value.forEachOrganization, { work: "recompute", cursor: null });
        await settle(backend);
        return { backend, orgId, customerId };
      },
    },
    pos: {
      actor: /^system:/,
      change: async () => {
        const { backend, org, orgId } = await world();
        await org.as.admin.mutation(api.mirror.setStage, { orgId, stage: "buildAndSync" });
        await org.as.admin.mutation(api.mirror.takeRows, {
          orgId,
          rows: [{ id: 7, customer_name: "Anna Karlsson", email: "anna@x.test" }],
        });
        await settle(backend);
        return { backend, orgId, customerId: await latestCustomer(backend) };
      },
    },
    sample: {
      actor: /^system:/,
      change: async () => {
        const { backend, orgId } = await world();
        await backend.mutation(internal.sampleData.seed, { orgId, from: 0, count: 1, crowd: 7 });
        return { backend, orgId, customerId: await latestCustomer(backend) };
      },
    },
  };

  test.each(Object.entries(channels))(
    "INT-16: a change through %s is told with that channel and with whose it is",
    async (channel, { actor, change }) => {
      const { backend, orgId, customerId } = await change();
      const told = (await historyOf(backend, orgId)).filter(
        (row: Doc<"auditLog">) => row.customerId === customerId && row.channel === channel,
      );
      expect(told.length).toBeGreaterThan(0);
      for (const row of told) {
        expect(row.actor).toMatch(actor);
        expect(row.actorName).not.toBe("");
      }
    },
  );
});
