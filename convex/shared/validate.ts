/** Turns a zod refusal into our VALIDATION_ERROR, so that forms and REST show the same issues. */
import type * as z from "zod";
import { fail, type FieldIssue, type MoneyLimit } from "./errors";

export function issuesOf(error: z.core.$ZodError): FieldIssue[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    rule: issue.code === "custom" ? String(issue.params?.["rule"] ?? "custom") : issue.code,
    message: issue.message,
    ...limitOf(issue),
  }));
}

/** What a shape's own rule says of the most it takes (`params.limit`). */
export function limitOf(issue: z.core.$ZodIssue): { limit?: MoneyLimit } {
  const limit = issue.code === "custom" ? (issue.params?.["limit"] as MoneyLimit | undefined) : undefined;
  return limit === undefined ? {} : { limit };
}

/** Parses or throws VALIDATION_ERROR; the value is trimmed, normalised and safe to store. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) fail({ code: "VALIDATION_ERROR", issues: issuesOf(result.error) });
  return result.data;
}
