/** Inserts and edits what Orbit writes for each imported customer; nothing is read or worked out for it. */
import {
  mutationGeneric,
  type DataModelFromSchemaDefinition,
  type GenericMutationCtx,
  type MutationBuilder,
} from "convex/server";
import { v } from "convex/values";
import type schema from "../../../../convex/schema";

type Model = DataModelFromSchemaDefinition<typeof schema>;
const mutation = mutationGeneric as MutationBuilder<Model, "public">;

const FIRST = ["fiona", "harriet", "aigerim", "john", "maria", "olzhas", "peter", "ruslan", "sofia", "timur"];
const ACTOR = "job:s9724ke7rmgb2fv6vfp9m4m4pt99gr1z";
const AT = 1_795_700_000_000;

/** Words of one letter less each, as the app's own search text has them. */
const variants = (word: string) =>
  [...word].map((_, at) => `zzy${word.slice(0, at)}${word.slice(at + 1)}`).join(" ");

function family(n: number): string {
  const letters = "abcdefghij";
  return `mac${letters[n % 10]}${letters[Math.floor(n / 10) % 10]}${letters[Math.floor(n / 100) % 10]}`;
}

export const begin = mutation({
  args: {},
  handler: async (ctx) =>
    await ctx.db.insert("organizations", {
      name: "Bench",
      slug: "bench",
      status: "active",
      template: "generic",
      createdAt: AT,
      updatedAt: AT,
    }),
});

export const add = mutation({
  args: { orgId: v.id("organizations"), from: v.number(), count: v.number() },
  handler: async (ctx, { orgId, from, count }) => {
    for (let n = from; n < from + count; n++) await addRow(ctx, orgId, n);
    return null;
  },
});

async function addRow(
  { db }: GenericMutationCtx<Model>,
  orgId: Model["organizations"]["document"]["_id"],
  n: number,
) {
  const first = FIRST[n % FIRST.length]!;
  const last = family(n);
  const name = `${first} ${last}`;
  const phone = `7701${String(n).padStart(7, "0")}`;
  const email = `person.${n}@register.test`;
  const suffixes = Array.from({ length: 8 }, (_, at) => phone.slice(at)).join(" ");
  const customer = {
    orgId,
    address: { line1: `${n} Long Street, Almaty` },
    churnRisk: "low" as const,
    codeNumber: n,
    createdAt: AT + n,
    createdBy: ACTOR,
    currency: "USD",
    customerCode: `CUS-${n}`,
    customerSource: "Website Booking",
    dateJoined: `20${10 + (n % 10)}-02-${10 + (n % 17)}`,
    dateOfBirth: `1963-03-${10 + (n % 17)}`,
    email,
    emailConsent: false,
    isActive: true,
    isSample: false,
    lastContactAt: 0,
    legacyIds: [String(n)],
    lifetimeValue: 0,
    name,
    nameSort: name,
    notes: `Points in the old system: ${n}`,
    phone: `+7 701 ${String(n).padStart(7, "0")}`,
    phoneE164: `+${phone}`,
    preferredLanguage: "en" as const,
    searchText: `${name} ${variants(first)} zzsfn ${variants(last)} zzsmks cus${n} person ${n} register test ${suffixes} points in the old system`,
    slot: n,
    smsConsent: true,
    sourceDetail: "Website",
    stableHashId: `hash-${n}`,
    status: "active" as const,
    tags: [],
    type: "individual" as const,
    updatedAt: AT + n,
    updatedBy: ACTOR,
  };
  const customerId = await db.insert("customers", customer);
  for (const [kind, key] of [
    ["email", email],
    ["phone", `+${phone}`],
    ["name", name],
    ["sound", `FN M${last}`],
    ["partialSound", "FN M"],
    ["partialSound", `M${last} F`],
    ["birth", `${customer.dateOfBirth} FN`],
  ] as const)
    await db.insert("customerKeys", { orgId, customerId, kind, key });
  const told = ["name", "type", "status", "isActive", "phone", "customerSource", "address", "dateOfBirth"];
  const also = [
    "dateJoined",
    "tags",
    "notes",
    "preferredLanguage",
    "smsConsent",
    "emailConsent",
    "legacyIds",
  ];
  const changes = [...told, ...also].map((field) => ({ field, to: customer[field as "name"] }));
  const entry = { orgId, customerId, entity: "customers", entityId: customerId, actor: ACTOR, at: AT };
  const auditId = await db.insert("auditLog", {
    ...entry,
    entity: "customers",
    action: "created",
    actorName: "Bench Admin",
    changes,
    channel: "import",
  });
  await db.insert("timelineEntries", { ...entry, auditId, kind: "change" });
  await db.insert("consentEvents", {
    orgId,
    customerId,
    auditId,
    actor: ACTOR,
    actorName: "Bench Admin",
    at: AT,
    channel: "import",
    granted: true,
    purpose: "sms",
    source: "import",
  });
  const facet = { orgId, block: n >> 12, generation: 0, word: String(n) };
  const facetId = await db.insert("facets", { ...facet, facet: "dateJoined", slots: new ArrayBuffer(4) });
  await db.insert("facets", { ...facet, facet: "city", slots: new ArrayBuffer(4) });
  await db.patch(facetId, { slots: new ArrayBuffer(12) });
}
