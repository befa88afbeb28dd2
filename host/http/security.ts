/** Response headers of the app's pages. */
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** Where Clerk's browser code, images, API and bot check live, for its own domains and a custom one. */
function clerkSources(publishableKey: string): {
  script: string;
  connect: string;
  frame: string;
  image: string;
} {
  const encoded = publishableKey.replace(/^pk_(test|live)_/, "");
  const domain = Buffer.from(encoded, "base64").toString("utf8").replace(/\$$/, "");
  const own = /^[\w.-]+(:\d+)?$/.test(domain) ? ` https://${domain}` : "";
  return {
    script: `${own} https://challenges.cloudflare.com`,
    connect: `${own} https://clerk-telemetry.com`,
    frame: " https://challenges.cloudflare.com",
    image: " https://img.clerk.com",
  };
}

/**
 * `clerkPublishableKey` empty or absent: nothing but this origin may run or be called. `page` is a page of the app, whose
 * own inline scripts (what runs before anything has been fetched) may run by their digest; no other may.
 */
export function contentSecurityPolicy(clerkPublishableKey: string, page = ""): string {
  const clerk = clerkPublishableKey
    ? clerkSources(clerkPublishableKey)
    : { script: "", connect: "", frame: "", image: "" };
  return [
    "default-src 'self'",
    `script-src 'self'${inlineScripts(page)}${clerk.script}`,
    // Radix positions its pop-ups with inline styles.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${clerk.image}`,
    "font-src 'self' data:",
    `connect-src 'self' ws: wss:${clerk.connect}`,
    `frame-src 'self' blob:${clerk.frame}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function inlineScripts(page: string): string {
  const digest = (text: string) => createHash("sha256").update(text).digest("base64");
  return [...page.matchAll(/<script>([^]*?)<\/script>/g)]
    .map(([, text]) => ` 'sha256-${digest(text!)}'`)
    .join("");
}

export function setPageHeaders(response: ServerResponse, policy: string): void {
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin-allow-popups");
}
