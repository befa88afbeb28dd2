/** Who is here already is not made a second time, whichever way they come, and however that way spells them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { importFile } from "../imports/file.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { newFormWorld, Visitor, type FormWorld } from "../widgets/visitor.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Each path with its own spelling of one person; it answers whether the path says that somebody is known. */
const paths: Record<string, (world: FormWorld) => Promise<boolean>> = {
  form: async ({ org }) => {
    const input = { name: "Maria Silva", email: "Maria@Example.com", phone: "+7 701 555 00 01" };
    const entered = org.as.sales.mutation(api.customers.create, { orgId: org.orgId, input });
    return await entered.then(
      () => false,
      (error: unknown) => String(error).includes("DUPLICATE_CUSTOMER"),
    );
  },
  api: async ({ backend, org }) => {
    const { key } = await newKey(org);
    const body = { fullName: "SILVA Maria", email: "maria@example.com ", primaryPhone: "8 (701) 555-00-01" };
    const { status } = await sender(backend, key)("POST", "/customers", body);
    expect([201, 409]).toContain(status);
    return status === 409;
  },
  import: async ({ backend, org }) => {
    const { as, orgId } = org;
    const headings = ["name", "email", "phone"];
    const rows = [
      ["Maria  Silva", "MARIA@example.com", "+7 701 555-00-01"],
      ["M. Silva", "", "007 701 5550001"],
    ];
    const importId = await importFile(org, { headings, mapping: headings, rows });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    const { job } = await as.admin.query(api.imports.get, { orgId, importId });
    return job!.counts["created"] === undefined;
  },
  widget: async (world) => {
    const values = { name: "maria silva", email: "maria@example.com", phone: "+77015550001", message: "Hi" };
    expect((await new Visitor(world).submit(values)).status).toBeLessThan(300);
    await world.backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    return true;
  },
  whatsapp: async ({ backend, org }) => {
    const before = (await backend.run((ctx) => ctx.db.query("customers").collect())).length;
    await arrive({ backend, org }, { channel: "whatsapp", from: "+77015550001", fromName: "maria s." });
    return (await backend.run((ctx) => ctx.db.query("customers").collect())).length === before;
  },
  inbox: async (world) => {
    await arrive(world, { channel: "email", from: "maria@example.com" });
    const queued = await world.backend.run((ctx) => ctx.db.query("unmatchedMessages").collect());
    return queued.length === 0;
  },
  pos: async ({ backend, org }) => {
    const { key } = await newKey(org);
    const body = { id: "17", customer_name: "MARIA SILVA", contact_number: "8 701 5550001" };
    const reply = await sender(backend, key)("POST", "/pos/customers", body);
    expect([200, 201]).toContain(reply.status);
    return reply.body.linked === true;
  },
  profile: async ({ backend, org }) => {
    const rows = [{ id: "web-1", display_name: "Maria Silva", email: "maria@example.com" }];
    await org.as.admin.mutation(api.profiles.take, { orgId: org.orgId, kind: "profiles", rows });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    return true;
  },
};

/** A message that came in through a provider and was found to be signed. */
async function arrive(
  { backend, org }: Pick<FormWorld, "backend" | "org">,
  message: { channel: "email" | "whatsapp"; from: string; fromName?: string },
): Promise<void> {
  await backend.mutation(internal.channels.take, {
    orgId: org.orgId,
    incoming: { providerId: `${message.channel}-1`, body: "Hello", at: Date.now(), ...message },
  });
}

const live = async ({ backend }: FormWorld) =>
  (await backend.run(async (ctx) => await ctx.db.query("customers").collect())).filter(
    ({ status }) => status !== "deleted",
  );

// A profile makes nobody, so it is never the first.
test.each(["form", "api", "import", "pos"])(
  "DUP-25 VAL-17: one person who came first by %s and then by every other path there is, spelled otherwise by each, is one customer",
  async (first) => {
    const world = await newFormWorld();
    expect(await paths[first]!(world)).toBe(false);
    const [customer] = await live(world);
    for (const [name, come] of Object.entries(paths)) {
      expect(await come(world), name).toBe(true);
      expect(
        (await live(world)).map(({ _id }) => _id),
        name,
      ).toEqual([customer!._id]);
    }
  },
);
