// The one way to choose a customer (SRC-22): leads, quotes, sales, packages, merges, members and relation fields use it.
// Before anything is typed it offers those in touch last.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery, useOrgQueryKept } from "../../data/org";
import { useLookupTime } from "../../hooks/useTransitionTimes";
import { Combobox, type ComboboxProps } from "../../ui/Combobox";

const offered = 8;

export type CustomerPickerProps = Pick<
  ComboboxProps,
  "value" | "onChange" | "onCreate" | "placeholder" | "clearable" | "autoFocus" | "aria-label"
> & { except?: readonly string[] };

export function CustomerPicker({ except = [], ...passed }: CustomerPickerProps) {
  const [text, setText] = useState<string | null>(null);
  const wanted = text?.trim() ?? "";
  const asked = wanted === "" ? "skip" : { text: wanted, limit: offered };
  const found = useOrgQueryKept(api.customers.search, asked);
  const answer = useOrgQuery(api.customers.search, asked);
  useLookupTime("new", wanted, answer !== undefined);
  const recent = useOrgQueryKept(
    api.customers.list,
    text === null || wanted !== "" ? "skip" : { sort: "lastContactAt", order: "desc", numItems: offered },
  );
  const rows = wanted === "" ? recent?.page : found?.rows;
  return (
    <Combobox
      {...passed}
      onSearch={setText}
      options={rows
        ?.filter(({ _id }) => !except.includes(_id))
        .map((row) => ({
          value: row._id,
          label: row.name,
          note: [row.customerCode, row.companyName ?? row.email ?? row.phone].filter(Boolean).join(" · "),
        }))}
    />
  );
}
