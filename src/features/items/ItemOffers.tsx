// What the catalogue offers under a line that is being written: chosen with the arrows and Enter, or pressed.
import { useDeferredValue } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import "./items.css";

export type OfferedItem = FunctionReturnType<typeof api.items.find>[number];

/** Items that a text may mean; none while there is no text or the caller may not see the catalogue. */
export function useItemOffers(text: string | null): readonly OfferedItem[] {
  const { can } = useOrg();
  const wanted = useDeferredValue(text?.trim() ?? "");
  const found = useOrgQueryKept(
    api.items.find,
    wanted === "" || !can("items:read") ? "skip" : { text: wanted },
  );
  return (text ?? "").trim() === "" ? [] : (found ?? []);
}

export function ItemOffers({
  id,
  offers,
  active,
  onChoose,
}: {
  id: string;
  offers: readonly OfferedItem[];
  /** Index of the one that Enter takes; -1 for none. */
  active: number;
  onChoose: (item: OfferedItem) => void;
}) {
  const words = useMessages(messages);
  return (
    <div className="item-offers" role="listbox" id={id} aria-label={words.offers}>
      {offers.map((item, at) => (
        <div
          key={item._id}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          tabIndex={-1}
          className="item-offer"
          // Before the field loses the focus and the offers go.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(item);
          }}
        >
          <span className="item-what">
            <span className="truncate">{item.name}</span>
            <span className="meta truncate">{item.sku}</span>
          </span>
          <MoneyText minor={item.unitPrice} currency={item.currency} />
        </div>
      ))}
    </div>
  );
}
