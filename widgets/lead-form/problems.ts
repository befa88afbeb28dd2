/** First checks in the browser, so that a person need not wait for the server's; the server's are the ones that count. */
import type { Problem, PublicField, PublicForm } from "../../convex/widgets/form";

export type Problems = Record<string, Problem>;

export function problemsOf(form: PublicForm, values: Record<string, string>, consent: boolean): Problems {
  const problems: Problems = {};
  form.fields.forEach((field) => {
    const problem = problemOf(field, values[field.n]!);
    if (problem) problems[field.n] = problem;
  });
  const contacts = form.fields.filter(({ k }) => k === "email" || k === "phone");
  if (contacts[0] && contacts.every(({ n }) => !values[n])) problems[contacts[0].n] ||= "eitherContact";
  if (form.consent?.r && !consent) problems["consent"] = "consent";
  return problems;
}

function problemOf({ k, r, m }: PublicField, value: string): Problem | "" {
  if (!value) return r ? "required" : "";
  if (value.length > m) return "tooLong";
  if (k === "email" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return "email";
  if (k === "phone" && !/^\+?(?:[\s().-]*\d){7,15}[\s().-]*$/.test(value)) return "phone";
  return "";
}
