"use node";
/**
 * Slow hashing of passwords, in Node so that the native scrypt runs on a worker
 * thread and never stalls the database. Internal: called by the sign-in actions.
 */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { v } from "convex/values";
import { internalAction } from "./functions";

/** OWASP's scrypt advice at 32 MiB per hash, so that several at once fit a small machine; about 0.2 s. */
const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const hashBytes = 32;

/** Compared when the account is unknown: the same work, and no password matches it. */
const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString("base64url")}$${Buffer.alloc(
  hashBytes,
).toString("base64url")}`;

/** Hash of a new password, with its own salt and the cost it was made with. */
export const hash = internalAction({
  args: { password: v.string() },
  returns: v.string(),
  handler: async (_ctx, { password }) => {
    const salt = randomBytes(16);
    const key = await derive(password, salt, cost);
    return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join(
      "$",
    );
  },
});

/** Whether a password belongs to a hash; null (no such account) takes the same time and is false. */
export const verify = internalAction({
  args: { password: v.string(), passwordHash: v.union(v.string(), v.null()) },
  returns: v.boolean(),
  handler: async (_ctx, { password, passwordHash }) => {
    const [name, N, r, p, salt, key] = (passwordHash ?? nobody).split("$");
    if (name !== "scrypt" || salt === undefined || key === undefined) {
      throw new Error("A stored password hash has a format this version does not know");
    }
    const expected = Buffer.from(key, "base64url");
    const derived = await derive(password, Buffer.from(salt, "base64url"), {
      N: Number(N),
      r: Number(r),
      p: Number(p),
    });
    return timingSafeEqual(derived, expected) && passwordHash !== null;
  },
});

/** NFKC, so that the same keys on two keyboards are the same password. */
function derive(password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }) {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, hashBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
