/** Addresses that providers of messages call, mounted by http.ts. Each organization has its own, under a token nobody can guess. */
import type { HttpRouter } from "convex/server";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { httpAction } from "../functions";
import { equalTexts, hmac, toHex } from "../shared/hmac";
import { openSecret, type SealedAccount } from "./channels";
import { isSignedByTwilio, readForm } from "./twilio";
import { readEvent } from "./whatsapp";

const whatsappPrefix = "/whatsapp/";
const twilioPrefix = "/twilio/";

export function mountChannels(http: HttpRouter): void {
  http.route({ pathPrefix: whatsappPrefix, method: "GET", handler: httpAction(answerChallenge) });
  http.route({ pathPrefix: whatsappPrefix, method: "POST", handler: httpAction(takeWhatsapp) });
  http.route({ pathPrefix: twilioPrefix, method: "POST", handler: httpAction(takeTwilio) });
}

/** More than any event of either provider; a larger body is not one. */
const mostBytes = 1024 * 1024;

const plain = (text: string, status: number) =>
  new Response(text, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
const nobody = () => plain("No webhook is expected here", 404);
const unsigned = () => plain("The signature does not match", 401);

async function accountBehind(
  ctx: ActionCtx,
  request: Request,
  prefix: string,
  channel: SealedAccount["channel"],
): Promise<SealedAccount | null> {
  const token = new URL(request.url).pathname.slice(prefix.length);
  const account = await ctx.runQuery(internal.channels.behindToken, { token });
  return account?.channel === channel ? account : null;
}

/** How WhatsApp checks an address that is entered there: the words are given back to whoever knows the verify token. */
async function answerChallenge(ctx: ActionCtx, request: Request): Promise<Response> {
  const account = await accountBehind(ctx, request, whatsappPrefix, "whatsapp");
  if (account === null) return nobody();
  const asked = new URL(request.url).searchParams;
  const isKnown =
    asked.get("hub.mode") === "subscribe" &&
    equalTexts(asked.get("hub.verify_token") ?? "", account.verifyToken ?? "\n");
  return isKnown
    ? plain(asked.get("hub.challenge") ?? "", 200)
    : plain("The verify token does not match", 403);
}

/** 200 once taken (also the second time), 401 for a bad signature, 404 for an address that is none; a 500 is sent again. */
async function takeWhatsapp(ctx: ActionCtx, request: Request): Promise<Response> {
  const account = await accountBehind(ctx, request, whatsappPrefix, "whatsapp");
  if (account === null) return nobody();
  const body = await request.text();
  if (body.length > mostBytes) return plain("Too large", 413);
  const expected = `sha256=${toHex(await hmac("SHA-256", await openSecret(account.appSecret), body))}`;
  if (!equalTexts(expected, request.headers.get("x-hub-signature-256") ?? "")) return unsigned();
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return plain("Not JSON", 400);
  }
  const event = readEvent(parsed, account.account);
  if (event === null) return plain("Not an event of WhatsApp", 400);
  const { orgId } = account;
  for (const { id, from, name, body: words, at, file } of event.messages) {
    await ctx.runMutation(internal.channels.take, {
      orgId,
      incoming: {
        channel: "whatsapp",
        providerId: id,
        from,
        to: account.number,
        at,
        ...(name === null ? {} : { fromName: name }),
        ...(words === null ? {} : { body: words }),
        ...(file === null
          ? {}
          : {
              mediaType: file.type,
              files: [
                { remote: file.id, type: file.type, ...(file.name === null ? {} : { name: file.name }) },
              ],
            }),
      },
    });
  }
  for (const report of event.reports) await ctx.runMutation(internal.channels.report, { orgId, report });
  return new Response(null, { status: 200 });
}

/** As takeWhatsapp; the answer is an empty document of Twilio's own language, so that nothing is sent back. */
async function takeTwilio(ctx: ActionCtx, request: Request): Promise<Response> {
  const account = await accountBehind(ctx, request, twilioPrefix, "sms");
  if (account === null) return nobody();
  const body = await request.text();
  if (body.length > mostBytes) return plain("Too large", 413);
  const form = new URLSearchParams(body);
  const signature = request.headers.get("x-twilio-signature") ?? "";
  const authToken = await openSecret(account.accessToken);
  if (!(await isSignedByTwilio(authToken, account.webhook, form, signature))) return unsigned();
  const event = readForm(form);
  if (event === null) return plain("Not an event of Twilio", 400);
  const { orgId } = account;
  if (event.message !== null) {
    const { id, from, to, body: words, files } = event.message;
    const [first] = files;
    await ctx.runMutation(internal.channels.take, {
      orgId,
      incoming: {
        channel: "sms",
        providerId: id,
        from,
        to,
        body: words,
        at: Date.now(),
        ...(first === undefined ? {} : { mediaType: first.type }),
        files: files.map(({ url, type }) => ({ remote: url, type })),
      },
    });
  }
  if (event.report !== null) await ctx.runMutation(internal.channels.report, { orgId, report: event.report });
  return new Response("<Response/>", { status: 200, headers: { "Content-Type": "text/xml" } });
}
