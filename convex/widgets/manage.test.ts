/** Setting forms up: what is kept, what is refused, and by whom. */
import { afterEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { publicForm, readableOn } from "./form";
import { newForm } from "./shape";
import { snippet } from "./snippet";
import { newFormWorld } from "./visitor.testkit";

afterEach(() => vi.unstubAllEnvs());

const refused = (path: string) => ({
  data: { code: "VALIDATION_ERROR", issues: [expect.objectContaining({ path }) as unknown] },
});

test("WID-03 every save of a changed form is a revision, other changes are none, and both are recorded", async () => {
  const { org, widgetId, input, backend } = await newFormWorld();
  const { orgId } = org;
  const save = (change: object) =>
    org.as.manager.mutation(api.widgets.update, {
      orgId,
      widgetId,
      widget: { ...input, ...change } as never,
    });
  await save({});
  await save({ name: "Renamed", allowedOrigins: ["Tenant.example", "tenant.example"] });
  expect(await org.as.admin.query(api.widgets.get, { orgId, widgetId })).toMatchObject({
    name: "Renamed",
    rev: 1,
    allowedOrigins: ["https://tenant.example"],
  });
  await save({ form: { ...input.form, title: "Other" } });
  expect(await org.as.admin.query(api.widgets.get, { orgId, widgetId })).toMatchObject({ rev: 2 });
  const actions = await backend.run(async (ctx) =>
    (await ctx.db.query("auditLog").collect())
      .filter(({ entity }) => entity === "widgets")
      .map(({ action }) => action),
  );
  expect(actions).toEqual(["created", "updated", "updated"]);
});

test("WID-15 a form is not for sales, support or brand to set up", async () => {
  const { org, widgetId } = await newFormWorld();
  const { orgId } = org;
  for (const role of ["sales", "support", "brand"] as const) {
    const forbidden = { data: { code: "FORBIDDEN" } };
    await expect(org.as[role].query(api.widgets.list, { orgId })).rejects.toMatchObject(forbidden);
    await expect(
      org.as[role].mutation(api.widgets.setActive, { orgId, widgetId, active: false }),
    ).rejects.toMatchObject(forbidden);
    await expect(org.as[role].query(api.widgets.held, { orgId })).rejects.toMatchObject(forbidden);
  }
});

test.each([
  ["name", { name: " " }],
  ["allowedOrigins.0", { allowedOrigins: ["https://*.com"] }],
  ["form.theme.accent", { form: { ...newForm("en"), theme: { accent: "red", radius: 8, scheme: "auto" } } }],
  ["form.redirectUrl", { form: { ...newForm("en"), redirectUrl: "javascript:alert(1)" } }],
  ["form.fields", { form: { ...newForm("en"), fields: newForm("en").fields.slice(0, 1) } }],
  [
    "form.fields.4.options",
    {
      form: {
        ...newForm("en"),
        fields: [
          ...newForm("en").fields,
          { key: "q1", kind: "choice", label: "Size?", required: false, options: [""] },
        ],
      },
    },
  ],
])("WID-03 %s is refused with its place", async (path, change) => {
  const { org, widgetId, input } = await newFormWorld();
  await expect(
    org.as.admin.mutation(api.widgets.update, {
      orgId: org.orgId,
      widgetId,
      widget: { ...input, ...change } as never,
    }),
  ).rejects.toMatchObject(refused(path));
});

test("WID-03 a form speaks the visitor's language where the tenant wrote no words of its own", () => {
  const form = { ...newForm("en"), submitLabel: "", successText: "" };
  const russian = publicForm(form as never, 1, "ru");
  expect(russian.fields.map(({ l }) => l)).toEqual(["Имя", "Эл. почта", "Телефон", "Сообщение"]);
  expect(russian.submit).toBe("Отправить");
  expect(russian.title).toBe("Get in touch");
});

test("WID-09 the words on the accent are readable on any colour", () => {
  expect([readableOn("#000000"), readableOn("#ffffff"), readableOn("#ffe066")]).toEqual([
    "#ffffff",
    "#000000",
    "#000000",
  ]);
});

test("WID-15 the snippet escapes whatever the tenant wrote", () => {
  const form = { ...newForm("en"), submitLabel: '"><script>alert(1)</script>' };
  const lines = snippet({
    publicKey: "pk_live_x",
    form: form as never,
    scriptOrigin: "https://orbit.example",
    apiOrigin: "https://api.example",
    trap: "topic_x",
  });
  expect(lines).toContain(
    '<script async src="https://orbit.example/v1/orbit.js" data-api="https://api.example">',
  );
  expect(lines).not.toContain("<script>alert");
  expect(lines.match(/<script/g)).toHaveLength(1);
});
