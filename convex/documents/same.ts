/** Which document of a customer has the same content: the same file added twice is to be one document. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";

/** Documents of one content that are looked through; those of others that are still being checked are passed over. */
const mostAlike = 20;

/** Null for content that cannot be compared. Others' files count once they have been checked. */
export async function sameDocument(
  ctx: Pick<OrgQueryCtx, "db" | "callerId">,
  customerId: Id<"customers">,
  sha256: string | undefined,
): Promise<Doc<"documents"> | null> {
  if (sha256 === undefined) return null;
  const alike = await ctx.db
    .query("documents")
    .withIndex("by_customer_content", (q) =>
      q.eq("customerId", customerId).eq("isRemoved", false).eq("sha256", sha256),
    )
    .take(mostAlike);
  return alike.find(({ state, createdBy }) => state === "ready" || createdBy === ctx.callerId) ?? null;
}

export interface SameFile {
  documentId: Id<"documents">;
  documentName: string;
  /** A newer version can be added only once the document has been checked. */
  isReady: boolean;
  createdAt: number;
  createdByName: string;
}

/** The document that an uploaded file would repeat; null when there is none any more. NOT_FOUND outside the caller's scope. */
export async function sameFile(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
  storageId: Id<"_storage">,
): Promise<SameFile | null> {
  const customer = await readableCustomer(ctx, customerId, "documents:read");
  const file = await ctx.stored(storageId);
  const same = await sameDocument(ctx, customer._id, file?.sha256);
  return same === null
    ? null
    : {
        documentId: same._id,
        documentName: same.documentName,
        isReady: same.state === "ready",
        createdAt: same.createdAt,
        createdByName: same.createdByName,
      };
}
