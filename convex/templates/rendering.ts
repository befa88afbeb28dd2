/**
 * From a template's text to what one person reads (COM-11, COM-23). A place to
 * be filled is `{{name}}`, or `{{company|your company}}` with words for whoever
 * has none. Pure: the server sends by it and the form previews by it.
 */

export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

export interface TemplateText {
  subject?: string;
  content: string;
}
export type TemplateTexts = Partial<Record<Language, TemplateText>>;

/** What is known of every customer; any other name is filled by whoever sends. */
export const customerVariables = [
  "name",
  "firstName",
  "company",
  "code",
  "city",
  "owner",
  "organization",
] as const;
export type CustomerVariable = (typeof customerVariables)[number];

export const isCustomerVariable = (name: string): name is CustomerVariable =>
  (customerVariables as readonly string[]).includes(name);

interface Place {
  name: string;
  /** What stands there when there is no value. */
  otherwise: string | undefined;
}

const places = /\{\{([^{}]*)\}\}/g;
/** Letters, digits, and dots or underlines between them: also the bare numbers that messengers use. */
const properName = /^[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)*$/u;

function placeOf(inside: string): Place {
  const bar = inside.indexOf("|");
  return bar < 0
    ? { name: inside.trim(), otherwise: undefined }
    : { name: inside.slice(0, bar).trim(), otherwise: inside.slice(bar + 1).trim() };
}

export type Fault = { rule: "openBraces" } | { rule: "variableName"; name: string };

/** What is wrong with the places of a text; null when nothing is. */
export function faultIn(text: string): Fault | null {
  if (/\{\{|\}\}/.test(text.replace(places, ""))) return { rule: "openBraces" };
  for (const [, inside = ""] of text.matchAll(places)) {
    const { name } = placeOf(inside);
    if (!properName.test(name) || name.length > 40) return { rule: "variableName", name };
  }
  return null;
}

/** Names of the places, each once, in the order in which they first stand. */
export function variablesIn(texts: readonly (string | undefined)[]): string[] {
  const found = texts.flatMap((text) => [...(text ?? "").matchAll(places)]);
  return [...new Set(found.map(([, inside = ""]) => placeOf(inside).name))];
}

/** Names of the places that stand somewhere without words of their own: without a value nothing can be sent. */
export function requiredIn(texts: TemplateTexts): string[] {
  const bare = languages.flatMap((language) =>
    [texts[language]?.subject, texts[language]?.content].map((part) =>
      part?.replace(places, (whole, inside: string) => (placeOf(inside).otherwise ? "" : whole)),
    ),
  );
  return variablesIn(bare);
}

/** The text in the reader's language, else in the organization's, else in the one there is. */
export function textFor(
  texts: TemplateTexts,
  reader: Language,
  own: Language,
): { language: Language; text: TemplateText } | null {
  for (const language of [reader, own, ...languages]) {
    const text = texts[language];
    if (text !== undefined) return { language, text };
  }
  return null;
}

export interface Rendered {
  subject: string;
  content: string;
  /** Places without a value and without words of their own: the message must not leave like this. */
  missing: string[];
}

/** Fills the places; one that is missing stays as it is written, so that a preview shows where. */
export function render(text: TemplateText, values: Readonly<Record<string, string | undefined>>): Rendered {
  const missing = new Set<string>();
  const fill = (part: string) =>
    part.replace(places, (whole, inside: string) => {
      const { name, otherwise } = placeOf(inside);
      const value = (Object.hasOwn(values, name) ? values[name]?.trim() : undefined) || otherwise;
      if (value !== undefined) return value;
      missing.add(name);
      return whole;
    });
  // A value of several lines would end the subject's one line.
  const subject = fill(text.subject ?? "").replace(/\s*\n\s*/g, " ");
  return { subject, content: fill(text.content), missing: [...missing] };
}
