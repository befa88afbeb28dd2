// Editing cells of the list: the same change as on the record, with the reason told where it was refused.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { noteOwnEdit } from "../../ui/ownEdits";
import type { CustomerRow } from "../../hooks/useCustomers";

export interface CellEdits {
  /** Null when this person may not change customers at all. */
  update: ((row: CustomerRow, field: string, value: string) => Promise<unknown>) | null;
}

export function useCellEdits(): CellEdits {
  const org = useOrg();
  const update = useOrgMutation(api.customers.update);
  const mayUpdate = org.can("customers:update");
  return useMemo(
    () => ({
      update: mayUpdate
        ? async (row, field, value) => {
            noteOwnEdit(`customer:${row._id}.${field}`);
            await update({ customerId: row._id, patch: { [field]: value } }).catch(reportError);
          }
        : null,
    }),
    [mayUpdate, update],
  );
}
