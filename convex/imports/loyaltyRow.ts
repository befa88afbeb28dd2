/** Tier, credit and points that a row brings. Pure. */
import type { CustomerDraft } from "../customers/shape";
import { amountOf, mostCredit } from "../loyalty/words";
import { parseMoney } from "../shared/money";
import { fold } from "../shared/text";
import type { ImportField, Row } from "./fields";
import { readDay, type DateOrder } from "./values";

export interface Tier {
  id: string;
  name: string;
}

/** A tier by its name, and since when. */
export function tierOf(
  row: Row,
  { tiers = [], dateOrder }: { tiers?: readonly Tier[]; dateOrder: DateOrder },
  today: string,
  refuse: (field: ImportField, rule: string) => void,
): Pick<CustomerDraft, "vipTierId" | "vipStatusDate"> {
  const name = row.get("tier");
  if (name === undefined) return {};
  const tier = tiers.find((one) => fold(one.name) === fold(name));
  if (tier === undefined) {
    refuse("tier", "unknownTier");
    return {};
  }
  const written = row.get("tierSince");
  const since = written === undefined ? null : readDay(written, dateOrder);
  if (written !== undefined && (since === null || since > today))
    refuse("tierSince", since === null ? "invalidDay" : "future");
  return { vipTierId: tier.id, ...(since === null || since > today ? {} : { vipStatusDate: since }) };
}

/** What the customer begins with; an amount that cannot be read is left out with a reason. */
export function balancesOf(
  row: Row,
  currency: string,
  refuse: (field: ImportField, rule: string) => void,
): Pick<CustomerDraft, "availableCredit" | "loyaltyPoints"> {
  const balances: Pick<CustomerDraft, "availableCredit" | "loyaltyPoints"> = {};
  const credit = row.get("credit");
  if (credit !== undefined) {
    const [, amount = credit, written] = /^(.*?)\s*([A-Z]{3})$/.exec(credit) ?? [];
    const minor = parseMoney(amount, currency) ?? amountOf(amount, currency);
    if (written !== undefined && written !== currency) refuse("credit", "otherCurrency");
    else if (minor === null) refuse("credit", "invalidMoney");
    else if (minor < 0) refuse("credit", "negative");
    else if (minor > mostCredit) refuse("credit", "tooMuchCredit");
    else balances.availableCredit = minor;
  }
  const points = row.get("points");
  if (points !== undefined) {
    if (/^\d{1,9}$/.test(points)) balances.loyaltyPoints = Number(points);
    else refuse("points", "invalidNumber");
  }
  return balances;
}
