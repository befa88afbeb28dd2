/** What staff may enter about a form (WID-03). */
import * as z from "zod";
import { tagsSchema } from "../customers/shape";
import { clean } from "../shared/text";
import { parseAllowedOrigin } from "./origins";

const text = (limit: number) =>
  z
    .string()
    .transform(clean)
    .pipe(z.string().max(limit, `Shorten this to ${limit} characters`));

const field = z.object({
  key: z.string().regex(/^[a-z][a-z0-9]{0,19}$/, "Use small letters and digits"),
  kind: z.enum(["name", "email", "phone", "company", "message", "text", "choice"]),
  label: text(120),
  required: z.boolean(),
  options: z
    .array(text(200))
    .max(50)
    .transform((options) => [...new Set(options.filter((option) => option !== ""))]),
});

/** Names that the form itself uses. */
const reserved = new Set(["k", "t", "id", "consent"]);

export const formShape = z
  .object({
    title: text(120),
    intro: text(500),
    fields: z.array(field).min(1, "Add at least one field").max(20, "Keep a form to 20 fields"),
    consent: z.object({ text: text(1000), required: z.boolean() }),
    submitLabel: text(60),
    successText: text(500),
    redirectUrl: text(500).refine(
      (url) => url === "" || /^https:\/\/[^\s]+$/.test(url),
      "Start the address with https://",
    ),
    language: z.enum(["en", "ru"]),
    theme: z.object({
      accent: z.string().regex(/^#[0-9a-f]{6}$/i, "Write the colour as #rrggbb"),
      radius: z.number().int().min(0).max(24),
      scheme: z.enum(["light", "dark", "auto"]),
    }),
  })
  .superRefine((form, context) => {
    const keys = form.fields.map(({ key }) => key);
    const refuse = (path: (string | number)[], message: string, rule: string) =>
      context.addIssue({ code: "custom", path, message, params: { rule } });
    form.fields.forEach(({ key, kind, label, options }, index) => {
      if (reserved.has(key) || keys.indexOf(key) !== index) {
        refuse(["fields", index, "key"], "Each field needs its own name", "duplicateKey");
      }
      if (kind === "choice" && options.length === 0) {
        refuse(["fields", index, "options"], "Add at least one option", "required");
      }
      if ((kind === "choice" || kind === "text") && label === "") {
        refuse(["fields", index, "label"], "Write the question", "required");
      }
      if (
        kind !== "text" &&
        kind !== "choice" &&
        form.fields.findIndex((other) => other.kind === kind) !== index
      ) {
        refuse(["fields", index, "kind"], "The form has this field already", "duplicateKind");
      }
    });
    if (!form.fields.some(({ kind }) => kind === "email" || kind === "phone")) {
      refuse(["fields"], "Ask for an e-mail or a phone, or nobody can be answered", "eitherContact");
    }
  });

export const widgetShape = z.object({
  name: text(80).pipe(z.string().min(1, "Give the form a name")),
  form: formShape,
  allowedOrigins: z
    .array(z.string())
    .max(50)
    .transform((origins, context) => {
      const kept = new Set<string>();
      origins.forEach((origin, index) => {
        const parsed = parseAllowedOrigin(origin);
        if (parsed !== null) kept.add(parsed);
        else
          context.addIssue({
            code: "custom",
            path: [index],
            message: "Write an origin like https://example.com or https://*.example.com",
            params: { rule: "invalidOrigin" },
          });
      });
      return [...kept];
    }),
  allowSandboxed: z.boolean(),
  defaultOwnerId: z.string().optional(),
  tags: tagsSchema,
  reuseOpenLead: z.boolean(),
});
export type WidgetInput = z.input<typeof widgetShape>;
export type FormInput = z.input<typeof formShape>;

/** What a new form starts as. */
export function newForm(language: "en" | "ru"): FormInput {
  return {
    title: language === "ru" ? "Напишите нам" : "Get in touch",
    intro: "",
    fields: [
      { key: "name", kind: "name", label: "", required: true, options: [] },
      { key: "email", kind: "email", label: "", required: false, options: [] },
      { key: "phone", kind: "phone", label: "", required: false, options: [] },
      { key: "message", kind: "message", label: "", required: false, options: [] },
    ],
    consent: {
      text:
        language === "ru"
          ? "Я согласен на обработку моих данных, чтобы со мной связались по этому запросу."
          : "I agree that my details are used to answer this request.",
      required: true,
    },
    submitLabel: "",
    successText: "",
    redirectUrl: "",
    language,
    theme: { accent: "#4f46e5", radius: 8, scheme: "auto" },
  };
}
