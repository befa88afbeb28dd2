/** Records that hang together by pairs: three and more of one person are reviewed, merged and taken back at once (DUP-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { inScope, type Scope } from "../tenancy/scope";
import { agreementOf } from "./names";
import { pairOf } from "./pairs";
import { identityOfCustomer } from "./person";

type Customer = Doc<"customers">;
type Pair = Doc<"duplicatePairs">;

/** So many records are compared side by side and go into one merge. */
export const mostTogether = 11;
/** Pairs of one record that are followed, of each side of the index. */
const followed = 12;

export interface Group {
  /** Three and more, the oldest first. */
  customers: Customer[];
  /** The open pairs among them, the surest first. */
  pairs: Pair[];
}

/** Groups of one page of the queue: each record and its pairs are read once. */
export class Groups {
  private readonly records = new Map<string, Promise<Customer | null>>();
  private readonly pairs = new Map<string, Promise<Pair[]>>();

  constructor(
    private readonly ctx: OrgQueryCtx,
    private readonly scope: Scope,
    private readonly country: string,
  ) {}

  /** Null for an id of nothing, and for what the caller does not see. */
  async record(id: Id<"customers">): Promise<Customer | null> {
    return await remembered(this.records, id, async () => {
      const customer = await this.ctx.db.find("customers", id);
      return customer !== null && inScope(this.scope, customer) ? customer : null;
    });
  }

  /** Everybody who hangs on the two by open pairs; null where it is just the two of them. */
  async of(pair: Pair, two: readonly [Customer, Customer]): Promise<Group | null> {
    const customers: Customer[] = [...two];
    const pairs = [pair];
    // Grows while it is walked: whoever has joined brings their own pairs.
    for (const member of customers) {
      for (const link of await this.openPairs(member._id)) {
        if (customers.length === mostTogether) break;
        const other = link.a === member._id ? link.b : link.a;
        if (customers.some(({ _id }) => _id === other)) continue;
        const candidate = await this.record(other);
        if (candidate === null || candidate.status === "deleted") continue;
        const joining = await this.pairsWith(candidate, customers);
        if (joining === null) continue;
        customers.push(candidate);
        pairs.push(...joining);
      }
    }
    if (customers.length === two.length) return null;
    customers.sort((one, other) => one.createdAt - other.createdAt);
    pairs.sort((one, other) => other.rank - one.rank);
    return { customers, pairs };
  }

  /** Null when one of them is somebody else: by a decision, or by a name that contradicts the candidate's. */
  private async pairsWith(candidate: Customer, members: readonly Customer[]): Promise<Pair[] | null> {
    const name = (customer: Customer) => identityOfCustomer(customer, this.country).name;
    const pairs: Pair[] = [];
    for (const member of members) {
      const pair = await pairOf(this.ctx, member._id, candidate._id);
      if (pair?.status === "open") pairs.push(pair);
      else if (pair?.status === "dismissed" || agreementOf(name(member), name(candidate)) === "other")
        return null;
    }
    return pairs;
  }

  private async openPairs(id: Id<"customers">): Promise<Pair[]> {
    return await remembered(this.pairs, id, async () => {
      const { db } = this.ctx;
      const first = await db
        .query("duplicatePairs")
        .withIndex("by_pair", (q) => q.eq("a", id))
        .take(followed);
      const second = await db
        .query("duplicatePairs")
        .withIndex("by_b", (q) => q.eq("b", id))
        .take(followed);
      return [...first, ...second]
        .filter(({ status }) => status === "open")
        .sort((one, other) => other.rank - one.rank);
    });
  }
}

async function remembered<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return await value;
}
