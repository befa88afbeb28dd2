/** What the screens of profile linking read: the list with its queue, and a customer's own panel (PRL-01, PRL-02, PRL-03, PRL-05, PRL-11). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { OrgQueryCtx } from "../functions";
import { canWrite, customerScope, readableCustomer } from "../customers/access";
import { boundedPage } from "../shared/pages";
import { fold } from "../shared/text";
import { shownVip, toShown, vipOf, vipOfHash, type ShownProfile, type ShownVip } from "./read";
import { customersFor, factsOf, profilesFor, type SuggestedCustomer, type SuggestedProfile } from "./suggest";

export type ProfileShow = "unlinked" | "linked" | "all";

/** By name; with a text, the best matches of it. */
export async function listProfiles(
  ctx: OrgQueryCtx,
  args: { show: ProfileShow; text?: string | undefined; paginationOpts: PaginationOptions },
): Promise<PaginationResult<ShownProfile>> {
  const text = fold(args.text ?? "").trim();
  const isLinked = args.show === "linked";
  const table = ctx.db.query("webProfiles");
  const selected =
    text !== ""
      ? table.withSearchIndex("search", (q) => {
          const searched = q.search("searchText", text);
          return args.show === "all" ? searched : searched.eq("isLinked", isLinked);
        })
      : args.show === "all"
        ? table.withIndex("by_name")
        : table.withIndex("by_linked", (q) => q.eq("isLinked", isLinked));
  const result = await selected.paginate(boundedPage(args.paginationOpts, 50));
  const scope = await customerScope(ctx);
  const page: ShownProfile[] = [];
  for (const profile of result.page) page.push(await toShown(ctx, profile, scope));
  return { ...result, page };
}

/** Who an unlinked profile may be; nothing for one that is gone or linked by now. */
export async function customersForProfile(ctx: OrgQueryCtx, profileId: string): Promise<SuggestedCustomer[]> {
  const id = ctx.db.normalizeId("webProfiles", profileId);
  const profile = id === null ? null : await ctx.db.find("webProfiles", id);
  return profile === null || profile.isLinked ? [] : await customersFor(ctx, profile);
}

export interface CustomerLink {
  /** The four facts of the link; null without one. */
  link: {
    profile: ShownProfile | null;
    /** 0 to 1. */
    confidence: number;
    method: string;
    /** Epoch ms. */
    linkedAt: number;
  } | null;
  /** By the profile, else by the stable hash. */
  vip: ShownVip | null;
  /** Only while there is no link. */
  suggested: SuggestedProfile[];
  may: { link: boolean };
}

export async function linkOfCustomer(ctx: OrgQueryCtx, customerId: string): Promise<CustomerLink> {
  const customer = await readableCustomer(ctx, customerId, "profiles:read");
  const { linkedProfileId } = customer;
  const profile = linkedProfileId === undefined ? null : await ctx.db.find("webProfiles", linkedProfileId);
  const vip =
    (profile === null ? null : await vipOf(ctx, profile)) ?? (await vipOfHash(ctx, customer.stableHashId));
  const may = { link: await canWrite(ctx, customer, "profiles:link") };
  return {
    link:
      linkedProfileId === undefined
        ? null
        : {
            profile: profile === null ? null : await toShown(ctx, profile, await customerScope(ctx)),
            confidence: customer.profileLinkConfidence ?? 0,
            method: customer.profileLinkMethod ?? "manual",
            linkedAt: customer.profileLinkedAt ?? customer.updatedAt,
          },
    vip: vip === null ? null : shownVip(vip),
    suggested:
      linkedProfileId === undefined && may.link ? await profilesFor(ctx, await factsOf(ctx, customer)) : [],
    may,
  };
}
