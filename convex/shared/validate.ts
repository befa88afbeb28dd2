/** Turns a zod refusal into our VALIDATION_ERROR, so that forms and REST show the same issues. */
import type * as z from "zod";
import { fail, type FieldIssue } from "./errors";

export function issuesOf(error: z.core.$ZodError): FieldIssue[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    rule: issue.code === "custom" ? String(issue.params?.["rule"] ?? "custom") : issue.code,
    message: issue.message,
  }));
}

/** Parses or throws VALIDATION_ERROR; the value is trimmed, normalised and safe to store. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) fail({ code: "VALIDATION_ERROR", issues: issuesOf(result.error) });
  return result.data;
}
