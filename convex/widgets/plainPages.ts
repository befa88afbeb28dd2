/** The few pages a visitor without script meets: thanks, and what to mend. Text only, every word escaped. */
import { labelOf, type Form, type Problem } from "./form";
import { formWords, type FormLanguage } from "./words";

function escaped(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (char) => names[char]!);
}

function page(
  status: number,
  language: FormLanguage,
  title: string,
  body: string,
  headers: Record<string, string>,
): Response {
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style>
<main><h1>${escaped(title)}</h1>${body}</main></html>`;
  return new Response(html, {
    status,
    headers: {
      ...headers,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
    },
  });
}

export function thankYouPage(form: Form, language: FormLanguage, headers: Record<string, string>): Response {
  return page(200, language, form.successText || formWords[language].success, "", headers);
}

export function refusalPage(
  status: number,
  language: FormLanguage,
  message: string,
  headers: Record<string, string>,
): Response {
  return page(status, language, message, "", headers);
}

export function problemsPage(
  form: Form,
  language: FormLanguage,
  problems: Readonly<Record<string, Problem>>,
  headers: Record<string, string>,
): Response {
  const words = formWords[language];
  const items = Object.entries(problems).map(([key, problem]) => {
    const field = form.fields.find((candidate) => candidate.key === key);
    const sentence = problem === "choice" ? words.required : words[problem];
    return `<li>${escaped(field === undefined ? sentence : `${labelOf(field, words)}: ${sentence}`)}</li>`;
  });
  return page(400, language, words.check, `<ul>${items.join("")}</ul>`, headers);
}

/** 303: the browser follows with GET, so that a reload sends nothing twice. */
export function redirectTo(location: string, headers: Record<string, string>): Response {
  return new Response(null, { status: 303, headers: { ...headers, Location: location } });
}
