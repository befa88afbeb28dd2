// The open record, also after it went from under one's hands: deleted, or given to somebody whose customers one does not see.
import { useRef } from "react";
import { api } from "../../convex/_generated/api";
import { orbitError } from "../../convex/shared/errors";
import { useLiveQueries } from "../data/liveQuery";
import { useOrg } from "../data/org";
import type { OpenCustomer } from "../features/customers/openCustomer";

export interface Opened {
  /** What was asked for. It stays when the record is merged into another one, so that drafts stay and meet its values. */
  asked: string;
  customer: OpenCustomer;
  /** The record was here and is no more; `customer` is how it was seen last, and nothing of it can be changed. */
  isGone: boolean;
}

/**
 * Undefined while loading; a record that was never seen is refused to the page's error boundary. With `keepsLast` the
 * record before stays until the next one is here (walking a list).
 */
export function useCustomer(key: string, { keepsLast = false } = {}): Opened | undefined {
  const { orgId } = useOrg();
  const { customer: answer } = useLiveQueries({
    customer: { query: api.customers.get, args: { orgId, customer: key } },
  });
  const last = useRef<Opened | null>(null);
  /* oxlint-disable react/refs -- read while rendering on purpose: it only repeats what this component rendered before */
  const known = last.current;
  if (answer instanceof Error) {
    const code = orbitError(answer)?.code;
    if (known?.asked !== key || (code !== "NOT_FOUND" && code !== "OUT_OF_REACH")) throw answer;
    return known.isGone ? known : (last.current = gone(known));
  }
  if (answer !== undefined) {
    const customer = answer as OpenCustomer;
    if (known?.customer === customer && known.asked === key) return known;
    return (last.current = { asked: key, customer, isGone: false });
  }
  return known !== null && (keepsLast || known.asked === key) ? known : undefined;
  /* oxlint-enable react/refs */
}

function gone({ asked, customer }: Opened): Opened {
  const may = Object.fromEntries(Object.keys(customer.may).map((deed) => [deed, false]));
  return { asked, customer: { ...customer, may: may as OpenCustomer["may"] }, isGone: true };
}
