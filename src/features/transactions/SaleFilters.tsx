// What a list of sales is narrowed by: words, days and a least amount.
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { DateField } from "../../ui/DateField";
import { MoneyField } from "../../ui/MoneyField";
import { SearchField } from "../../ui/SearchField";
import { messages } from "./messages";

export interface SaleFilter {
  from?: string;
  to?: string;
  minAmount?: number;
  search?: string;
}

export function SaleFilters(props: {
  value: SaleFilter;
  onChange: (filter: SaleFilter) => void;
  currency: string;
}) {
  const words = useMessages(messages);
  const { value, onChange, currency } = props;
  const set = (part: Partial<Record<keyof SaleFilter, string | number | null>>) => {
    const next = Object.entries({ ...value, ...part }).filter(([, one]) => one !== null && one !== "");
    onChange(Object.fromEntries(next) as SaleFilter);
  };
  return (
    <div className="sale-filters" role="group" aria-label={words.filters}>
      <div className="sale-filter-search">
        <SearchField
          aria-label={words.search}
          placeholder={words.search}
          value={value.search ?? ""}
          onChange={(event) => set({ search: event.target.value })}
        />
      </div>
      <label className="sale-filter">
        <span className="meta">{words.from}</span>
        <DateField
          aria-label={words.from}
          value={value.from ?? null}
          onChange={(from) => set({ from })}
          {...(value.to === undefined ? {} : { max: value.to })}
        />
      </label>
      <label className="sale-filter">
        <span className="meta">{words.until}</span>
        <DateField
          aria-label={words.until}
          value={value.to ?? null}
          onChange={(to) => set({ to })}
          {...(value.from === undefined ? {} : { min: value.from })}
        />
      </label>
      <label className="sale-filter">
        <span className="meta">{words.least}</span>
        <MoneyField
          aria-label={words.least}
          currency={currency}
          value={value.minAmount ?? null}
          onChange={(minAmount) => set({ minAmount: Number.isNaN(minAmount) ? null : minAmount })}
        />
      </label>
      {Object.keys(value).length > 0 && (
        <Button look="ghost" size="small" onClick={() => onChange({})}>
          {words.clear}
        </Button>
      )}
    </div>
  );
}
