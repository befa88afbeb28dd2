/** The functions that can be called from outside, read from the doors themselves. */
import { anyApi, getFunctionName, type FunctionReference } from "convex/server";
import { audienceOf, type Audience } from "../functions";
import type { ValidatorJson } from "./fill.testkit";

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
