/** Where people reach this deployment, for links in mails and webhooks; and which version it is. */

export const version = "0.1.0";

/** Address of the app without a trailing slash: ORBIT_URL, else the address Convex gives the deployment. */
export function siteUrl(): string {
  const url = process.env.ORBIT_URL || process.env.SITE_URL || process.env.CONVEX_SITE_URL || "";
  return url.replace(/\/+$/, "");
}
