// Filters as sentences: "Status is Active". Each chip is a menu of its values; the cross removes it.
import type { ReactNode } from "react";
import { Cross2Icon, MixerHorizontalIcon } from "@radix-ui/react-icons";
import { useFormat } from "../i18n/format";
import { defineMessages, useMessages } from "../i18n/messages";
import { Button } from "./Button";
import { Menu } from "./Menu";
import type { MenuItem } from "./menuItem";
import { uiMessages } from "./messages";
import "./Tabs.css";

export interface Filter {
  id: string;
  /** "Status". */
  label: string;
  icon?: ReactNode;
  /** `count`: how many rows have it, told where one chooses. */
  options: readonly { value: string; label: string; icon?: ReactNode; count?: number | undefined }[];
  /** Several values at once, read as "or". */
  multiple?: boolean;
}

/** Filter id -> chosen values. Keep it in the address (see useFilterParams). */
export type FilterValues = Readonly<Record<string, readonly string[]>>;

const words = defineMessages({
  en: { is: "is", or: " or " },
  ru: { is: "—", or: " или " },
});

/** The chips of the filters in use, and one button that adds another. */
export function FilterBar(props: {
  filters: readonly Filter[];
  values: FilterValues;
  onChange: (values: FilterValues) => void;
}) {
  const ui = useMessages(uiMessages);
  const { is, or } = useMessages(words);
  const format = useFormat();
  const { filters, values, onChange } = props;
  const set = (id: string, chosen: readonly string[]) => {
    const rest = { ...values };
    if (chosen.length === 0) delete rest[id];
    else rest[id] = chosen;
    onChange(rest);
  };
  const choices = (filter: Filter): MenuItem[] =>
    filter.options.map((option) => {
      const chosen = values[filter.id] ?? [];
      const on = chosen.includes(option.value);
      return {
        label: option.count === undefined ? option.label : `${option.label} · ${format.number(option.count)}`,
        icon: option.icon,
        checked: on,
        keepOpen: filter.multiple ?? false,
        onSelect: () => {
          if (filter.multiple)
            set(filter.id, on ? chosen.filter((value) => value !== option.value) : [...chosen, option.value]);
          else set(filter.id, on ? [] : [option.value]);
        },
      };
    });
  const used = filters.filter((filter) => (values[filter.id]?.length ?? 0) > 0);
  const unused = filters.filter((filter) => !used.includes(filter));
  return (
    <div className="filters">
      {used.length > 0 && (
        <span className="filter-chips">
          {used.map((filter) => {
            const labels = (values[filter.id] ?? []).map(
              (value) => filter.options.find((option) => option.value === value)?.label ?? value,
            );
            const shown =
              labels.length > 2 ? `${labels[0]} +${format.number(labels.length - 1)}` : labels.join(or);
            return (
              <span className="chip" key={filter.id}>
                <Menu
                  items={choices(filter)}
                  trigger={(trigger) => (
                    <button type="button" {...trigger}>
                      {filter.icon}
                      <span className="quiet">
                        {filter.label} {is}
                      </span>
                      <strong>{shown}</strong>
                    </button>
                  )}
                />
                <button
                  type="button"
                  aria-label={ui.remove({ what: filter.label })}
                  onClick={() => set(filter.id, [])}
                >
                  <Cross2Icon width={11} height={11} aria-hidden />
                </button>
              </span>
            );
          })}
          {used.length > 1 && (
            <Button className="filter-clear" look="ghost" size="small" onClick={() => onChange({})}>
              {ui.clearFilters}
            </Button>
          )}
        </span>
      )}
      {unused.length > 0 && (
        <Menu
          items={unused.flatMap((filter) => [{ heading: filter.label }, ...choices(filter)])}
          trigger={(trigger) => (
            <Button {...trigger} look="ghost" size="small" icon={<MixerHorizontalIcon aria-hidden />}>
              {ui.addFilter}
            </Button>
          )}
        />
      )}
    </div>
  );
}
