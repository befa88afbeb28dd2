/** The look-up behind the form while somebody types (DUP-01, DUP-03): every live customer counts, hidden ones masked. */
import type { OrgQueryCtx } from "../functions";
import { factOf, findDuplicates, type Duplicates } from "../duplicates/find";
import type { DuplicateReason } from "../duplicates/score";
import type { DuplicateFact } from "../shared/errors";
import { customerScope } from "./access";

export interface DuplicateCheck {
  /** Best first, at most five; `points` of the reasons add up to the score. */
  matches: (DuplicateFact & { points: DuplicateReason[]; status: string | null })[];
  /** Kinds of facts that so many records share that they prove nothing. */
  crowded: Duplicates["crowded"];
}

export async function checkDuplicates(
  ctx: OrgQueryCtx,
  args: { name?: string; phone?: string; secondaryPhone?: string; email?: string; excludeId?: string },
): Promise<DuplicateCheck> {
  const { excludeId, ...query } = args;
  const excluded = excludeId === undefined ? null : ctx.db.normalizeId("customers", excludeId);
  const found = await findDuplicates(ctx, {
    ...query,
    ...(excluded === null ? {} : { excludeId: excluded }),
  });
  const scope = await customerScope(ctx);
  return {
    matches: found.matches.map((match) => {
      const fact = factOf(match, scope);
      return {
        ...fact,
        points: match.reasons,
        status: fact.customerId === null ? null : match.customer.status,
      };
    }),
    crowded: found.crowded,
  };
}
