/** What may be entered of a template; form and API read it (COM-10). */
import * as z from "zod";
import { required, text } from "../shared/entry";
import { faultIn, languages, type TemplateTexts } from "./rendering";

export const channels = ["email", "whatsapp", "sms"] as const;
export type TemplateChannel = (typeof channels)[number];
export const categories = ["marketing", "transactional", "service"] as const;
export type TemplateCategory = (typeof categories)[number];

/** Characters of one message: a messenger's own limit, and ten parts of a text message. */
export const longestContent: Record<TemplateChannel, number> = { email: 10_000, whatsapp: 1024, sms: 1600 };

const textShape = z.object({ subject: text(200).default(""), content: text(10_000).default("") });

const issue = (path: (string | number)[], rule: string, message: string) => ({
  code: "custom" as const,
  path,
  message,
  params: { rule },
});

export const templateShape = z
  .object({
    name: required(120, "Name the template."),
    channel: z.enum(channels, { error: "Choose a channel." }),
    category: z.enum(categories, { error: "Choose a category." }),
    /** A language with neither subject nor content is one that the template does not have. */
    texts: z.object({ en: textShape.optional(), ru: textShape.optional() }),
  })
  .transform(({ texts, ...rest }, context) => {
    const kept: TemplateTexts = {};
    for (const language of languages) {
      const { subject = "", content = "" } = texts[language] ?? {};
      const hasSubject = rest.channel === "email";
      if (content === "" && (subject === "" || !hasSubject)) continue;
      kept[language] = hasSubject ? { subject, content } : { content };
      if (hasSubject && subject === "")
        context.addIssue(issue(["texts", language, "subject"], "required", "Write a subject."));
      if (content === "")
        context.addIssue(issue(["texts", language, "content"], "required", "Write the message."));
      if (content.length > longestContent[rest.channel])
        context.addIssue(
          issue(
            ["texts", language, "content"],
            "tooLongMessage",
            `Use at most ${longestContent[rest.channel]} characters on this channel.`,
          ),
        );
      for (const [field, words] of [
        ["subject", subject],
        ["content", content],
      ] as const) {
        const fault = faultIn(words);
        if (fault === null) continue;
        const message =
          fault.rule === "openBraces"
            ? "Write a place to be filled as {{name}}: two braces on each side."
            : `"${fault.name}" cannot be a place's name: use letters and digits, as in {{firstName}}.`;
        context.addIssue(issue(["texts", language, field], fault.rule, message));
      }
    }
    if (Object.keys(kept).length === 0)
      context.addIssue(
        issue(["texts", "en", "content"], "noText", "Write the message in one language at least."),
      );
    return { ...rest, texts: kept };
  });
export type TemplateInput = z.input<typeof templateShape>;

/** What whoever sends fills in: at most as many values as a message has places for. */
export const valuesShape = z
  .record(z.string().max(40), text(500))
  .refine((values) => Object.keys(values).length <= 50, {
    message: "Give at most 50 values.",
    params: { rule: "tooManyValues" },
  });
