/**
 * Routes of one kind of thing with an address of its own: the one that reads it, and those by which something is done to it
 * that takes no more than its address. Each answers the thing, as it is then.
 */
import * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import type { Permission } from "../tenancy/permissions";
import { selection } from "./entry";
import { reads, writes, type Group, type Route } from "./route";

export function thing<Answer extends z.ZodType>({
  path,
  group,
  answer,
  read,
}: {
  /** Ends with the parameter that names it: "/items/{item}". */
  path: `${string}/{${string}}`;
  group: Group;
  answer: Answer;
  /** NOT_FOUND for what is none, or is out of the caller's reach. */
  read: (ctx: OrgQueryCtx, key: string) => Promise<z.output<Answer>>;
}) {
  const parameter = path.slice(path.lastIndexOf("{") + 1, -1);
  const keyIn = (params: Record<string, string>) => params[parameter]!;
  return {
    get: (summary: string, permission: Permission): Route =>
      reads({
        method: "GET",
        path,
        group,
        summary,
        permission,
        query: z.strictObject(selection),
        answer,
        handler: (ctx, { params }) => read(ctx, keyIn(params)),
      }),
    /** `at`: what follows the thing's own address. */
    deed: (
      way: { method: "POST"; at: string } | { method: "DELETE" },
      summary: string,
      permission: Permission,
      act: (ctx: OrgMutationCtx, key: string) => Promise<unknown>,
    ): Route =>
      writes({
        method: way.method,
        path: way.method === "POST" ? `${path}${way.at}` : path,
        group,
        summary,
        permission,
        // Programs that send JSON with every POST send an empty object.
        ...(way.method === "POST" ? { body: z.strictObject({}), isBodyOptional: true, example: {} } : {}),
        answer,
        handler: async (ctx, { params }) => {
          await act(ctx, keyIn(params));
          return await read(ctx, keyIn(params));
        },
      }),
  };
}
