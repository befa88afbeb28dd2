/** The functions that can be called from outside, read from the doors themselves, and calls of them with made-up arguments. */
import { anyApi, getFunctionName, type FunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { audienceOf, type Audience } from "../functions";
import { sample, type Filled, type ValidatorJson } from "./fill.testkit";

const doors = import.meta.glob<Record<string, unknown>>(
  [
    "../*.ts",
    "!../*.test.ts",
    "!../*.testkit.ts",
    "!../*.config.ts",
    "!../schema.ts",
    "!../functions.ts",
    "!../http.ts",
    "!../crons.ts",
  ],
  { eager: true },
);

interface Registered {
  isQuery?: true;
  isMutation?: true;
  isAction?: true;
  isPublic?: true;
  exportArgs(): string;
}
export interface Published {
  name: string;
  kind: "query" | "mutation" | "action";
  audience: Audience;
  args: ValidatorJson;
  reference: FunctionReference<"query" | "mutation" | "action">;
}

export function isRegistered(value: unknown): value is Registered {
  return typeof value === "function" && ("isQuery" in value || "isMutation" in value || "isAction" in value);
}

/** Every function of every door, the internal ones too. */
export const everything = Object.entries(doors).flatMap(([file, exports]) =>
  Object.entries(exports).flatMap(([name, value]) =>
    isRegistered(value) ? [{ door: file.slice("../".length, -".ts".length), name, value }] : [],
  ),
);

/** Those that anybody outside can call. */
export const published: Published[] = everything
  .filter(({ value }) => value.isPublic === true)
  .map(({ door, name, value }) => {
    const reference = (anyApi as Record<string, Record<string, FunctionReference<"query">>>)[door]![name]!;
    return {
      name: getFunctionName(reference),
      kind: value.isQuery ? "query" : value.isMutation ? "mutation" : "action",
      audience: audienceOf(value)!,
      args: JSON.parse(value.exportArgs()) as ValidatorJson,
      reference,
    };
  });

/** convex-test's callers are generic per function; here every function is called alike. */
type Caller = Record<Published["kind"], (reference: never, args: never) => Promise<unknown>>;
export type Answer = { ok: true; value: string } | { ok: false; code: string };

/** Calls with arguments made from the validator: every id is one of `rows`, the organization is `orgId`. */
export async function call(as: unknown, found: Published, orgId: string, rows: Filled): Promise<Answer> {
  const caller = as as Caller;
  const args = sample(found.args, { ids: rows.ids, marker: "x", optional: "ids" }) as Record<string, unknown>;
  if ("orgId" in args) args["orgId"] = orgId;
  if ("paginationOpts" in args) args["paginationOpts"] = { numItems: 20, cursor: null };
  try {
    const value = await caller[found.kind](found.reference as never, args as never);
    return {
      ok: true,
      value: JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}` : part)) ?? "",
    };
  } catch (error) {
    if (error instanceof ConvexError) {
      return { ok: false, code: String((error.data as { code?: unknown }).code) };
    }
    return { ok: false, code: `unexpected: ${String(error)}` };
  }
}
