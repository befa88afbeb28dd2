/** Judges a submission that has passed every check of form: accept it, hold it for a person, or drop it. Pure. */
import type { Answers } from "./form";

export interface Circumstances {
  readonly honeypotFilled: boolean;
  /** Since the form's token was signed; null for a post without script. */
  readonly ageMs: number | null;
  /** The page could not name its origin. */
  readonly sandboxed: boolean;
  /** The key has used up its budget of the minute or the day. */
  readonly overBudget: boolean;
}

export interface Judgement {
  readonly outcome: "accepted" | "held" | "dropped";
  /** Stable words; the screen words them for people. */
  readonly reasons: readonly string[];
}

const dropAt = 8;
const holdAt = 3;

export function judge(answers: Answers, circumstances: Circumstances, youngestMs: number): Judgement {
  const found: [reason: string, weight: number][] = [];
  const { person } = answers;
  const text = [person.message ?? "", ...answers.answers.map(({ value }) => value)].join("\n");
  const links = text.match(/https?:\/\/|www\./gi)?.length ?? 0;
  if (circumstances.honeypotFilled) found.push(["honeypot", dropAt]);
  if (circumstances.ageMs !== null && circumstances.ageMs < youngestMs) found.push(["tooFast", dropAt]);
  if (circumstances.overBudget) found.push(["budget", holdAt]);
  if (circumstances.sandboxed) found.push(["sandboxed", holdAt]);
  if (links > 2) found.push(["links", holdAt]);
  if (/\[url[=\]]|<a\s|<script/i.test(text)) found.push(["markup", holdAt + 2]);
  if (/https?:\/\/|www\./i.test(`${person.name ?? ""} ${person.company ?? ""}`))
    found.push(["linkInName", holdAt + 2]);
  const weight = found.reduce((sum, [, points]) => sum + points, 0);
  return {
    outcome: weight >= dropAt ? "dropped" : weight >= holdAt ? "held" : "accepted",
    reasons: found.map(([reason]) => reason),
  };
}
