/** What may be kept as a document (DOC-02, DOC-06), pure: picker, form and server read the same lists. */
export const documentTypes = ["contract", "invoice", "agreement", "other"] as const;
export type DocumentType = (typeof documentTypes)[number];

/** An HTTP action answers with at most 20 MiB, and that is how documents are given out. */
export const mostBytes = 20 * 1024 * 1024;

/** Versions of one document; older ones stay until it is deleted. */
export const mostVersions = 50;

/** How the content begins: what a file is, whatever it is called. */
export type Family =
  | "pdf"
  | "png"
  | "jpeg"
  | "gif"
  | "webp"
  | "heic"
  | "zip"
  | "ole"
  | "rtf"
  | "text"
  | "ogg"
  | "mp3"
  | "aac"
  | "amr"
  | "mp4";

export interface Kind {
  mimeType: string;
  family: Family;
}

const office = "application/vnd.openxmlformats-officedocument";
const open = "application/vnd.oasis.opendocument";

/** Endings that are taken, what they are served as, and what must stand in the file. */
export const kinds: Readonly<Record<string, Kind>> = {
  pdf: { mimeType: "application/pdf", family: "pdf" },
  png: { mimeType: "image/png", family: "png" },
  jpg: { mimeType: "image/jpeg", family: "jpeg" },
  jpeg: { mimeType: "image/jpeg", family: "jpeg" },
  gif: { mimeType: "image/gif", family: "gif" },
  webp: { mimeType: "image/webp", family: "webp" },
  heic: { mimeType: "image/heic", family: "heic" },
  txt: { mimeType: "text/plain", family: "text" },
  md: { mimeType: "text/plain", family: "text" },
  csv: { mimeType: "text/csv", family: "text" },
  rtf: { mimeType: "application/rtf", family: "rtf" },
  docx: { mimeType: `${office}.wordprocessingml.document`, family: "zip" },
  xlsx: { mimeType: `${office}.spreadsheetml.sheet`, family: "zip" },
  pptx: { mimeType: `${office}.presentationml.presentation`, family: "zip" },
  odt: { mimeType: `${open}.text`, family: "zip" },
  ods: { mimeType: `${open}.spreadsheet`, family: "zip" },
  doc: { mimeType: "application/msword", family: "ole" },
  xls: { mimeType: "application/vnd.ms-excel", family: "ole" },
  ppt: { mimeType: "application/vnd.ms-powerpoint", family: "ole" },
};

export function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot <= 0 ? "" : fileName.slice(dot + 1).toLowerCase();
}

/** How a browser may show it in place; null means it is downloaded (DOC-04). */
export function previewOf(mimeType: string): "image" | "pdf" | "text" | null {
  if (mimeType === "application/pdf") return "pdf";
  if (["image/png", "image/jpeg", "image/gif", "image/webp"].includes(mimeType)) return "image";
  return mimeType === "text/plain" || mimeType === "text/csv" ? "text" : null;
}

/** So many first bytes are enough to tell the family. */
export const sniffedBytes = 4096;

/** What the first bytes are; null for anything not on the list, among it every program. */
export function familyOf(head: Uint8Array): Family | null {
  const begins = (at: number, ...bytes: number[]) => bytes.every((byte, index) => head[at + index] === byte);
  const says = (at: number, text: string) => begins(at, ...[...text].map((char) => char.charCodeAt(0)));
  if (says(0, "%PDF-")) return "pdf";
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (begins(0, 0xff, 0xd8, 0xff)) return "jpeg";
  if (says(0, "GIF87a") || says(0, "GIF89a")) return "gif";
  if (says(0, "RIFF") && says(8, "WEBP")) return "webp";
  if (says(4, "ftyp") && (says(8, "heic") || says(8, "heix") || says(8, "mif1"))) return "heic";
  if (begins(0, 0x50, 0x4b, 0x03, 0x04)) return "zip";
  if (begins(0, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) return "ole";
  if (says(0, "{\\rtf")) return "rtf";
  if (says(4, "ftyp")) return "mp4";
  if (says(0, "OggS")) return "ogg";
  if (says(0, "#!AMR")) return "amr";
  if (says(0, "ID3") || begins(0, 0xff, 0xfb) || begins(0, 0xff, 0xf3)) return "mp3";
  if (begins(0, 0xff, 0xf1) || begins(0, 0xff, 0xf9)) return "aac";
  return isText(head) ? "text" : null;
}

/** No control characters but tab, line breaks and form feed; a cut last character does not matter. */
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte))) return false;
  for (let cut = 0; cut < 4; cut++) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(head.subarray(0, head.length - cut));
      return true;
    } catch {
      if (head.length < sniffedBytes) break;
    }
  }
  // Old exports are in a one-byte code page: any byte is a letter there.
  return true;
}

/** Why a file cannot be kept; null when it can. */
export const refusalReasons = ["type", "content", "size", "empty", "missing"] as const;
export type Refusal = (typeof refusalReasons)[number];

export function refusalOf(
  file: { fileName: string; size: number; limit: number; head: Uint8Array },
  known: Readonly<Record<string, Kind>> = kinds,
): Refusal | null {
  const kind = known[endingOf(file.fileName)];
  if (kind === undefined) return "type";
  if (file.size === 0) return "empty";
  if (file.size > file.limit) return "size";
  return familyOf(file.head) === kind.family ? null : "content";
}
