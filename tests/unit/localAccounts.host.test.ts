/** Local accounts against the real host: its keys, its tokens, its sockets. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Tokens } from "../../convex/signIn";
import { readConfig } from "../../host/config";
import { createEngine } from "../../host/engine";
import { startHost, type RunningHost } from "../../host/host";

const project = path.resolve(import.meta.dirname, "../..");
const data = mkdtempSync(path.join(tmpdir(), "orbit-accounts-"));
const minute = 60_000;
let host: RunningHost;

beforeAll(async () => {
  const config = readConfig({ PORT: "0", ORBIT_DATA: data, ORBIT_SITE_PORT: "off" }, project);
  host = await startHost({ config, createEngine, deployFolder: true });
}, minute);
afterAll(async () => {
  await host.stop();
  rmSync(data, { recursive: true, force: true });
});

const stranger = () => new ConvexHttpClient(host.url);
const person = (name: string, password = "violet-harbour-47") => ({
  name,
  email: `${name}@example.com`,
  password,
  language: "en" as const,
});
const signUp = (name: string): Promise<Tokens> => stranger().action(api.signIn.signUp, person(name));
/** A caller with a token over HTTP. */
function caller({ accessToken }: Tokens): ConvexHttpClient {
  const client = stranger();
  client.setAuth(accessToken);
  return client;
}
/** A live connection; closed by the test. */
function live({ accessToken }: Tokens): ConvexClient {
  const client = new ConvexClient(host.url);
  client.setAuth(() => Promise.resolve(accessToken));
  return client;
}
const until = async (isTrue: () => boolean) => {
  for (let waited = 0; !isTrue() && waited < 10_000; waited += 20)
    await new Promise((r) => setTimeout(r, 20));
};

test(
  "TEN-02 sign-up gives a token that the host verifies; a changed one is a stranger's",
  async () => {
    const tokens = await signUp("aida");
    expect((await caller(tokens).query(api.account.viewer, {}))?.user.email).toBe("aida@example.com");
    const forged = { ...tokens, accessToken: `${tokens.accessToken.slice(0, -4)}AAAA` };
    await expect(caller(forged).query(api.account.viewer, {})).rejects.toThrow();
    expect(await stranger().query(api.account.viewer, {})).toBeNull();
    await expect(
      stranger().action(api.signIn.signIn, { email: "aida@example.com", password: "wrong" }),
    ).rejects.toMatchObject({ data: { code: "BAD_CREDENTIALS" } });
    const next = await stranger().action(api.signIn.refresh, { refreshToken: tokens.refreshToken });
    expect((await caller(next).query(api.account.viewer, {}))?.user.name).toBe("aida");
  },
  minute,
);

test("the settings a stranger may read name the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
    version: string;
  };
  expect(await stranger().query(api.account.settings, {})).toMatchObject({ identity: "local", version });
});

test(
  "a reset link is never in the answer to whoever asked for it",
  async () => {
    await signUp("berik");
    const response = await fetch(`${host.url}/api/action`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        path: "signIn:requestReset",
        args: { email: "berik@example.com" },
        format: "json",
      }),
    });
    expect(await response.text()).not.toContain("token=");
  },
  minute,
);

test(
  "TEN-22 TEN-27 a new member appears on open screens, and a deactivated one loses them at once",
  async () => {
    const admin = live(await signUp("dana"));
    const { orgId } = await admin.mutation(api.organizations.create, {
      name: "Altai Travel",
      template: "generic",
      language: "en",
      currency: "USD",
      country: "KZ",
      timeZone: "UTC",
    });
    let names: string[] = [];
    admin.onUpdate(api.members.list, { orgId, status: "active" }, (members) => {
      names = members.map(({ name }) => name);
    });
    const { link } = await admin.mutation(api.invitations.create, { orgId, email: null, role: "sales" });
    const newcomer = live(await signUp("erlan"));
    await newcomer.mutation(api.invitations.accept, { token: new URL(link).searchParams.get("token")! });
    await until(() => names.length === 2);
    expect(names).toEqual(["dana", "erlan"]);

    let organizations: number | undefined;
    newcomer.onUpdate(api.account.viewer, {}, (viewer) => (organizations = viewer?.memberships.length));
    await until(() => organizations === 1);
    const [, member] = await admin.query(api.members.list, { orgId, status: "active" });
    await admin.mutation(api.members.deactivate, { orgId, membershipId: member!.membershipId });
    await until(() => organizations === 0);
    expect(organizations).toBe(0);
    await Promise.all([admin.close(), newcomer.close()]);
  },
  minute,
);

test(
  "signing out everywhere takes the access token with it, not ten minutes later",
  async () => {
    const here = await signUp("farida");
    const there = await stranger().action(api.signIn.signIn, {
      email: "farida@example.com",
      password: "violet-harbour-47",
    });
    const exceptSessionId = here.refreshToken.split(".")[0]!;
    await caller(here).mutation(api.account.endOtherSessions, { exceptSessionId });
    expect(await caller(there).query(api.account.viewer, {})).toBeNull();
    expect(await caller(here).query(api.account.viewer, {})).not.toBeNull();
  },
  minute,
);
