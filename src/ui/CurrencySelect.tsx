// A currency: the organization's own first, then those on offer.
import { offeredCurrencies } from "../../convex/shared/money";
import { Select, type SelectProps } from "./Select";

export function CurrencySelect({
  own,
  ...field
}: Omit<SelectProps<string>, "options"> & { /** ISO 4217. */ own: string }) {
  const codes = [...new Set([own, field.value ?? own, ...offeredCurrencies])];
  return <Select {...field} options={codes.map((code) => ({ value: code, label: code }))} />;
}
