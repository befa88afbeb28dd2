/** Templates: their words by language, what they say to a customer, who may, and the same over REST. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";

const summer = {
  name: "June in Altai",
  channel: "email" as const,
  category: "marketing" as const,
  texts: {
    en: { subject: "June, {{firstName}}", content: "Ten days for {{company|you}} from {{price}}." },
    ru: { subject: "Июнь, {{firstName}}", content: "Десять дней от {{price}}." },
  },
};

function speaking({ org, customerId }: World) {
  const { orgId, as } = org;
  return {
    orgId,
    as,
    add: (input: object = {}, role: Role = "manager") =>
      as[role].mutation(api.templates.create, { orgId, input: { ...summer, ...input } }),
    change: (templateId: Id<"messageTemplates">, input: object) =>
      as.manager.mutation(api.templates.update, { orgId, templateId, input: { ...summer, ...input } }),
    list: async (isActive = true, channel?: "email" | "sms" | "whatsapp") =>
      (
        await as.sales.query(api.templates.list, {
          orgId,
          isActive,
          ...(channel === undefined ? {} : { channel }),
          paginationOpts: { numItems: 50, cursor: null },
        })
      ).page.map(({ name }) => name),
    preview: (templateId: string, values: Record<string, string> = {}, customer: string = customerId) =>
      as.sales.query(api.templates.preview, { orgId, templateId, customerId: customer, values }),
    speaks: (preferredLanguage: "en" | "ru") =>
      as.admin.mutation(api.customers.update, { orgId, customerId, patch: { preferredLanguage } }),
  };
}

test("COM-10: a template is added, read, changed and deactivated; its name is unique, and one that is not active is not offered", async () => {
  const world = await newWorld();
  const { add, change, list, as, orgId } = speaking(world);
  const templateId = await add();
  const read = () => as.support.query(api.templates.get, { orgId, templateId });
  expect(await read()).toMatchObject({
    ...summer,
    isActive: true,
    variables: ["firstName", "company", "price"],
  });
  expect(await refusalOf(add({ name: "june in ALTAI" }))).toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "name", rule: "taken" }],
  });
  const texting = {
    name: "Reminder",
    channel: "sms",
    texts: { en: { subject: "no place", content: "Tomorrow" } },
  };
  const sms = await add({ ...texting, category: "service" });
  expect((await as.sales.query(api.templates.get, { orgId, templateId: sms })).texts).toEqual({
    en: { content: "Tomorrow" },
  });
  expect([await list(), await list(true, "sms"), await list(true, "whatsapp")]).toEqual([
    ["June in Altai", "Reminder"],
    ["Reminder"],
    [],
  ]);
  await change(templateId, { name: "July", texts: { en: { subject: "July", content: "{{name}}" } } });
  expect(await read()).toMatchObject({ name: "July", variables: ["name"] });
  await as.manager.mutation(api.templates.setActive, { orgId, templateId, isActive: false });
  expect([await list(), await list(false)]).toEqual([["Reminder"], ["July"]]);
  expect(await as.sales.query(api.templates.counts, { orgId })).toEqual({ active: 1, inactive: 1 });
  expect(await refusal(speaking(world).preview(templateId))).toBe("INVALID_STATUS_CHANGE");
  const told = await world.backend.run((ctx) => ctx.db.query("auditLog").collect());
  expect(told.filter(({ entityId }) => entityId === templateId).map(({ action }) => action)).toEqual([
    "created",
    "updated",
    "deactivated",
  ]);
});

test("COM-11: a preview fills every place, and a value that is missing is a clear refusal by its name", async () => {
  const world = await newWorld();
  const { add, preview } = speaking(world);
  const templateId = await add();
  expect(await refusalOf(preview(templateId))).toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [
      {
        path: "values.price",
        rule: "missingVariable",
        message: "Give a value for {{price}}: this customer has none.",
      },
    ],
  });
  expect(await preview(templateId, { price: "$900" })).toEqual({
    language: "en",
    subject: "June, Person",
    content: "Ten days for you from $900.",
  });
  const tooLong = preview(templateId, { price: "x".repeat(501) });
  expect(await refusal(tooLong)).toBe("VALIDATION_ERROR");
});

test("COM-23: a customer reads their own language, and the organization's where the template has no other", async () => {
  const world = await newWorld();
  const { add, change, preview, speaks } = speaking(world);
  const templateId = await add();
  await speaks("ru");
  expect(await preview(templateId, { price: "$900" })).toMatchObject({
    language: "ru",
    content: "Десять дней от $900.",
  });
  await change(templateId, { texts: { en: { subject: "June", content: "In June" } } });
  expect(await preview(templateId)).toMatchObject({ language: "en", content: "In June" });
});

test.each([
  ["name", { name: " " }, "required"],
  ["texts.en.subject", { texts: { en: { subject: "", content: "x" } } }, "required"],
  ["texts.ru.content", { texts: { ru: { subject: "x", content: "" } } }, "required"],
  ["texts.en.content", { texts: {} }, "noText"],
  ["texts.en.content", { texts: { en: { subject: "x", content: "Dear {{name" } } }, "openBraces"],
  ["texts.en.subject", { texts: { en: { subject: "{{a b}}", content: "x" } } }, "variableName"],
  [
    "texts.en.content",
    { channel: "whatsapp", texts: { en: { content: "x".repeat(1025) } } },
    "tooLongMessage",
  ],
])("a template is refused by %s, case %#", async (path, input, rule) => {
  const { add } = speaking(await newWorld());
  expect(await refusalOf(add(input))).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path, rule }] });
});

test("whoever writes messages reads templates, managers and admins keep them, and a neighbour has its own names", async () => {
  const world = await newWorld();
  const { add, as, orgId, preview } = speaking(world);
  const templateId = await add();
  for (const role of ["sales", "support"] as const) {
    expect(await refusal(add({ name: "X" }, role))).toBe("FORBIDDEN");
    const turn = as[role].mutation(api.templates.setActive, { orgId, templateId, isActive: false });
    expect(await refusal(turn)).toBe("FORBIDDEN");
  }
  expect(await refusal(as.brand.query(api.templates.get, { orgId, templateId }))).toBe("FORBIDDEN");
  const { other } = world;
  const theirs = await other.as.admin.mutation(api.templates.create, { orgId: other.orgId, input: summer });
  expect(await refusal(as.sales.query(api.templates.get, { orgId, templateId: theirs }))).toBe("NOT_FOUND");
  const change = as.admin.mutation(api.templates.update, { orgId, templateId: theirs, input: summer });
  expect(await refusal(change)).toBe("NOT_FOUND");
  expect(await refusal(preview(templateId, { price: "1" }, await newCustomer(other)))).toBe("NOT_FOUND");
  // A colleague's customer is out of a rep's reach here as anywhere.
  expect(await refusal(preview(templateId, { price: "1" }, await newCustomer(world.org, "admin")))).toBe(
    "OUT_OF_REACH",
  );
});

test("COM-10, COM-11, COM-23: over REST a template is added, listed, changed, previewed, deactivated and brought back", async () => {
  const world = await newWorld();
  const send = sender(world.backend, (await newKey(world.org)).key);
  const added = await send("POST", "/templates", summer);
  expect(added).toMatchObject({
    status: 201,
    body: { name: "June in Altai", active: true, texts: summer.texts },
  });
  const one = `/templates/${added.body.id}`;
  expect((await send("POST", "/templates", summer)).status).toBe(400);
  const changed = await send("PUT", one, { texts: { en: { subject: "June", content: "For {{price}}" } } });
  expect(changed.body).toMatchObject({ name: "June in Altai", variables: ["price"], texts: { ru: null } });
  expect((await send("GET", "/templates?channel=email")).body.templates).toHaveLength(1);
  expect((await send("GET", "/templates?channel=fax")).status).toBe(400);
  const preview = (values: object) =>
    send("POST", `${one}/preview`, { customerId: world.customerId, values });
  const refused = await preview({});
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining("{{price}}")]);
  expect((await preview({ price: "$9" })).body).toEqual({
    language: "en",
    subject: "June",
    content: "For $9",
  });
  expect((await send("DELETE", one)).body.active).toBe(false);
  expect((await send("GET", "/templates")).body.templates).toEqual([]);
  expect((await send("GET", "/templates?active=false")).body.templates).toHaveLength(1);
  expect((await send("POST", `${one}/restore`)).body.active).toBe(true);
  expect((await send("GET", "/templates/none")).status).toBe(404);
});

test("COM-10 COM-11 COM-23: the composer offers active templates of the channel by the beginning of their name, in the customer's language first, filled and with their gaps named", async () => {
  const world = await newWorld();
  const { add, as, orgId, speaks } = speaking(world);
  const { customerId, other } = world;
  const offered = (search = "", role: Role = "sales") =>
    as[role].query(api.templates.offered, { orgId, customerId, channel: "email", search });
  const english = { en: { subject: "Hello {{firstName}}", content: "We meet at {{place}}." } };
  const russian = { ru: { subject: "Здравствуйте", content: "Ждём вас, {{firstName}}." } };
  await add({ name: "Arrival", texts: english });
  await add({ name: "Before the trip", texts: russian });
  const gone = await add({ name: "Cancelled", texts: english });
  await as.manager.mutation(api.templates.setActive, { orgId, templateId: gone, isActive: false });
  await add({ name: "Arrival by text", channel: "sms", texts: { en: { content: "Now" } } });
  await speaks("en");
  const found = await offered();
  expect(found.map(({ name, language }) => [name, language])).toEqual([
    ["Arrival", "en"],
    ["Before the trip", "ru"],
  ]);
  expect(found[0]).toMatchObject({ content: "We meet at {{place}}.", missing: ["place"] });
  expect(found[0]!.subject).not.toContain("{{");
  await speaks("ru");
  expect((await offered()).map(({ name }) => name)).toEqual(["Before the trip", "Arrival"]);
  expect((await offered("ARR")).map(({ name }) => name)).toEqual(["Arrival"]);
  expect(await offered("zzz")).toEqual([]);
  expect(await refusal(offered("", "brand"))).toBe("FORBIDDEN");
  const neighbour = other.as.admin.query(api.templates.offered, {
    orgId: other.orgId,
    customerId,
    channel: "email",
    search: "",
  });
  expect(await refusal(neighbour)).toBe("NOT_FOUND");
});
