/** Shapes token claims the way Convex shows them in `ctx.auth.getUserIdentity()`. */
import type { UserAttributes } from "../contract";

type Claims = Readonly<Record<string, unknown>>;

/** OIDC claim -> name in the identity; everything not listed here keeps its own name. */
const STANDARD_NAMES: Readonly<Record<string, string>> = {
  name: "name",
  given_name: "givenName",
  family_name: "familyName",
  nickname: "nickname",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  website: "websiteUrl",
  email: "email",
  email_verified: "emailVerified",
  gender: "gender",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
};

/** Protocol claims, and claims that differ in every token and would defeat sharing of query results. */
const DROPPED = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "iat",
  "nbf",
  "jti",
  "fva",
  "nonce",
  "azp",
  "acr",
  "amr",
  "auth_time",
  "at_hash",
  "c_hash",
]);

/**
 * Identity of an OIDC token: standard claims become camelCase fields, custom
 * claims (also nested objects) stay as they are.
 */
export function oidcAttributes(issuer: string, subject: string, claims: Claims): UserAttributes {
  const attributes: Record<string, unknown> = {};
  for (const [claim, value] of Object.entries(claims)) {
    if (DROPPED.has(claim) || value === null || value === undefined) continue;
    if (claim === "address") {
      const formatted = isObject(value) ? value["formatted"] : value;
      if (formatted !== undefined) attributes["address"] = formatted;
    } else if (claim === "updated_at") {
      attributes["updatedAt"] = typeof value === "number" ? new Date(value * 1000).toISOString() : value;
    } else {
      attributes[STANDARD_NAMES[claim] ?? claim] = value;
    }
  }
  return { ...attributes, ...fixed(issuer, subject) };
}

/** Identity of a custom JWT: nested claims are flattened to "a.b" keys. */
export function customJwtAttributes(issuer: string, subject: string, claims: Claims): UserAttributes {
  const attributes: Record<string, unknown> = {};
  const flatten = (prefix: string, value: unknown): void => {
    if (isObject(value)) {
      for (const [key, child] of Object.entries(value)) flatten(`${prefix}.${key}`, child);
    } else if (value !== null && value !== undefined) {
      attributes[prefix] = value;
    }
  };
  for (const [claim, value] of Object.entries(claims)) {
    if (!DROPPED.has(claim)) flatten(claim, value);
  }
  return { ...attributes, ...fixed(issuer, subject) };
}

function fixed(issuer: string, subject: string) {
  return { issuer, subject, tokenIdentifier: `${issuer}|${subject}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
