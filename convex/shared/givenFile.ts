/** How stored files leave through signed links: headers that keep them harmless, and refusals in words. */
import { siteUrl } from "./site";

/** The app's own origin; null while nothing is set. */
export function appOrigin(): string | null {
  const app = siteUrl();
  return app === "" ? null : new URL(app).origin;
}

/** `security` is the content security policy, `cache` the value of Cache-Control. */
export function givenFile(
  body: Blob,
  file: { name: string; type: string; isInline?: boolean; security: string; cache: string },
): Response {
  const app = appOrigin();
  return new Response(body, {
    headers: {
      "Content-Type": file.type,
      "Content-Disposition": `${file.isInline ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "Content-Security-Policy": file.security,
      "X-Content-Type-Options": "nosniff",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": file.cache,
      ...(app === null ? {} : { "Access-Control-Allow-Origin": app, Vary: "Origin" }),
    },
  });
}

export function refusedFile(status: 403 | 404, sentence: string): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
