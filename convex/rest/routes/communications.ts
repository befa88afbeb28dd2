/** Messages and calls with customers over REST (COM-01..05). */
import * as z from "zod";
import { fileStates } from "../../communications/fileKinds";
import { fileLink } from "../../communications/giveFile";
import { listByType, listMessages, readMessage, type ListedMessage } from "../../communications/list";
import { recordCommunication } from "../../communications/record";
import { sendMessage } from "../../communications/sending";
import {
  communicationTypes,
  deliveryStatuses,
  directions,
  whatsappStatuses,
} from "../../communications/words";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { fail } from "../../shared/errors";
import { count, id, iso, listPage, moment } from "../answer";
import { cleared, instant, paging, selection, word } from "../entry";
import { childAt, customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const type = z.enum(communicationTypes);

const messageAnswer = z.strictObject({
  id,
  customerId: id,
  communicationType: type,
  direction: z.enum(directions),
  subject: textOrNull,
  body: textOrNull,
  mediaUrl: textOrNull,
  mediaType: textOrNull,
  files: z
    .array(
      z.strictObject({
        id,
        fileName: z.string(),
        mimeType: z.string(),
        fileSize: count.describe("Bytes."),
        state: z.enum(fileStates).describe("Only what is ready can be opened."),
      }),
    )
    .describe("What came or went with it."),
  deliveryStatus: z.enum(deliveryStatuses),
  whatsappMessageId: textOrNull,
  whatsappStatus: z.enum(whatsappStatuses).nullable(),
  providerId: textOrNull,
  error: textOrNull.describe("Why it could not be sent, in the provider's words."),
  from: textOrNull,
  to: textOrNull,
  contactId: id.nullable(),
  leadId: id.nullable(),
  bookingId: id.nullable(),
  createdAt: moment.describe("When it was sent or came."),
  updatedAt: moment,
});

const outward = (row: ListedMessage): z.output<typeof messageAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  communicationType: row.communicationType,
  direction: row.direction,
  subject: row.subject,
  body: row.body,
  mediaUrl: row.mediaUrl,
  mediaType: row.mediaType,
  files: row.files.map(({ _id, fileName, mimeType, fileSize, state }) => ({
    id: _id,
    fileName,
    mimeType,
    fileSize,
    state,
  })),
  deliveryStatus: row.deliveryStatus,
  whatsappMessageId: row.whatsappMessageId,
  whatsappStatus: row.whatsappStatus,
  providerId: row.providerId,
  error: row.error,
  from: row.from,
  to: row.to,
  contactId: row.contactId,
  leadId: row.leadId,
  bookingId: row.bookingId,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

const answered = async (ctx: OrgQueryCtx | OrgMutationCtx, messageId: Id<"communications">) =>
  outward(await readMessage(ctx, messageId));

const about = {
  contactId: z.string().optional(),
  leadId: z.string().optional(),
  bookingId: z.string().optional(),
};
type About = { [Name in keyof typeof about]?: string | undefined };

function aboutOf(ctx: OrgMutationCtx, { contactId, leadId, bookingId }: About) {
  return {
    ...(contactId === undefined ? {} : { contactId: idOf(ctx, "contacts", contactId) }),
    ...(leadId === undefined ? {} : { leadId: idOf(ctx, "leads", leadId) }),
    ...(bookingId === undefined ? {} : { bookingId: idOf(ctx, "bookings", bookingId) }),
  };
}

const largestPage = 40;
const all = "/customers/{customer}/communications";

export const communicationRoutes = [
  lists({
    method: "GET",
    path: "/communications",
    group: "Messages",
    summary: "Messages of one channel, of all customers, newest first",
    permission: "communications:read",
    query: z.strictObject({ communicationType: type, ...paging(largestPage), ...selection }),
    list: "communications",
    largestPage,
    answer: messageAnswer,
    handler: async (ctx, { query, page }) =>
      listPage(await listByType(ctx, query.communicationType, page), outward),
  }),
  lists({
    method: "GET",
    path: all,
    group: "Messages",
    summary: "Messages and calls of a customer, newest first",
    permission: "communications:read",
    query: z.strictObject({ communicationType: type.optional(), ...paging(largestPage), ...selection }),
    list: "communications",
    largestPage,
    answer: messageAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await listMessages(ctx, _id, query.communicationType ?? "all", page), outward);
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Messages",
    summary: "Write down a message that was exchanged elsewhere; nothing is sent",
    permission: "communications:send",
    status: 201,
    body: z.strictObject({
      communicationType: z.string().describe(`One of ${communicationTypes.join(", ")}.`),
      direction: z.string().describe(`One of ${directions.join(", ")}.`),
      subject: word,
      body: word,
      mediaUrl: word,
      mediaType: word,
      whatsappMessageId: word,
      whatsappStatus: word.describe(`One of ${whatsappStatuses.join(", ")}.`),
      createdAt: instant.optional(),
      ...about,
    }),
    example: {
      communicationType: "whatsapp",
      direction: "inbound",
      body: "Is the tour on Friday still free?",
    },
    answer: messageAnswer,
    handler: async (ctx, { params, body: { contactId, leadId, bookingId, ...entered } }) => {
      const { _id } = await customerAt(ctx, params);
      const told = aboutOf(ctx, { contactId, leadId, bookingId });
      const messageId = await recordCommunication(ctx, _id, cleared(entered) as never, told);
      return await answered(ctx, messageId);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/messages",
    group: "Messages",
    summary: "Send a message by e-mail, WhatsApp or SMS",
    permission: "communications:send",
    status: 201,
    body: z.strictObject({
      channel: z.string().describe("email, whatsapp or sms."),
      subject: word.describe("E-mail needs one."),
      body: word,
      mediaUrl: word.describe("WhatsApp: a file at a public address."),
      mediaType: word,
      template: z
        .strictObject({ name: z.string(), language: z.string(), variables: z.array(z.string()) })
        .optional()
        .describe("WhatsApp: an approved template."),
      documents: z
        .array(z.string())
        .max(10)
        .optional()
        .describe("E-mail and WhatsApp: ids of the customer's documents that go with it."),
      purpose: word.describe("transactional, or marketing, which leaves only with consent."),
      ...about,
    }),
    example: { channel: "email", subject: "Your tour", body: "We meet at nine in the morning." },
    answer: messageAnswer,
    handler: async (ctx, { params, body: { contactId, leadId, bookingId, documents = [], ...entered } }) => {
      const { _id } = await customerAt(ctx, params);
      const told = aboutOf(ctx, { contactId, leadId, bookingId });
      const files = documents.map((text) => ({ documentId: idOf(ctx, "documents", text) }));
      return await answered(ctx, await sendMessage(ctx, _id, cleared(entered) as never, told, files));
    },
  }),
  reads({
    method: "GET",
    path: `${all}/{communication}`,
    group: "Messages",
    summary: "Read one message",
    permission: "communications:read",
    query: z.strictObject(selection),
    answer: messageAnswer,
    handler: async (ctx, { params }) =>
      await answered(ctx, (await childAt(ctx, "communications", params, "communication"))._id),
  }),
  writes({
    method: "POST",
    path: `${all}/{communication}/files/{file}/link`,
    group: "Messages",
    summary: "An address of a file that came or went with it, good for fifteen minutes",
    permission: "communications:read",
    answer: z.strictObject({ url: z.string(), until: moment }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "communications", params, "communication");
      const fileId = idOf(ctx, "messageFiles", params["file"]!);
      if ((await ctx.db.find("messageFiles", fileId))?.messageId !== _id)
        fail({ code: "NOT_FOUND", entity: "messageFiles" });
      const { url, until } = await fileLink(ctx, fileId);
      return { url, until: iso(until) };
    },
  }),
];
