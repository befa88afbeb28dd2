/** Speaks to the REST API in tests: makes keys and sends requests. Two dots in the name keep it out of deployments. */
import { api } from "../_generated/api";
import { apiScopes } from "../apiKeys/scopes";
import type { Role } from "../tenancy/permissions";
import type { Backend, Organization } from "../world.testkit";
import { wholeAnswer } from "./describe";
import { matchRoute } from "./match";
import { routes } from "./registry";

export interface Reply {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read field by field, as a program outside would
  body: any;
}

/** A key that acts for the member of this role. */
export async function newKey(
  org: Organization,
  {
    scopes = [...apiScopes],
    role = "admin",
    days = null as number | null,
  }: { scopes?: string[]; role?: Role; days?: number | null } = {},
) {
  return await org.as.admin.mutation(api.apiKeys.create, {
    orgId: org.orgId,
    input: { name: "Shop", scopes, userId: org.users[role], days },
  });
}

export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** Requests under /api by `key`; a body that is text or a file is sent as it is. Every answer is held against its description. */
export function sender(backend: Pick<Backend, "fetch">, key?: string): Send {
  return async (method, path, body, headers = {}) => {
    const response = await backend.fetch(`/api${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply = {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
    if (text !== "" && response.ok) holdAgainstDescription(method, path, reply.body);
    return reply;
  };
}

/** Throws when an answer is not what the reference says of it, to the last key. */
function holdAgainstDescription(method: string, path: string, body: unknown): void {
  const { pathname, searchParams } = new URL(`/api${path}`, "https://any.example");
  const match = matchRoute(routes, method, pathname);
  if (!match.found) return;
  wholeAnswer(match.route, { isPart: searchParams.has("fields") }).parse(body);
}
