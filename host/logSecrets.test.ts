/** A running host told to log everything, an app that lets everything slip, and callers with tokens: none is written. */
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callOf } from "./conformance/calls";
import { eventually } from "./conformance/eventually";
import type { Outcome } from "./contract";
import { addSecretsOf, installLog, secretValues } from "./log";
import { printLogs } from "./printLogs";
import { startTestHost, type TestHost } from "./sync/testHost";

/** Of an installation, in words that no pattern knows, with what JSON and objects write differently. */
const MAIL_KEY = `mail's own "key"\\ with\nall of it`;
/** Set while the host runs. */
const LATE_SECRET = "set with the command line: 7f3a";

const APP = {
  "convex/leaks.ts": `
    import { actionGeneric as action, mutationGeneric as mutation, httpActionGeneric } from "convex/server";
    import { v } from "convex/values";
    const say = (what, value) => {
      console.log(what, value);
      console.warn({ what, nested: [{ value }] });
      console.error(JSON.stringify({ value }), new Error(value));
    };
    export const variables = action({ args: {}, handler: async () => {
      for (const name of ["RESEND_API_KEY", "LATE_PASSWORD", "PLAIN_WORD"]) say(name, process.env[name] ?? "unset");
    }});
    // Behind so many letters that only the beginning of it is kept.
    export const tooLong = action({ args: { word: v.string() }, handler: async (_ctx, { word }) =>
      console.log("y".repeat(4_096 - "[LOG] '".length - 13) + " " + word + process.env.RESEND_API_KEY) });
    export const throws = action({ args: {}, handler: async () => { throw new Error("failed with " + process.env.RESEND_API_KEY); } });
    export const files = mutation({ args: {}, handler: async (ctx) => {
      const id = await ctx.storage.store(new Blob(["x"]));
      say("upload", await ctx.storage.generateUploadUrl());
      say("file", await ctx.storage.getUrl(id));
      return [await ctx.storage.generateUploadUrl(), await ctx.storage.getUrl(id)];
    }});
    export const signed = mutation({ args: {}, handler: async (ctx) => {
      const token = await ctx.auth.signJwt({ claims: { sub: "s" }, expiresInSeconds: 60 });
      say("signed", token);
      return token;
    }});
    export const headers = httpActionGeneric(async (_ctx, request) => {
      say("header", request.headers.get("authorization"));
      throw new Error("could not use " + request.headers.get("authorization"));
    });`,
  "convex/http.ts": `
    import { httpRouter } from "convex/server";
    import { headers } from "./leaks";
    const http = httpRouter();
    http.route({ path: "/headers", method: "POST", handler: headers });
    export default http;`,
};

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost(APP, { RESEND_API_KEY: MAIL_KEY, RESEND_FROM: "a@b.example" });
});
afterAll(() => host.remove());

test.each(["text", "json"] as const)(
  "OP-8 no line of host or function holds a token, a key or a secret (%s)",
  async (format) => {
    const lines: string[] = [];
    const secrets = secretValues({ ...host.secrets }, { RESEND_API_KEY: MAIL_KEY });
    const restore = installLog({ format, level: "debug", secrets }, (_stream, line) => lines.push(line));
    let isOver = false;
    try {
      addSecretsOf(host.engine.environment, secrets);
      const printing = printLogs(
        host.engine,
        (line, level) => console[level](line),
        () => isOver,
      );
      await eventually(async () => {
        await host.engine.action(callOf("leaks:variables"));
        expect(lines.length).toBeGreaterThan(0);
      });
      await host.engine.environment.update([
        { name: "LATE_PASSWORD", value: LATE_SECRET },
        { name: "PLAIN_WORD", value: "told to everybody" },
      ]);
      await host.engine.action(callOf("leaks:variables"));
      await host.engine.action(callOf("leaks:throws"));
      const [uploadUrl, fileUrl] = JSON.parse(
        unwrapText(await host.engine.mutation(callOf("leaks:files"))),
      ) as string[];
      const token = JSON.parse(unwrapText(await host.engine.mutation(callOf("leaks:signed")))) as string;

      for (const word of ["", token]) await host.engine.action({ ...callOf("leaks:tooLong"), args: JSON.stringify({ word }) }); // prettier-ignore

      const { privateKey, publicKey } = await generateKeyPair("ES256");
      expect(await exportJWK(publicKey)).toHaveProperty("kty");
      const stranger = await new SignJWT({})
        .setProtectedHeader({ alg: "ES256" })
        .setIssuer("https://s.example")
        .setSubject("s")
        .sign(privateKey);
      const refusedKey = `orbit|${"ab".repeat(32)}`;
      for (const authorization of [
        `Bearer ${stranger}`,
        `Convex ${refusedKey}`,
        `Convex ${host.secrets.adminKey}`,
        `Bearer ${token}`,
      ]) {
        await fetch(`${host.url}/headers`, { method: "POST", headers: { authorization } });
        await fetch(`${host.url}/api/query`, {
          method: "POST",
          headers: { authorization },
          body: '{"path":"x:y","args":[{}]}',
        });
      }
      await fetch(`${host.url}/api/storage/upload?token=forged-0123456789`, { method: "POST", body: "x" });

      const doors = [
        ...Object.entries(host.secrets)
          .filter(([name]) => name !== "jwks")
          .map(([, value]) => value as string),
        LATE_SECRET,
        MAIL_KEY,
        stranger,
        refusedKey,
        token,
        new URL(uploadUrl!).searchParams.get("token")!,
        new URL(fileUrl!).pathname.split("/").at(-1)!,
        "forged-0123456789",
      ];
      // Everything was said before the last thing is.
      await eventually(() =>
        expect(lines.filter((line) => line.includes("could not use")).length).toBeGreaterThan(3),
      );
      isOver = true;
      await host.engine.action(callOf("leaks:variables"));
      await printing;
      const all = lines.join("\n");
      for (const word of ["told to everybody", "upload", "signed", "failed with", "LATE_PASSWORD"])
        expect(all).toContain(word);
      // Nor its beginning, where the rest was cut off.
      expect(lines.filter((line) => line.includes("y".repeat(4_000)))).toHaveLength(2);
      for (const door of [MAIL_KEY, token])
        expect(lines.filter((line) => line.includes(door.slice(0, 10)))).toEqual([]);
      for (const door of doors) {
        expect(door.length).toBeGreaterThan(8);
        for (const form of [
          door,
          JSON.stringify(door).slice(1, -1),
          JSON.stringify(JSON.stringify(door)).slice(3, -3),
        ])
          expect(lines.filter((line) => line.includes(form))).toEqual([]);
      }
      // Of a key that stands escaped, no part either.
      expect(all).not.toContain("mail's own");
    } finally {
      restore();
    }
  },
);

function unwrapText(outcome: Outcome): string {
  if (!outcome.ok) throw new Error(outcome.errorMessage);
  return outcome.value;
}
