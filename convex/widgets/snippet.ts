/** The lines a tenant pastes into a website, with a plain form inside that works without script. Pure. */
import { labelOf, lengthLimits, type Form, type FormField } from "./form";
import { formWords } from "./words";

export interface SnippetOptions {
  readonly publicKey: string;
  readonly form: Form;
  /** Where the loader is served, without a slash at the end. */
  readonly scriptOrigin: string;
  /** Where submissions go; the same unless app and functions live apart. */
  readonly apiOrigin: string;
  /** Name of the trap field. */
  readonly trap: string;
}

/** Enough room for the form before it is there, so that nothing jumps. */
export function reservedHeight(form: Form): number {
  const fields = form.fields.reduce((sum, { kind }) => sum + (kind === "message" ? 152 : 72), 0);
  return 90 + fields + (form.title ? 40 : 0) + (form.intro ? 40 : 0) + (form.consent.text ? 56 : 0);
}

export function snippet({ publicKey, form, scriptOrigin, apiOrigin, trap }: SnippetOptions): string {
  const words = formWords[form.language];
  const api = apiOrigin === scriptOrigin ? "" : ` data-api="${attribute(apiOrigin)}"`;
  const lines = [
    `<script async src="${attribute(scriptOrigin)}/v1/orbit.js"${api}></script>`,
    `<orbit-lead-form form-key="${attribute(publicKey)}" lang="${form.language}" style="display:block;min-height:${reservedHeight(form)}px">`,
    `  <form method="post" action="${attribute(apiOrigin)}/v1/s">`,
    `    <input type="hidden" name="k" value="${attribute(publicKey)}">`,
    ...form.fields.map(
      (field) => `    <p><label>${escaped(labelOf(field, words))}<br>${control(field)}</label></p>`,
    ),
    `    <p hidden><label>${escaped(words.trap)}<input name="${attribute(trap)}" tabindex="-1" autocomplete="off"></label></p>`,
    ...(form.consent.text === ""
      ? []
      : [
          `    <p><label><input type="checkbox" name="consent" value="1"${form.consent.required ? " required" : ""}> ${escaped(form.consent.text)}</label></p>`,
        ]),
    `    <p><button>${escaped(form.submitLabel || words.submit)}</button></p>`,
    `  </form>`,
    `</orbit-lead-form>`,
  ];
  return lines.join("\n");
}

const autocomplete: Partial<Record<FormField["kind"], string>> = {
  name: "name",
  email: "email",
  phone: "tel",
  company: "organization",
};
const inputType: Partial<Record<FormField["kind"], string>> = { email: "email", phone: "tel" };

function control({ key, kind, required, options }: FormField): string {
  const shared = `name="${attribute(key)}"${required ? " required" : ""} maxlength="${lengthLimits[kind]}"`;
  if (kind === "message") return `<textarea ${shared} rows="4"></textarea>`;
  if (kind === "choice") {
    const choices = options.map((option) => `<option>${escaped(option)}</option>`).join("");
    return `<select name="${attribute(key)}"${required ? " required" : ""}><option value=""></option>${choices}</select>`;
  }
  const hint = autocomplete[kind] === undefined ? "" : ` autocomplete="${autocomplete[kind]}"`;
  return `<input ${shared} type="${inputType[kind] ?? "text"}"${hint}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', "&quot;");
}
