/** The deployment's admin key, and the identity an admin may act as. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Identity, UserAttributes } from "../contract";
import { AuthenticationError } from "./errors";

/** Compares digests, so that neither content nor length of the key shows in the time taken. */
function isAdminKey(candidate: string, adminKey: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(candidate), digest(adminKey));
}

/**
 * Identity for an `Authorization: Convex <key>[:<base64 JSON identity>]` value.
 * The key itself may contain `|` but never `:`.
 */
export function adminIdentity(value: string, adminKey: string): Identity {
  const separator = value.indexOf(":");
  const key = separator === -1 ? value : value.slice(0, separator);
  if (!isAdminKey(key, adminKey)) {
    throw new AuthenticationError("BadDeployKey", "The provided deploy key was invalid for this deployment");
  }
  if (separator === -1) return { kind: "admin" };
  let acting: unknown;
  try {
    acting = JSON.parse(Buffer.from(value.slice(separator + 1), "base64").toString("utf8"));
  } catch {
    throw new AuthenticationError("InvalidActingIdentity", "The acting identity is not base64 of JSON");
  }
  return { kind: "admin", actingAs: actingAttributes(acting) };
}

/** Completes what the CLI's `--identity` or a dashboard sends; the three key fields always exist. */
export function actingAttributes(value: unknown): UserAttributes {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AuthenticationError("InvalidActingIdentity", "The acting identity must be an object");
  }
  const given = value as Record<string, unknown>;
  const text = (name: string) => (typeof given[name] === "string" ? given[name] : undefined);
  const issuer = text("issuer") ?? "https://convex.test";
  const subject = text("subject") ?? "admin";
  return {
    ...given,
    issuer,
    subject,
    tokenIdentifier: text("tokenIdentifier") ?? `${issuer}|${subject}`,
  };
}
