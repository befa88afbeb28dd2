/** One shape for every way in: made stricter in its one file, each way is stricter at once. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as z from "zod";
import { api } from "../_generated/api";
import { importFile } from "../imports/file.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import type * as Shape from "./shape";
import { maria, newFormWorld, Visitor, type FormWorld } from "../widgets/visitor.testkit";

const strict = vi.hoisted(() => ({ least: 0 }));

vi.mock("./shape", async (original) => {
  const shape = await original<typeof Shape>();
  const stricter = (of: z.ZodType) =>
    of.refine((value) => ((value as { name?: string }).name ?? "long enough").length >= strict.least, {
      path: ["name"],
      message: `Enter a name of at least ${strict.least} characters.`,
    });
  return {
    ...shape,
    newCustomerShape: (rules: never) => stricter(shape.newCustomerShape(rules)),
    customerPatchShape: (rules: never) => stricter(shape.customerPatchShape(rules)),
  };
});

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

let count = 0;

/** Whether a person of that name comes in by each way. */
const ways: Record<string, (world: FormWorld, name: string) => Promise<boolean>> = {
  door: ({ org }, name) =>
    org.as.admin
      .mutation(api.customers.create, { orgId: org.orgId, input: { name, email: `d${++count}@x.test` } })
      .then(
        () => true,
        () => false,
      ),
  change: async ({ org }, name) => {
    const { orgId, as } = org;
    const { page } = await as.admin.query(api.customers.list, { orgId });
    return await as.admin
      .mutation(api.customers.update, { orgId, customerId: page[0]!._id, patch: { name } })
      .then(
        () => true,
        () => false,
      );
  },
  api: async ({ backend, org }, name) => {
    const { key } = await newKey(org);
    const reply = await sender(backend, key)("POST", "/customers", { name, email: `r${++count}@x.test` });
    expect([201, 400]).toContain(reply.status);
    return reply.status === 201;
  },
  import: async ({ backend, org }, name) => {
    const { as, orgId } = org;
    const headings = ["name", "email"];
    const rows = [[name, `i${++count}@x.test`]];
    const importId = await importFile(org, { headings, mapping: headings, rows });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    const { job } = await as.admin.query(api.imports.get, { orgId, importId });
    return (job!.counts["created"] ?? 0) === 1;
  },
  widget: async (world, name) => {
    const people = async () =>
      await world.backend.run(async (ctx) => (await ctx.db.query("customers").collect()).length);
    const before = await people();
    // A visitor is never sent away by the rules of the organization: what breaks them waits for somebody to look at it.
    await new Visitor(world).submit({ ...maria, name, email: `w${++count}@x.test` });
    return (await people()) > before;
  },
};

test("VAL-01: the least length of a name, changed in the one file, changes for the screens' door, a change, the API, an import and a form on a website; the app's forms read the same file", async () => {
  const world = await newFormWorld();
  strict.least = 0;
  expect(await ways["door"]!(world, "First One")).toBe(true);
  const names = { short: ["Anne", "Bert", "Cleo", "Dora", "Egon"], long: "Q" };
  for (const [at, [way, come]] of Object.entries(ways).entries()) {
    strict.least = 0;
    expect(await come(world, `${names.short[at]} Lee`), way).toBe(true);
    strict.least = 20;
    expect(await come(world, `${names.short[at]} Orr`), `${way}, made stricter`).toBe(false);
    expect(await come(world, `${names.short[at]} Quite Long Enough By Now`), `${way}, long`).toBe(true);
  }
  const forms = import.meta.glob<string>(
    ["../../src/hooks/useCustomerForm.ts", "../../src/features/customers/EditForm.tsx"],
    {
      query: "?raw",
      import: "default",
      eager: true,
    },
  );
  expect(Object.keys(forms)).toHaveLength(2);
  for (const text of Object.values(forms))
    expect(text).toMatch(/import \{[^}]*newCustomerShape[^}]*\} from "(..\/)+convex\/customers\/shape"/);
});
