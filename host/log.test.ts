/** The operator's log: levels, JSON lines, and no secret in any of them. */
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { installLog, redact, secretValues, type LogOptions } from "./log";

let restore = () => {};
afterEach(() => restore());

function logged(options: Partial<LogOptions>, work: () => void): string[] {
  const lines: string[] = [];
  restore = installLog(
    { format: "text", level: "info", secrets: [], ...options },
    (stream, line) => lines.push(`${stream} ${line}`),
    () => new Date(0),
  );
  work();
  restore();
  return lines;
}

test("OP-7 levels: what is less urgent than asked for is left out", () => {
  const all = () => {
    console.debug("a");
    console.log("b %d", 1);
    console.warn("c");
    console.error(new Error("d").message);
  };
  expect(logged({}, all)).toEqual(["stdout b 1", "stderr c", "stderr d"]);
  expect(logged({ level: "error" }, all)).toEqual(["stderr d"]);
  expect(logged({ level: "debug" }, all)[0]).toBe("stdout a");
});

test("OP-7 JSON: one object a line, whatever the text holds", () => {
  const lines = logged({ format: "json" }, () => console.error("two\nlines %s", "\u2028"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("\n");
  expect(JSON.parse(lines[0]!.slice("stderr ".length))).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    level: "error",
    message: "two\nlines \u2028",
  });
});

const KEY = `orbit|${"0123456789abcdef".repeat(4)}`;
const JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_";
const PEM = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByq\n-----END PRIVATE KEY-----";

test.each([KEY, JWT, PEM, "sk_live_abcdefghijklmnop", "whsec_abcdefghijklmnop", "re_abcdefghijklmnop"])(
  "OP-8 %s is blotted out in text, JSON, errors and objects",
  (secret) => {
    for (const format of ["text", "json"] as const) {
      const lines = logged({ format }, () => {
        console.log(`before ${secret} after`);
        console.error("failed:", new Error(`with ${secret}`), { nested: { header: secret } });
        // As functions log objects.
        console.log(JSON.stringify({ mail: `Dear Ada,\n${secret}` }), { mail: `a\t${secret}` });
      });
      const core = secret.split("\n")[1] ?? secret;
      expect(lines.join("\n")).not.toContain(core);
      expect(lines[0]).toContain("before");
    }
  },
);

test("OP-8 the installation's own secrets are blotted out wherever they stand", () => {
  const secretText = fc.string({ minLength: 8 }).filter((text) => !"[secret]".includes(text));
  fc.assert(
    fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
      expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
    }),
  );
  const values = secretValues(
    { adminKey: "the admin's", jwks: "public" },
    { RESEND_API_KEY: "mail", WHATSAPP_TOKEN: "chat", ORBIT_URL: "https://a.example", CLERK_SECRET_KEY: "" },
  );
  expect(values.sort()).toEqual(["chat", "mail", "the admin's"]);
  expect(redact("Authorization: Bearer abc.def-ghi and Convex prod|xyz12345, Convex functions", [])).toBe(
    "Authorization: Bearer [token] and Convex [token], Convex functions",
  );
  expect(redact("GET /api/storage/upload?token=abc&x=1", [])).toBe(
    "GET /api/storage/upload?token=[token]&x=1",
  );
  expect(redact("customers:list [INFO] 'plain words stay as they are'", ["short"])).toBe(
    "customers:list [INFO] 'plain words stay as they are'",
  );
});
