/**
 * The public side of forms: `GET /v1/f/:key` hands out the form and a signed
 * token, `POST /v1/s` takes a submission. The checks run cheapest first
 * (size, kind, key, origin), then submit.ts decides in one transaction.
 */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { normalizeEmail } from "../shared/email";
import { httpStatus, type ErrorCode } from "../shared/errors";
import { formWords, formLanguage, type FormLanguage } from "./words";
import { publicForm } from "./form";
import {
  addressBlock,
  honeypotName,
  keyedHash,
  newNonce,
  plainTrapName,
  readToken,
  signToken,
} from "./formToken";
import { admittedSite, noOrigin, originOf, withLoopbackNames } from "./origins";
import { problemsPage, redirectTo, refusalPage, thankYouPage } from "./plainPages";
import { bodyKind, bodyLimitBytes, campaignOf, pageOf, readSubmission, type Submission } from "./submission";
import type { Verdict } from "./submit";

type Found = NonNullable<Awaited<ReturnType<typeof findWidget>>>;

async function findWidget(ctx: ActionCtx, key: string) {
  return await ctx.runQuery(internal.widgets.findByKey, { key });
}

/** Where this deployment's own pages live; a form always works there (preview, demo page). */
function ownOrigins(request: Request): Set<string> {
  const { ORBIT_URL, CONVEX_CLOUD_URL, CONVEX_SITE_URL } = process.env;
  return withLoopbackNames([ORBIT_URL, CONVEX_CLOUD_URL, CONVEX_SITE_URL, originOf(request.url)]);
}

/** The origin a request states. A page of our own sends none when it reads; then the browser's other headers say so. */
function statedOrigin(request: Request): string | null {
  const origin = request.headers.get("origin");
  if (origin !== null) return origin;
  if (request.headers.get("sec-fetch-site") === "same-origin") return originOf(request.url);
  return originOf(request.headers.get("referer"));
}

async function addressOf(ctx: ActionCtx): Promise<string | null> {
  const { ip } = await ctx.meta.getRequestMetadata();
  return ip === null || ip === "" ? null : addressBlock(ip);
}

function secretOrNull(): string | null {
  return process.env["ORBIT_SECRET"] || null;
}

/** Only a page whose origin is admitted may read the answer. */
function readableBy(request: Request, site: string | null): Record<string, string> {
  const origin = request.headers.get("origin");
  const common = { Vary: "Origin", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  return site === null || origin === null ? common : { ...common, "Access-Control-Allow-Origin": origin };
}

function json(status: number, body: unknown, headers: Record<string, string>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "Content-Type": "application/json" },
  });
}

function refusal(code: ErrorCode, message: string, headers: Record<string, string>, more: object = {}) {
  return json(httpStatus[code], { error: { code, message, ...more } }, headers);
}

/** The form and a token for one rendering of it; 204 when `rev` is still the published one. */
export async function giveForm(ctx: ActionCtx, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const key = decodeKey(url.pathname.slice("/v1/f/".length));
  const widget = await findWidget(ctx, key);
  if (widget === null) {
    return refusal(
      "NOT_FOUND",
      "There is no form with this key. Copy the snippet again.",
      readableBy(request, null),
    );
  }
  const language = formLanguage(url.searchParams.get("lang"), widget.form.language);
  const words = formWords[language];
  const site = admittedSite(statedOrigin(request), widget, ownOrigins(request));
  const headers = readableBy(request, site);
  if (site === null) return refusal("ORIGIN_NOT_ALLOWED", words.refused, headers);
  if (!widget.active) return refusal("WIDGET_DISABLED", words.disabled, headers);
  if (url.searchParams.get("rev") === String(widget.rev)) return new Response(null, { status: 204, headers });

  const secret = secretOrNull();
  if (secret === null) return unconfigured(headers);
  const address = await addressOf(ctx);
  const wait = await ctx.runMutation(internal.widgets.open, {
    ...actorArgs(widget),
    ipHash: address === null ? null : await keyedHash(secret, "ip", `${key}|${address}`),
    countView: url.searchParams.get("first") === "1",
  });
  if (wait !== null) return limited(wait, words.slowDown, headers);
  const nonce = newNonce();
  const token = await signToken(secret, { key, rev: widget.rev, site, iat: Date.now(), nonce });
  return json(
    200,
    { ...publicForm(widget.form, widget.rev, language), t: token, hp: honeypotName(nonce) },
    headers,
  );
}

/** Takes a submission of either kind; see design of the pipeline above. */
export async function takeSubmission(ctx: ActionCtx, request: Request): Promise<Response> {
  const kind = bodyKind(request.headers.get("content-type"));
  const nobody = readableBy(request, null);
  if (kind === null) {
    return json(415, { error: { code: "UNSUPPORTED", message: "Send text/plain JSON or a form." } }, nobody);
  }
  const body = await readBody(request);
  if (body === null) {
    return refusal("PAYLOAD_TOO_LARGE", "Shorten the message: at most 32 KB can be sent.", nobody, {
      limitBytes: bodyLimitBytes,
    });
  }
  const submission = readSubmission(kind, body);
  if (submission === null) return refusal("VALIDATION_ERROR", "The request is not a submission.", nobody);

  const widget = await findWidget(ctx, submission.key);
  if (widget === null) return refusal("NOT_FOUND", "There is no form with this key.", nobody);
  const language = formLanguage(
    submission.language ?? (submission.plain ? null : request.headers.get("accept-language")),
    widget.form.language,
  );
  const site = admittedSite(postingOrigin(request, submission.plain), widget, ownOrigins(request));
  const headers = readableBy(request, site);
  const reply = submission.plain
    ? plainReply(submission.key, widget, language, headers)
    : elementReply(language, headers);
  if (site === null) return reply.refused("ORIGIN_NOT_ALLOWED", formWords[language].refused);
  if (!widget.active) return reply.refused("WIDGET_DISABLED", formWords[language].disabled);

  const secret = secretOrNull();
  if (secret === null) return unconfigured(headers);
  const verdict = await ctx.runMutation(internal.widgets.submit, {
    ...actorArgs(widget),
    posted: await postedOf(ctx, request, { submission, secret, site, language, body }),
  });
  return reply.verdict(verdict);
}

/** Origin as stated; a plain form's page may hide it, and then the Referer stands in. */
function postingOrigin(request: Request, plain: boolean): string | null {
  const origin = request.headers.get("origin");
  if (!plain || (origin !== null && origin !== noOrigin)) return origin;
  return originOf(request.headers.get("referer")) ?? origin;
}

async function readBody(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyLimitBytes) return null;
  const bytes = await request.arrayBuffer();
  return bytes.byteLength > bodyLimitBytes ? null : new TextDecoder().decode(bytes);
}

async function postedOf(
  ctx: ActionCtx,
  request: Request,
  given: { submission: Submission; secret: string; site: string; language: FormLanguage; body: string },
) {
  const { submission, secret, site, language, body } = given;
  const { key, values } = submission;
  const address = await addressOf(ctx);
  const ipHash = address === null ? null : await keyedHash(secret, "ip", `${key}|${address}`);
  const token = submission.token === null ? null : await readToken(secret, submission.token);
  const email = normalizeEmail(values.get("email") ?? "");
  const trap = token === null ? plainTrapName(key) : honeypotName(token.nonce);
  // A plain form has no id of its own: the same words from the same address are the same submission.
  const uuid = submission.uuid ?? (await keyedHash(secret, "body", `${ipHash ?? ""}|${body}`));
  return {
    site,
    plain: submission.plain,
    ipHash,
    emailHash: email === null ? null : await keyedHash(secret, "email", `${key}|${email}`),
    token,
    uuid,
    honeypotFilled: (values.get(trap) ?? "").trim() !== "",
    values: [...values].filter(([name]) => name !== trap).map(([name, value]) => ({ name, value })),
    consent: submission.consent,
    language,
    sourcePage: pageOf(submission.page ?? request.headers.get("referer")),
    referrerPath: pageOf(submission.referrer),
    utm: campaignOf(submission.utm),
    receipt: newNonce(),
  };
}

interface Reply {
  refused(code: ErrorCode, message: string): Response;
  verdict(verdict: Verdict): Response;
}

function elementReply(language: FormLanguage, headers: Record<string, string>): Reply {
  const words = formWords[language];
  const refused = (code: ErrorCode, message: string, more: object = {}) =>
    refusal(code, message, headers, more);
  return {
    refused,
    verdict(verdict) {
      switch (verdict.kind) {
        case "done":
          return json(200, { id: verdict.receipt }, headers);
        case "disabled":
          return refused("WIDGET_DISABLED", words.disabled);
        case "limited":
          return limited(verdict.retryAfterMs, words.slowDown, headers);
        case "forged":
          return refused("FORBIDDEN", words.failed);
        case "expired":
          return refused("FORM_EXPIRED", words.failed);
        case "invalid":
          return refused("VALIDATION_ERROR", words.check, { fields: verdict.problems });
      }
    },
  };
}

function plainReply(
  key: string,
  widget: Found,
  language: FormLanguage,
  headers: Record<string, string>,
): Reply {
  const words = formWords[language];
  const refused = (code: ErrorCode, message: string) =>
    refusalPage(httpStatus[code], language, message, headers);
  return {
    refused,
    verdict(verdict) {
      switch (verdict.kind) {
        case "done":
          return redirectTo(widget.form.redirectUrl || `/v1/t/${encodeURIComponent(key)}`, headers);
        case "disabled":
          return refused("WIDGET_DISABLED", words.disabled);
        case "limited":
          return refused("RATE_LIMITED", words.slowDown);
        case "forged":
        case "expired":
          return refused("FORM_EXPIRED", words.failed);
        case "invalid":
          return problemsPage(widget.form, language, verdict.problems, headers);
      }
    },
  };
}

/** Where a post without script ends: the form's own thanks, or nothing for an unknown key. */
export async function giveThanks(ctx: ActionCtx, request: Request): Promise<Response> {
  const widget = await findWidget(ctx, decodeKey(new URL(request.url).pathname.slice("/v1/t/".length)));
  const headers = { "Cache-Control": "no-store" };
  if (widget === null) return refusalPage(404, "en", formWords.en.refused, headers);
  return thankYouPage(widget.form, widget.form.language, headers);
}

function decodeKey(part: string): string {
  try {
    return decodeURIComponent(part).slice(0, 100);
  } catch {
    return "";
  }
}

function actorArgs(widget: Found) {
  return { orgId: widget.orgId, widgetId: widget.widgetId, widgetName: widget.name };
}

function limited(waitMs: number, message: string, headers: Record<string, string>): Response {
  const seconds = String(Math.ceil(waitMs / 1000));
  return refusal("RATE_LIMITED", message, { ...headers, "Retry-After": seconds }, { retryAfterMs: waitMs });
}

function unconfigured(headers: Record<string, string>): Response {
  return refusal("CONFIGURATION_MISSING", "Set ORBIT_SECRET on this deployment to open forms.", headers, {
    name: "ORBIT_SECRET",
  });
}
