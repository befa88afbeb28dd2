/** The fixed words and bounds of exports. Pure; the dialog reads them too. */

/** Of customers; a whole organization is always a zip. */
export const exportFormats = ["csv", "xlsx", "json", "vcf"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mediaTypes: Record<ExportFormat | "zip", string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
  vcf: "text/vcard; charset=utf-8",
  zip: "application/zip",
};

/** Most customers named one by one; more are selected by their filter. */
export const mostNamed = 1000;
/** A file is kept so long after it was asked for (ms). */
export const keptForMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Bytes of one stored part. An answer of Convex's HTTP actions may have 20 MiB,
 * so a file larger than `largestAnswer` is fetched part by part.
 */
export const partBytes = 4 * 1024 * 1024;
export const largestPart = 16 * 1024 * 1024;
export const largestAnswer = 16 * 1024 * 1024;
