/** A visitor of a tenant's website, for tests: opens a form and posts through the real HTTP addresses. */
import { vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newForm, type WidgetInput } from "./shape";

export const site = "https://tenant.example";

export interface FormWorld {
  backend: Backend;
  org: Organization;
  widgetId: Id<"widgets">;
  key: string;
  /** What the form is set up with; tests change parts of it. */
  input: WidgetInput;
}

export async function newFormWorld(change: Partial<WidgetInput> = {}): Promise<FormWorld> {
  vi.stubEnv("ORBIT_SECRET", "0123456789abcdef0123456789abcdef");
  const backend = newBackend();
  const org = await newOrganization(backend, "tenant");
  const input: WidgetInput = {
    name: "Website",
    form: newForm("en"),
    allowedOrigins: [site, "https://*.tenant.example"],
    allowSandboxed: false,
    tags: ["website"],
    reuseOpenLead: true,
    ...change,
  };
  const { orgId } = org;
  const widgetId = await org.as.admin.mutation(api.widgets.create, { orgId, widget: input as never });
  const { publicKey } = await org.as.admin.query(api.widgets.get, { orgId, widgetId });
  return { backend, org, widgetId, key: publicKey, input };
}

export interface OpenForm {
  rev: number;
  t: string;
  hp: string;
  title: string;
}
export interface Answer {
  status: number;
  headers: Headers;
  body: { id?: string; error?: { code: string; message: string; fields?: Record<string, string> } };
}

export class Visitor {
  constructor(
    private readonly world: FormWorld,
    private readonly ip = "203.0.113.7",
    readonly origin: string | null = site,
  ) {}

  async fetch(
    path: string,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { ...(this.origin === null ? {} : { origin: this.origin }), ...init.headers };
    return await this.world.backend.withRequestMetadata({ ip: this.ip }).fetch(path, { ...init, headers });
  }

  async open(query = "?first=1"): Promise<Response> {
    return await this.fetch(`/v1/f/${this.world.key}${query}`);
  }

  /** Opens the form and lets three seconds pass, as a person would. */
  async read(): Promise<OpenForm> {
    const form = (await (await this.open()).json()) as OpenForm;
    vi.setSystemTime(Date.now() + 3000);
    return form;
  }

  async post(body: object | string): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify({ k: this.world.key, c: true, ...body });
    const response = await this.fetch("/v1/s", {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: text,
    });
    return await answerOf(response);
  }

  /** Fills the form in and sends it. */
  async submit(values: Record<string, string> = maria, more: object = {}): Promise<Answer> {
    const { t } = await this.read();
    return await this.post({ t, id: crypto.randomUUID(), v: values, ...more });
  }

  /** The plain form, as a browser without script sends it. */
  async postPlain(values: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return await this.fetch("/v1/s", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ k: this.world.key, consent: "1", ...values }).toString(),
    });
  }
}

export const maria = { name: "Maria Silva", email: "maria@example.com", message: "Altai in June?" };

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === "" ? {} : JSON.parse(text)) as Answer["body"],
  };
}

/** Rows of a tenant table, unscoped: what is really stored. */
export async function stored(world: FormWorld) {
  return await world.backend.run(async (ctx) => ({
    leads: await ctx.db.query("leads").collect(),
    customers: await ctx.db.query("customers").collect(),
    held: await ctx.db.query("heldSubmissions").collect(),
    submissions: await ctx.db.query("widgetSubmissions").collect(),
    stages: await ctx.db.query("leadStages").collect(),
  }));
}
