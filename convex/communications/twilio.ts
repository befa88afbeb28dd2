/** SMS through Twilio: what its webhook says, and what sending takes. Knows nothing of the database. */
import * as z from "zod";
import { equalTexts, hmac, toBase64 } from "../shared/hmac";
import { afterThrow, type TryResult } from "./answers";
import { bounded, type Fetched } from "./fetched";

const api = "https://api.twilio.com/2010-04-01";

export interface SmsAccount {
  accountSid: string;
  authToken: string;
  /** The organization's own number, E.164. */
  number: string;
}

/** Twilio signs the address it calls with every field of the form behind it, in the order of their names. */
export async function isSignedByTwilio(
  authToken: string,
  url: string,
  form: URLSearchParams,
  signature: string,
): Promise<boolean> {
  const fields = [...form].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = url + fields.map(([name, value]) => name + value).join("");
  return equalTexts(toBase64(await hmac("SHA-1", authToken, signed)), signature);
}

export interface SmsEvent {
  message: {
    id: string;
    from: string;
    to: string;
    body: string;
    files: { url: string; type: string }[];
  } | null;
  report: { id: string; status: "sent" | "delivered" | "failed"; error: string | null } | null;
}

/** A message or a report about one, or null for a form that is neither. */
export function readForm(form: URLSearchParams): SmsEvent | null {
  const id = form.get("MessageSid") ?? form.get("SmsSid");
  if (!id) return null;
  const status = form.get("MessageStatus");
  if (status !== null && status !== "received") {
    const known = reported[status];
    const code = form.get("ErrorCode");
    return {
      message: null,
      report:
        known === undefined ? null : { id, status: known, error: code === null ? null : `Twilio ${code}` },
    };
  }
  const [from, to] = [form.get("From"), form.get("To")];
  if (!from || !to) return null;
  const files: { url: string; type: string }[] = [];
  for (let index = 0; index < Number(form.get("NumMedia") ?? 0) && index < 10; index++) {
    const url = form.get(`MediaUrl${index}`);
    const type = form.get(`MediaContentType${index}`) ?? "application/octet-stream";
    if (url) files.push({ url, type });
  }
  return { message: { id, from, to, body: form.get("Body") ?? "", files }, report: null };
}

const reported: Record<string, "sent" | "delivered" | "failed" | undefined> = {
  sent: "sent",
  delivered: "delivered",
  failed: "failed",
  undelivered: "failed",
};

/** Hands a text message to Twilio; never throws. "unknown" where the answer was lost. */
export async function sendBySms(
  account: SmsAccount,
  message: { to: string; body: string; reportTo: string | null },
): Promise<TryResult> {
  try {
    const form = new URLSearchParams({ To: message.to, From: account.number, Body: message.body });
    if (message.reportTo !== null) form.set("StatusCallback", message.reportTo);
    const response = await fetch(`${api}/Accounts/${encodeURIComponent(account.accountSid)}/Messages.json`, {
      method: "POST",
      headers: {
        authorization: basic(account),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: form.toString(),
    });
    const answer = sentShape.safeParse(await response.json().catch(() => null));
    if (response.ok && answer.data?.sid !== undefined) return { kind: "sent", providerId: answer.data.sid };
    // Whoever answered knows nothing of the message: a gateway in between.
    if (answer.data?.code === undefined && response.status >= 500) return { kind: "unknown" };
    const error = `${answer.data?.code ?? response.status} ${answer.data?.message ?? "Twilio did not take the message"}`;
    const mayPass = response.status >= 500 || response.status === 429;
    return mayPass ? { kind: "retry", error } : { kind: "refused", error };
  } catch (error) {
    return afterThrow(error);
  }
}

const basic = ({ accountSid, authToken }: Pick<SmsAccount, "accountSid" | "authToken">) =>
  `Basic ${btoa(`${accountSid}:${authToken}`)}`;

/** The bytes of a file that came with a message; throws with Twilio's words. The token goes to Twilio's own hosts alone. */
export async function fetchTwilioFile(
  account: Pick<SmsAccount, "accountSid" | "authToken">,
  address: string,
  mostBytes: number,
): Promise<Fetched> {
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:" || !/(^|\.)twilio\.com$/.test(hostname))
    throw new Error("The file is at an address that is not Twilio's");
  return await bounded(
    "Twilio",
    await fetch(address, { headers: { authorization: basic(account) } }),
    mostBytes,
  );
}

const sentShape = z.looseObject({
  sid: z.string().optional(),
  code: z.number().optional(),
  message: z.string().optional(),
});
