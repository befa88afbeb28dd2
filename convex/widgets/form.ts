/** The form as a visitor's browser gets it, and the check of what comes back against the revision they saw. Pure. */
import type { Doc } from "../_generated/dataModel";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { clean } from "../shared/text";
import { formWords, type FormLanguage, type FormWords } from "./words";

export type Form = Doc<"widgets">["form"];
export type FormField = Form["fields"][number];
type FieldKind = FormField["kind"];

/** Most characters of an answer, by kind. */
export const lengthLimits: Record<FieldKind, number> = {
  name: 255,
  email: 255,
  phone: 20,
  company: 255,
  message: 5000,
  text: 500,
  choice: 200,
};

/** Single letters where it is sent to every visitor. */
export interface PublicField {
  /** Name of the input. */
  readonly n: string;
  readonly k: FieldKind;
  /** Label. */
  readonly l: string;
  /** Required. */
  readonly r: boolean;
  /** Most characters. */
  readonly m: number;
  /** Options of a choice. */
  readonly o?: readonly string[];
}

/** Everything the element needs to draw the form; holds nothing private. */
export interface PublicForm {
  readonly rev: number;
  readonly lang: FormLanguage;
  readonly title: string;
  readonly intro: string;
  readonly fields: readonly PublicField[];
  readonly consent: { readonly l: string; readonly r: boolean } | null;
  readonly submit: string;
  readonly success: string;
  readonly redirect: string;
  readonly theme: {
    readonly accent: string;
    readonly on: string;
    readonly radius: number;
    readonly scheme: string;
  };
  readonly words: Pick<
    FormWords,
    | "sending"
    | "optional"
    | "choose"
    | "check"
    | "required"
    | "email"
    | "phone"
    | "tooLong"
    | "eitherContact"
    | "consent"
    | "failed"
    | "trap"
  >;
}

export function publicForm(form: Form, rev: number, language: FormLanguage): PublicForm {
  const words = formWords[language];
  const {
    sending,
    optional,
    choose,
    check,
    required,
    email,
    phone,
    tooLong,
    eitherContact,
    consent,
    failed,
    trap,
  } = words;
  return {
    rev,
    lang: language,
    title: form.title,
    intro: form.intro,
    fields: form.fields.map((field) => ({
      n: field.key,
      k: field.kind,
      l: labelOf(field, words),
      r: field.required,
      m: lengthLimits[field.kind],
      ...(field.kind === "choice" ? { o: field.options } : {}),
    })),
    consent: form.consent.text === "" ? null : { l: form.consent.text, r: form.consent.required },
    submit: form.submitLabel || words.submit,
    success: form.successText || words.success,
    redirect: form.redirectUrl,
    theme: { ...form.theme, on: readableOn(form.theme.accent) },
    words: {
      sending,
      optional,
      choose,
      check,
      required,
      email,
      phone,
      tooLong,
      eitherContact,
      consent,
      failed,
      trap,
    },
  };
}

export function labelOf(field: FormField, words: FormWords): string {
  if (field.label !== "") return field.label;
  return field.kind in words.labels ? words.labels[field.kind as keyof FormWords["labels"]] : field.key;
}

/** Black or white, whichever reads better on the colour: at least 4.58 to 1 on any. */
export function readableOn(accent: string): "#000000" | "#ffffff" {
  const channel = (at: number) => {
    const value = Number.parseInt(accent.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

export interface Person {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
  message?: string;
}
export interface Answers {
  readonly person: Person;
  /** Answers to the form's own questions, in the form's order. */
  readonly answers: readonly { label: string; value: string }[];
  readonly consentText: string | null;
}
export type Problem = "required" | "email" | "phone" | "tooLong" | "eitherContact" | "consent" | "choice";

/**
 * Holds the values to the form (WID-08: the same rules as the staff's form).
 * Values of fields that the form does not have are dropped. Problems are keyed
 * by the field's name; "consent" for the consent.
 */
export function checkAnswers(
  form: Form,
  values: ReadonlyMap<string, string>,
  consent: boolean,
  options: { country: string; language: FormLanguage },
): { ok: true; answers: Answers } | { ok: false; problems: Record<string, Problem> } {
  const problems: Record<string, Problem> = {};
  const person: Person = {};
  const answers: { label: string; value: string }[] = [];
  for (const field of form.fields) {
    const value = clean(values.get(field.key) ?? "");
    const problem = problemOf(field, value, options.country);
    if (problem !== null) problems[field.key] = problem;
    else if (value === "") continue;
    else if (field.kind === "text" || field.kind === "choice") {
      answers.push({ label: labelOf(field, formWords[options.language]), value });
    } else person[field.kind] = field.kind === "email" ? normalizeEmail(value)! : value;
  }
  const contact = form.fields.find((field) => field.kind === "email" || field.kind === "phone");
  if (contact !== undefined && !person.email && !person.phone && !(contact.key in problems)) {
    problems[contact.key] = "eitherContact";
  }
  if (form.consent.text !== "" && form.consent.required && !consent) problems["consent"] = "consent";
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return {
    ok: true,
    answers: { person, answers, consentText: consent && form.consent.text !== "" ? form.consent.text : null },
  };
}

function problemOf(field: FormField, value: string, country: string): Problem | null {
  if (value === "") return field.required ? "required" : null;
  if (value.length > lengthLimits[field.kind]) return "tooLong";
  switch (field.kind) {
    case "email":
      return normalizeEmail(value) === null ? "email" : null;
    case "phone":
      return toE164(value, country) === null ? "phone" : null;
    case "choice":
      return field.options.includes(value) ? null : "choice";
    default:
      return null;
  }
}
