/**
 * Uploaded files come from strangers and are served from the app's own origin, so
 * only types that cannot run as a page there are shown in place.
 */

const INLINE =
  /^(image\/(png|jpeg|gif|webp|avif|bmp|x-icon)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain|application\/pdf)$/;

/** Headers for a stored file whose uploader called it `contentType`. */
export function safeFileHeaders(contentType: string | null): Record<string, string> {
  const essence = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  const inline = INLINE.test(essence);
  const pdf = essence === "application/pdf";
  return {
    "Content-Type": inline
      ? withCharset(essence)
      : isSafeToName(essence)
        ? essence
        : "application/octet-stream",
    "Content-Disposition": inline ? "inline" : "attachment",
    // A sandbox would also switch off the browser's own PDF viewer.
    "Content-Security-Policy": `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'${pdf ? "" : "; sandbox"}`,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
  };
}

function withCharset(essence: string): string {
  return essence === "text/plain" ? "text/plain; charset=utf-8" : essence;
}

/** Types a browser would treat as a document or script keep no name of their own, even as a download. */
function isSafeToName(essence: string): boolean {
  return /^[\w.+-]+\/[\w.+-]+$/.test(essence) && !/html|xml|svg|script|xsl|multipart|flash/.test(essence);
}
