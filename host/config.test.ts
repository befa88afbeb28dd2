/** Start-up refusals: each wrong setting or place is one clear line. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig, StartError, type HostConfig } from "./config";
import { FORMAT_VERSION, openDataFolder } from "./dataFolder";
import { applyVariables } from "./environment";
import { startHost } from "./host";
import { loadSecrets } from "./secrets";
import { TestEngine } from "./sync/testEngine";
import { startTestHost } from "./sync/testHost";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "orbit-config-"));
  writeFileSync(path.join(root, "package.json"), '{"version":"0.0.0"}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const message = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

describe("settings", () => {
  it("HT-20 have defaults, come from .env.local, and the environment wins", () => {
    writeFileSync(
      path.join(root, ".env.local"),
      'PORT=4001\nORBIT_URL="https://crm.example/"\nRESEND_FROM=a@b.c\n',
    );
    const config = readConfig({ PORT: "4002" }, root);
    expect(config).toMatchObject({
      port: 4002,
      sitePort: 4003,
      host: "127.0.0.1",
      url: "https://crm.example",
      trustedProxies: 0,
    });
    expect(readConfig({ ORBIT_TRUSTED_PROXY: "2" }, root).trustedProxies).toBe(2);
    expect(readConfig({ ORBIT_SOCKET_ORIGINS: "own" }, root).socketOrigins).toEqual([]);
    expect(
      readConfig({ ORBIT_SOCKET_ORIGINS: "https://A.example/, http://b.example:8080" }, root).socketOrigins,
    ).toEqual(["https://a.example", "http://b.example:8080"]);
    expect(config.dataDirectory).toBe(path.join(root, ".orbit"));
    expect(config.appVariables).toMatchObject({
      RESEND_FROM: "a@b.c",
      ORBIT_URL: "https://crm.example",
      OIDC_ISSUER: "",
    });
  });

  it.each([
    [{ PORT: "abc" }, "PORT"],
    [{ PORT: "70000" }, "PORT"],
    [{ PORT: "-1" }, "PORT"],
    [{ ORBIT_SITE_PORT: "x" }, "ORBIT_SITE_PORT"],
    [{ ORBIT_HOST: "not a host" }, "ORBIT_HOST"],
    [{ ORBIT_TRUSTED_PROXY: "yes" }, "ORBIT_TRUSTED_PROXY"],
    [{ ORBIT_TRUSTED_PROXY: "-1" }, "ORBIT_TRUSTED_PROXY"],
    [{ ORBIT_LOG: "xml" }, "ORBIT_LOG"],
    [{ ORBIT_LOG_LEVEL: "loud" }, "ORBIT_LOG_LEVEL"],
    [{ ORBIT_SOCKET_ORIGINS: "crm.example" }, "ORBIT_SOCKET_ORIGINS"],
    [{ ORBIT_URL: "crm.example.com" }, "ORBIT_URL"],
    [{ ORBIT_URL: "https://crm.example.com/path" }, "ORBIT_URL"],
    [{ CLERK_PUBLISHABLE_KEY: "pk_test_abc" }, "CLERK_JWT_ISSUER_DOMAIN"],
    [{ CLERK_JWT_ISSUER_DOMAIN: "https://x.clerk.dev" }, "CLERK_PUBLISHABLE_KEY"],
    [{ CLERK_PUBLISHABLE_KEY: "sk_test_abc", CLERK_JWT_ISSUER_DOMAIN: "https://x" }, "pk_test_"],
    [{ CLERK_PUBLISHABLE_KEY: "pk_test_a", CLERK_JWT_ISSUER_DOMAIN: "x.clerk.dev" }, "https://"],
    [{ OIDC_ISSUER: "https://id.example" }, "OIDC_CLIENT_ID"],
    [{ RESEND_API_KEY: "re_1" }, "RESEND_FROM"],
    [{ WHATSAPP_TOKEN: "t" }, "WHATSAPP_PHONE_ID"],
  ])("HT-21 %j is refused by name", async (environment, named) => {
    expect(await message(() => readConfig(environment, root))).toContain(named);
  });
});

describe("data folder", () => {
  it("HT-22 is made with owner-only rights, keeps its secrets and holds off a second process", async () => {
    const directory = path.join(root, "deep", "data");
    const folder = await openDataFolder(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(await message(() => openDataFolder(directory))).toContain("in use by another Orbit");
    const secrets = await loadSecrets(directory);
    expect(statSync(path.join(directory, "secrets.json")).mode & 0o777).toBe(0o600);
    chmodSync(path.join(directory, "secrets.json"), 0o644);
    expect(await loadSecrets(directory)).toEqual(secrets);
    expect(statSync(path.join(directory, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(secrets.instanceSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(secrets.jwtPrivateKey).toContain("BEGIN PRIVATE KEY");
    expect(JSON.parse(secrets.jwks)).toMatchObject({ keys: [{ kty: "EC", crv: "P-256", alg: "ES256" }] });
    expect(secrets.jwks).not.toContain('"d":');
    folder.release();
    (await openDataFolder(directory)).release();
  });

  it("HT-23 a file in its place, a newer format, damaged secrets: one line each", async () => {
    const file = path.join(root, "file");
    writeFileSync(file, "");
    expect(await message(() => openDataFolder(file))).toContain("cannot be written");
    expect(await message(() => openDataFolder(path.join(file, "below")))).toContain("cannot be written");

    const newer = path.join(root, "newer");
    mkdirSync(newer);
    writeFileSync(path.join(newer, "format.json"), JSON.stringify({ version: FORMAT_VERSION + 1 }));
    expect(await message(() => openDataFolder(newer))).toContain("newer version of Orbit");
    expect(JSON.parse(readFileSync(path.join(newer, "format.json"), "utf8"))).toEqual({
      version: FORMAT_VERSION + 1,
    });
    expect(readdirSync(newer)).toEqual(["format.json"]);

    const damaged = path.join(root, "damaged");
    mkdirSync(damaged);
    writeFileSync(path.join(damaged, "secrets.json"), "{}");
    expect(await message(() => loadSecrets(damaged))).toContain("Restore the data folder");
    expect(readdirSync(damaged)).toEqual(["secrets.json"]);
    expect(readFileSync(path.join(damaged, "secrets.json"), "utf8")).toBe("{}");
  });
});

describe("start", () => {
  const engine = () => {
    const variables = new Map<string, string>();
    return new TestEngine({
      environment: {
        list: () => variables,
        update: async (changes) => {
          for (const { name, value } of changes) {
            if (value === null) variables.delete(name);
            else variables.set(name, value);
          }
        },
        onChange: () => () => {},
      },
    }).engine;
  };
  const start = (changes: Partial<HostConfig>) =>
    startHost({
      config: { ...readConfig({ PORT: "0" }, root), ...changes },
      createEngine: async () => engine(),
      deployFolder: false,
    });

  it("HT-24 a busy port and a foreign address are refused, and the data folder is free again", async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    const { port } = busy.address() as AddressInfo;
    expect(await message(() => start({ port }))).toBe(
      `Port ${port} is busy. Stop the program that uses it or set PORT to another number.`,
    );
    expect(await message(() => start({ host: "203.0.113.7" }))).toContain("ORBIT_HOST");
    busy.close();
    const host = await start({});
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
    await host.stop();
    await expect(fetch(`${host.url}/healthz`)).rejects.toThrow();
  });

  it("HT-25 a busy site port is mentioned and skipped unless it was asked for", async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    const { port } = busy.address() as AddressInfo;
    const host = await start({ sitePort: port });
    await host.stop();
    expect(await message(() => start({ sitePort: port, sitePortAskedFor: true }))).toContain("busy");
    busy.close();
  });

  it("HT-26 settings become variables; one that is taken away is emptied; what the CLI set stays", async () => {
    const running = engine();
    const set = (environment: Record<string, string>) =>
      applyVariables(running, root, readConfig(environment, root).appVariables);
    await set({ RESEND_FROM: "a@b.c" });
    expect(running.environment.list().get("RESEND_FROM")).toBe("a@b.c");
    expect(running.environment.list().get("OIDC_ISSUER")).toBe("");
    await running.environment.update([{ name: "WHATSAPP_VERIFY_TOKEN", value: "by hand" }]);
    await set({});
    expect(running.environment.list().get("RESEND_FROM")).toBe("");
    expect(running.environment.list().get("WHATSAPP_VERIFY_TOKEN")).toBe("by hand");
  });
});

describe("addresses", () => {
  /** Whether somebody listens there. */
  const listens = (host: string, port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, host);
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });

  it("HT-35 a host is reached from its own machine only, on both ports, unless ORBIT_HOST opens it", async () => {
    // Another loopback address stands for every address that is not the one listened on.
    for (const [environment, isOpen] of [
      [{}, false],
      [{ ORBIT_HOST: "0.0.0.0" }, true],
    ] as const) {
      const [port, sitePort] = [await freePort(), await freePort()];
      const host = await startTestHost(
        { "convex/empty.ts": "export {};" },
        { PORT: String(port), ORBIT_SITE_PORT: String(sitePort), ...environment },
      );
      for (const each of [port, sitePort]) {
        expect(await listens("127.0.0.1", each)).toBe(true);
        expect(await listens("127.0.0.2", each)).toBe(isOpen);
      }
      await host.remove();
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
