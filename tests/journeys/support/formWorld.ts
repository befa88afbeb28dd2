/** An organization with a form, made through Orbit's own API, and a tenant's website on another origin. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { newForm, type WidgetInput } from "../../../convex/widgets/shape";
import { snippet } from "../../../convex/widgets/snippet";
import type { Orbit } from "./orbit";

export interface Website {
  readonly origin: string;
  /** Serves this page; `head` and `body` are markup. */
  page(path: string, page: { head?: string; body: string; headers?: Record<string, string> }): string;
  stop(): Promise<void>;
}

export async function startWebsite(): Promise<Website> {
  const pages = new Map<string, { html: string; headers: Record<string, string> }>();
  const server: Server = createServer((request, response) => {
    const found = pages.get(new URL(request.url!, "http://site").pathname);
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8", ...found?.headers });
    response.end(found?.html ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    page(path, { head = "", body, headers = {} }) {
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title>${head}</head><body><main>${body}</main></body></html>`;
      pages.set(path, { html, headers });
      return origin + path;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface FormWorld {
  readonly client: ConvexHttpClient;
  readonly orgId: Id<"organizations">;
  readonly slug: string;
  readonly email: string;
  readonly password: string;
}

/** Signs a person up and creates their organization. */
export async function newOwner(orbit: Orbit, name = "Tenant"): Promise<FormWorld> {
  const client = new ConvexHttpClient(orbit.url, { logger: false });
  const email = `owner.${crypto.randomUUID()}@tenant.test`;
  const password = "long-enough-and-rare-71";
  const person = { name: "Olga Owner", email, password, language: "en" as const };
  const { accessToken } = await client.action(api.signIn.signUp, person);
  client.setAuth(accessToken);
  return await anotherOrganization({ client, email, password }, name);
}

/** One more organization of the same person, who may found twenty an hour. */
export async function anotherOrganization(
  { client, email, password }: Pick<FormWorld, "client" | "email" | "password">,
  name = "Tenant",
): Promise<FormWorld> {
  const { orgId, slug } = await client.mutation(api.organizations.create, {
    name,
    template: "generic",
    language: "en",
    currency: "USD",
    country: "KZ",
    timeZone: "UTC",
  });
  return { client, orgId, slug, email, password };
}

export interface Form {
  readonly widgetId: Id<"widgets">;
  readonly key: string;
  readonly input: WidgetInput;
  /** The lines a tenant pastes, exactly as the admin page gives them. */
  readonly snippet: string;
}

export async function newFormFor(
  orbit: Orbit,
  { client, orgId }: FormWorld,
  allowedOrigins: string[],
  change: Partial<WidgetInput["form"]> = {},
): Promise<Form> {
  const input: WidgetInput = {
    name: "Website",
    form: { ...newForm("en"), ...change },
    allowedOrigins,
    allowSandboxed: false,
    tags: [],
    reuseOpenLead: true,
  };
  const widgetId = await client.mutation(api.widgets.create, { orgId, widget: input as never });
  const { publicKey, form, trap } = await client.query(api.widgets.get, { orgId, widgetId });
  const lines = snippet({ publicKey, form, scriptOrigin: orbit.url, apiOrigin: orbit.url, trap });
  return { widgetId, key: publicKey, input, snippet: lines };
}

/** New leads of the organization, newest first. */
export async function leadsOf({ client, orgId }: FormWorld) {
  return (await client.query(api.leads.list, { orgId, status: "new", limit: 100 })).leads;
}
