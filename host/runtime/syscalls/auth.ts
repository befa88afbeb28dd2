// ctx.auth: who asks, and tokens signed by this deployment.
import type { UserAttributes } from "../../contract";
import type { Execution } from "../execution";
import type { AsyncSyscalls } from "./types";

/** The attributes `getUserIdentity` shows. Components never see the caller's identity. */
function attributes(execution: Execution): UserAttributes | null {
  if (execution.transaction !== null) execution.transaction.reads.usedIdentity = true;
  const { identity, showsIdentity } = execution.request;
  if (execution.component.path !== "" || !showsIdentity) return null;
  if (identity.kind === "user") return identity.attributes;
  return identity.kind === "admin" ? (identity.actingAs ?? null) : null;
}

const MAX_LIFETIME_SECONDS = 3_600;
const RESERVED = new Set(["iss", "iat", "exp", "nbf"]);

export const authSyscalls: AsyncSyscalls = {
  "1.0/getUserIdentity": (execution) => JSON.stringify(attributes(execution)),
  "1.0/signJwt"(execution, args: { claims?: Record<string, unknown>; expiresInSeconds: number }) {
    if (execution.udfType !== "mutation") throw new Error("auth.signJwt is only available in mutations.");
    const lifetime = args.expiresInSeconds;
    if (!(lifetime >= 1 && lifetime <= MAX_LIFETIME_SECONDS)) {
      throw new Error("`expiresInSeconds` must be at least 1 second and at most 1 hour.");
    }
    const claims = args.claims ?? {};
    for (const name of Object.keys(claims)) {
      if (RESERVED.has(name) || /^(convex|cvx)/i.test(name))
        throw new Error(`The claim "${name}" is reserved and may not be set.`);
    }
    const { path } = execution.component;
    const origin = execution.host.systemEnvironment.CONVEX_CLOUD_URL ?? "";
    const issuer = path === "" ? origin : `${origin}/components/${path}`;
    return JSON.stringify(execution.host.signer.sign(claims, issuer, lifetime, execution.now ?? Date.now()));
  },
};
