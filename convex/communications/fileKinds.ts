/** Files that come and go with messages (COM-09): which are kept, how they are named, what is shown in place. Pure. */
import { clean } from "../shared/text";
import { endingOf, kinds, previewOf, refusalReasons, type Kind } from "../documents/types";

/** What documents may be, and the sounds and films that people send each other. */
export const messageKinds: Readonly<Record<string, Kind>> = {
  ...kinds,
  ogg: { mimeType: "audio/ogg", family: "ogg" },
  mp3: { mimeType: "audio/mpeg", family: "mp3" },
  m4a: { mimeType: "audio/mp4", family: "mp4" },
  aac: { mimeType: "audio/aac", family: "aac" },
  amr: { mimeType: "audio/amr", family: "amr" },
  mp4: { mimeType: "video/mp4", family: "mp4" },
  "3gp": { mimeType: "video/3gpp", family: "mp4" },
};

/**
 *  waiting  is to be fetched from the provider, or a try is under way
 *  ready    stored, its content looked at
 *  refused  may not be kept: its kind, or larger than documents may be
 *  failed   every try is used up; somebody can ask for another
 */
export const fileStates = ["waiting", "ready", "refused", "failed"] as const;
export type FileState = (typeof fileStates)[number];
export const fileRefusals = refusalReasons;

/** What a stranger's file is called here: its name where it has one, with an ending that says what it is. */
export function nameOfFile(given: string | null | undefined, mediaType: string | null | undefined): string {
  const name = clean(given ?? "")
    .replace(/[\p{Surrogate}\\/]/gu, "")
    .slice(-200)
    .trim();
  if (messageKinds[endingOf(name)] !== undefined) return name;
  const type = plainType(mediaType);
  const ending = Object.keys(messageKinds).find((one) => messageKinds[one]!.mimeType === type);
  const stem = name === "" ? (type.split("/")[0]! === "application" ? "file" : type.split("/")[0]!) : name;
  return ending === undefined ? stem : `${stem}.${ending}`;
}

const megabyte = 1024 * 1024;

/** What may leave with one message. Mail grows by a third on its way, and most receivers end at 25 MB. */
export const attachmentLimits = {
  email: { most: 10, bytes: 15 * megabyte },
  whatsapp: { most: 1, bytes: 20 * megabyte },
} as const;

/** The largest file of its kind that WhatsApp takes, in bytes; null for a kind it does not take. */
export function whatsappBytes(mimeType: string): number | null {
  if (mimeType === "image/jpeg" || mimeType === "image/png") return 5 * megabyte;
  if (/^(audio|video)\//.test(mimeType)) return 16 * megabyte;
  return ["pdf", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx"].some(
    (ending) => kinds[ending]!.mimeType === mimeType,
  )
    ? attachmentLimits.whatsapp.bytes
    : null;
}

/** "audio/ogg; codecs=opus" -> "audio/ogg". */
export const plainType = (mediaType: string | null | undefined): string =>
  (mediaType ?? "").split(";")[0]!.trim().toLowerCase() || "application/octet-stream";

/** How a browser may show it in place; null means it is downloaded. */
export function shownAs(mimeType: string): "image" | "audio" | "video" | "pdf" | "text" | null {
  if (Object.values(messageKinds).every((kind) => kind.mimeType !== mimeType)) return null;
  if (mimeType.startsWith("audio/")) return "audio";
  if (mimeType.startsWith("video/")) return "video";
  return previewOf(mimeType);
}
