/** Possible duplicates and merges over REST (API-13, API-14, DUP-15, DUP-21). */
import * as z from "zod";
import { checkDuplicates } from "../../customers/check";
import { customerIdOf } from "../../customers/open";
import { mergeCustomers } from "../../merging/merge";
import { mergedInto } from "../../merging/read";
import { previewUndo, undoMerge } from "../../merging/undo";
import { anything, id, iso, isoOrNull, listPage, moment } from "../answer";
import { customerAnswer } from "../customerAnswer";
import { paging, selection } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, reads, writes } from "../route";
import { customerAliases, opened } from "./customers";

const textOrNull = z.string().nullable();
const largestPage = 50;

const mergedRecord = z.strictObject({
  id,
  mergeId: id,
  customerId: id.describe("The record that was merged away."),
  mergedCustomerCode: z.string(),
  mergedCustomerName: z.string(),
  mergeReason: z.string(),
  mergedByName: z.string(),
  mergedAt: moment,
  undoneAt: moment.nullable(),
  status: z.enum(["running", "done", "undoing", "undone"]),
  moved: z.record(z.string(), z.int()).describe("Rows moved, by kind."),
  left: z.array(z.string()).describe("Flags of the strategy that were off."),
});

export const duplicateRoutes = [
  reads({
    method: "POST",
    path: "/customers/search-duplicates",
    group: "Customers",
    summary: "Look for customers that may be the same person",
    permission: "customers:create",
    body: z.strictObject({
      name: z.string().optional(),
      phone: z.string().optional(),
      secondaryPhone: z.string().optional(),
      email: z.string().optional(),
      excludeId: z.string().optional(),
    }),
    aliases: { ...customerAliases, excludeCustomerId: "excludeId" },
    example: { name: "Ada Lovelace", email: "ada@example.com" },
    answer: z.strictObject({
      potentialDuplicates: z.array(
        z.strictObject({
          // Masked where the key may not see the record (DUP-26).
          customer: z.strictObject({
            id: id.nullable(),
            name: z.string(),
            customerCode: textOrNull,
            ownerName: textOrNull,
            status: textOrNull,
          }),
          matchScore: z.number().describe("0 to 100."),
          matchReasons: z.array(z.string()),
        }),
      ),
    }),
    handler: async (ctx, { body }) => {
      const { matches } = await checkDuplicates(ctx, body);
      return {
        potentialDuplicates: matches.map(
          ({ customerId, name, customerCode, ownerName, status, ...match }) => ({
            customer: { id: customerId, name, customerCode, ownerName, status },
            matchScore: match.score,
            matchReasons: match.reasons,
          }),
        ),
      };
    },
  }),
  writes({
    method: "POST",
    path: "/customers/merge",
    group: "Customers",
    summary: "Merge customers into one",
    permission: "customers:merge",
    body: z.strictObject({
      primaryCustomerId: z.string(),
      secondaryCustomerIds: z.array(z.string()).min(1).max(50),
      mergeStrategy: z
        .strictObject({
          keepPrimaryContact: z.boolean(),
          combineTransactionHistory: z.boolean(),
          combinePackages: z.boolean(),
          combineNotes: z.boolean(),
        })
        .partial()
        .optional(),
      mergeReason: z.string().optional(),
      fieldChoices: z
        .record(z.string(), z.string())
        .optional()
        .describe("Field -> id of the record whose value stays."),
    }),
    aliases: { reason: "mergeReason" },
    example: {
      primaryCustomerId: "CUS-001",
      secondaryCustomerIds: ["CUS-002"],
      mergeReason: "The same person",
    },
    answer: z.strictObject({
      mergeId: id,
      jobId: id.nullable().describe("The work that goes on moving a long history."),
      customer: customerAnswer,
    }),
    handler: async (ctx, { body, dialect }) => {
      const { primaryCustomerId, secondaryCustomerIds, fieldChoices = {}, ...rest } = body;
      const { mergeId, customerId, jobId } = await mergeCustomers(ctx, {
        ...rest,
        primaryCustomerId: await customerIdOf(ctx, primaryCustomerId),
        secondaryCustomerIds: await Promise.all(secondaryCustomerIds.map((key) => customerIdOf(ctx, key))),
        fieldChoices: Object.fromEntries(
          await Promise.all(
            Object.entries(fieldChoices).map(
              async ([name, key]) => [name, await customerIdOf(ctx, key)] as const,
            ),
          ),
        ),
      });
      return { mergeId, jobId, customer: await opened(ctx, customerId, dialect, ctx.now) };
    },
  }),
  lists({
    method: "GET",
    path: "/customers/{customer}/merges",
    group: "Customers",
    summary: "Records merged into a customer, newest first",
    permission: "history:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "merges",
    largestPage,
    answer: mergedRecord,
    handler: async (ctx, { params, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      return listPage(await mergedInto(ctx, { customerId, paginationOpts: page }), (row) => ({
        id: row._id,
        mergeId: row.mergeId,
        customerId: row.customerId,
        mergedCustomerCode: row.mergedCustomerCode,
        mergedCustomerName: row.mergedCustomerData.name,
        mergeReason: row.mergeReason,
        mergedByName: row.mergedByName,
        mergedAt: iso(row.mergedAt),
        undoneAt: isoOrNull(row.undoneAt),
        status: row.status,
        moved: row.moved,
        left: row.left,
      }));
    },
  }),
  reads({
    method: "GET",
    path: "/customers/{customer}/merges/{merge}/undo",
    group: "Customers",
    summary: "What undoing a merge would meet",
    permission: "customers:unmerge",
    query: z.strictObject(selection),
    answer: z.strictObject({
      mergeId: id,
      blocked: textOrNull.describe("running, undone or mergedFurther; null when it can be undone."),
      records: z.array(z.strictObject({ customerId: id, customerCode: z.string(), name: z.string() })),
      conflicts: z.array(
        z.strictObject({
          key: z.string().describe("Name of the decision in resolve."),
          field: z.string(),
          kind: z.enum(["changed", "taken"]),
          before: anything,
          now: anything,
        }),
      ),
    }),
    handler: async (ctx, { params }) => {
      const merge = await childAt(ctx, "merges", params, "merge");
      const { mergeId, blocked, records, conflicts } = await previewUndo(ctx, merge._id);
      return {
        mergeId,
        blocked,
        records,
        conflicts: conflicts.map(({ key, field, kind, before, now }) => ({
          key,
          field,
          kind,
          before: before ?? null,
          now: now ?? null,
        })),
      };
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/merges/{merge}/undo",
    group: "Customers",
    summary: "Take a merge back; every record and row returns to where it was",
    permission: "customers:unmerge",
    body: z.strictObject({ resolve: z.record(z.string(), z.enum(["keep", "back"])).optional() }),
    example: { resolve: {} },
    isBodyOptional: true,
    answer: z.strictObject({ customerId: id, jobId: id.nullable() }),
    handler: async (ctx, { params, body }) => {
      const merge = await childAt(ctx, "merges", params, "merge");
      const { customerId, jobId } = await undoMerge(ctx, { mergeId: merge._id, resolve: body.resolve });
      return { customerId, jobId };
    },
  }),
];
