/**
 * Who may issue tokens. Chosen by configuration at run time, never by the build:
 * local accounts always stand here; an outside provider when its issuer is set.
 * Every variable named here must exist on the deployment (it may be empty).
 */
import type { AuthConfig } from "convex/server";
import { localIssuer } from "./tenancy/membership";

const providers: AuthConfig["providers"] = [];

const jwks = process.env.ORBIT_JWKS;
if (jwks) {
  providers.push({
    type: "customJwt",
    applicationID: "orbit",
    issuer: localIssuer,
    algorithm: "ES256",
    jwks: `data:text/plain;charset=utf-8;base64,${btoa(jwks)}`,
  });
}

const clerk = process.env.CLERK_JWT_ISSUER_DOMAIN;
if (clerk) providers.push({ domain: clerk, applicationID: "convex" });

const oidcIssuer = process.env.OIDC_ISSUER;
const oidcClient = process.env.OIDC_CLIENT_ID;
if (oidcIssuer && oidcClient) providers.push({ domain: oidcIssuer, applicationID: oidcClient });

export default { providers } satisfies AuthConfig;
