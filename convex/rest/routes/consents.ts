/** What a customer has agreed to over REST, with its proof (CNS-04, CNS-06). */
import * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { consentPurposes, consentSources } from "../../consent/purposes";
import { consentState, listConsents, setConsent, type ListedConsent } from "../../consent/staff";
import { id, iso, listPage, moment } from "../answer";
import { paging, selection } from "../entry";
import { customerAt } from "../place";
import { lists, reads, writes } from "../route";

const purpose = z.enum(consentPurposes);
const textOrNull = z.string().nullable();

const eventAnswer = z.strictObject({
  id,
  purpose: z.enum([...consentPurposes, "processing"]),
  granted: z.boolean(),
  at: moment,
  byName: z.string(),
  source: z.enum(consentSources),
  wording: textOrNull,
  wordingVersion: z.int().nullable(),
  proof: textOrNull,
});

const outward = (event: ListedConsent): z.output<typeof eventAnswer> => ({
  id: event._id,
  purpose: event.purpose,
  granted: event.granted,
  at: iso(event.at),
  byName: event.byName,
  source: event.source,
  wording: event.wording,
  wordingVersion: event.wordingVersion,
  proof: event.proof,
});

const byPurpose = <Each extends z.ZodType>(each: Each) =>
  z.strictObject({ marketing: each, email: each, sms: each });

const stateAnswer = z.strictObject({
  granted: byPurpose(z.boolean()),
  latest: byPurpose(eventAnswer.nullable()).describe(
    "What decided each; null while nobody has said anything.",
  ),
  marketingRefusal: textOrNull.describe("Why a marketing mail would be held back; null when it may be sent."),
});

async function stateOf(ctx: OrgQueryCtx | OrgMutationCtx, customerId: string) {
  const { granted, latest, refusal } = await consentState(ctx, customerId);
  const last = (one: ListedConsent | undefined) => (one === undefined ? null : outward(one));
  return {
    granted,
    latest: { marketing: last(latest.marketing), email: last(latest.email), sms: last(latest.sms) },
    marketingRefusal: refusal,
  };
}

const largestPage = 50;

export const consentRoutes = [
  reads({
    method: "GET",
    path: "/customers/{customer}/consents",
    group: "Consents",
    summary: "The three consents and what decided each",
    permission: "consents:read",
    query: z.strictObject(selection),
    answer: stateAnswer,
    handler: async (ctx, { params }) => await stateOf(ctx, (await customerAt(ctx, params))._id),
  }),
  writes({
    method: "PUT",
    path: "/customers/{customer}/consents",
    group: "Consents",
    summary: "Give or take back one consent on the customer's word",
    permission: "consents:write",
    body: z.strictObject({
      purpose,
      granted: z.boolean(),
      proof: z.string().optional().describe('How it is known: "Signed form of 3 May".'),
      wording: z.string().optional().describe("The words they agreed to."),
    }),
    example: { purpose: "email", granted: true, proof: "Signed form of 3 May" },
    answer: stateAnswer,
    handler: async (ctx, { params, body }) => {
      const { purpose: about, granted, proof, wording } = body;
      const { _id: customerId } = await customerAt(ctx, params);
      await setConsent(ctx, {
        customerId,
        purpose: about,
        granted,
        ...(proof === undefined ? {} : { proof }),
        ...(wording === undefined ? {} : { wording }),
      });
      return await stateOf(ctx, customerId);
    },
  }),
  lists({
    method: "GET",
    path: "/customers/{customer}/consents/history",
    group: "Consents",
    summary: "Every change of a consent, newest first",
    permission: "consents:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "consents",
    largestPage,
    answer: eventAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      return listPage(await listConsents(ctx, { customerId, paginationOpts: page }), outward);
    },
  }),
];
