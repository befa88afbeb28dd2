/** Templates of messages over REST (COM-10, COM-11, COM-23). */
import * as z from "zod";
import { customerIdOf } from "../../customers/open";
import { categories, channels } from "../../templates/shape";
import { languages, type TemplateTexts } from "../../templates/rendering";
import { listTemplates, previewTemplate, readTemplate, type ShownTemplate } from "../../templates/read";
import { createTemplate, setTemplateActive, updateTemplate } from "../../templates/write";
import { id, iso, listPage, moment } from "../answer";
import { paging, selection } from "../entry";
import { idOf } from "../place";
import { lists, reads, writes } from "../route";
import { thing } from "../thing";

const byLanguage =
  "By language, en and ru; a customer is written to in theirs, else in the organization's, else in the one there is.";
const answeredText = z.strictObject({
  subject: z.string().nullable().describe("Of an e-mail; null on other channels."),
  content: z.string(),
});

const templateAnswer = z.strictObject({
  id,
  name: z.string(),
  channel: z.enum(channels),
  category: z.enum(categories),
  texts: z.strictObject({ en: answeredText.nullable(), ru: answeredText.nullable() }).describe(byLanguage),
  variables: z.array(z.string()).describe("Places to be filled, of all languages."),
  active: z.boolean().describe("False: not offered where messages are written."),
  createdAt: moment,
  updatedAt: moment,
});

function outward(template: ShownTemplate): z.output<typeof templateAnswer> {
  const text = (language: keyof TemplateTexts) => {
    const found = template.texts[language];
    return found === undefined ? null : { subject: found.subject ?? null, content: found.content };
  };
  return {
    id: template._id,
    name: template.name,
    channel: template.channel,
    category: template.category,
    texts: { en: text("en"), ru: text("ru") },
    variables: template.variables,
    active: template.isActive,
    createdAt: iso(template.createdAt),
    updatedAt: iso(template.updatedAt),
  };
}

/** Judged in words and by field by templates/shape.ts. */
const writtenText = z.strictObject({
  subject: z.string().nullish().describe("Of an e-mail."),
  content: z.string({ error: "Write the message." }),
});
const writtenTexts = z
  .strictObject({ en: writtenText.nullish(), ru: writtenText.nullish() })
  .describe(byLanguage);
const entered = {
  name: z.string({ error: "Name the template." }),
  channel: z.enum(channels, { error: "Choose a channel." }),
  category: z.enum(categories, { error: "Choose a category." }),
  texts: writtenTexts,
};
const partial = z.strictObject({
  name: entered.name.optional(),
  channel: entered.channel.optional(),
  category: entered.category.optional(),
  texts: writtenTexts.optional().describe(byLanguage),
});

type Written = z.output<typeof writtenTexts>;
/** A language that is not named, or is null, the template does not have. */
function textsOf(written: Written): TemplateTexts {
  const texts: TemplateTexts = {};
  for (const language of languages) {
    const text = written[language];
    if (text) texts[language] = { subject: text.subject ?? "", content: text.content };
  }
  return texts;
}

const largestPage = 100;

const template = thing({
  path: "/templates/{template}",
  group: "Templates",
  answer: templateAnswer,
  read: async (ctx, key) => outward(await readTemplate(ctx, key)),
});

export const templateRoutes = [
  lists({
    method: "GET",
    path: "/templates",
    group: "Templates",
    summary: "Templates of messages by name",
    permission: "templates:read",
    query: z.strictObject({
      active: z.enum(["true", "false"]).optional().describe("false: those that are not offered any more."),
      channel: z.enum(channels).optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "templates",
    largestPage,
    answer: templateAnswer,
    handler: async (ctx, { query: { active, channel }, page }) =>
      listPage(await listTemplates(ctx, { isActive: active !== "false", channel }, page), outward),
  }),
  writes({
    method: "POST",
    path: "/templates",
    group: "Templates",
    summary:
      "Add a template; places to be filled are written {{name}}, or {{company|your company}} with words for whoever has none",
    permission: "templates:manage",
    status: 201,
    body: z.strictObject(entered),
    example: {
      name: "June in Altai",
      channel: "email",
      category: "marketing",
      texts: { en: { subject: "June in Altai", content: "Dear {{firstName}}, ten days from {{price}}." } },
    },
    answer: templateAnswer,
    handler: async (ctx, { body: { texts, ...rest } }) =>
      outward(await readTemplate(ctx, await createTemplate(ctx, { ...rest, texts: textsOf(texts) }))),
  }),
  template.get("Read one template", "templates:read"),
  writes({
    method: "PUT",
    path: "/templates/{template}",
    group: "Templates",
    summary: "Change a template; what was sent with it keeps its words",
    permission: "templates:manage",
    body: partial,
    example: { name: "July in Altai" },
    answer: templateAnswer,
    handler: async (ctx, { params, body }) => {
      const before = await readTemplate(ctx, params["template"]!);
      const { name = before.name, channel = before.channel, category = before.category } = body;
      const texts = body.texts === undefined ? before.texts : textsOf(body.texts);
      await updateTemplate(ctx, before._id, { name, channel, category, texts });
      return outward(await readTemplate(ctx, before._id));
    },
  }),
  reads({
    method: "POST",
    path: "/templates/{template}/preview",
    group: "Templates",
    summary: "A template as a customer will read it, in their language",
    permission: "templates:read",
    body: z.strictObject({
      customerId: z.string().describe("Its id or its code."),
      values: z
        .record(z.string(), z.string())
        .optional()
        .describe("Values of the places that are not the customer's own."),
    }),
    example: { customerId: "CUS-001", values: { price: "$900" } },
    answer: z.strictObject({
      language: z.enum(languages).describe("In which it is written."),
      subject: z.string().nullable().describe("Of an e-mail; null on other channels."),
      content: z.string(),
    }),
    handler: async (ctx, { params, body }) => {
      const { language, subject, content } = await previewTemplate(ctx, {
        templateId: params["template"]!,
        customerId: await customerIdOf(ctx, body.customerId),
        values: body.values,
      });
      return { language, subject: subject === "" ? null : subject, content };
    },
  }),
  template.deed(
    { method: "DELETE" },
    "Deactivate a template: it is offered no more, and can be brought back",
    "templates:manage",
    (ctx, key) => setTemplateActive(ctx, idOf(ctx, "messageTemplates", key), false),
  ),
  template.deed({ method: "POST", at: "/restore" }, "Bring a template back", "templates:manage", (ctx, key) =>
    setTemplateActive(ctx, idOf(ctx, "messageTemplates", key), true),
  ),
];
