// Editing cells of the list: the same change as on the record. What it did is said and can be taken back, what somebody
// else wrote meanwhile is not written over, and a refusal tells its reason.
import { useMemo } from "react";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation } from "../../data/org";
import { noteOwnEdit } from "../../ui/ownEdits";
import type { CustomerRow } from "../../hooks/useCustomers";
import type { CellField } from "./cellOutcome";

export interface CellEdits {
  /** Null when this person may not change customers at all. */
  update: ((row: CustomerRow, field: CellField, value: string) => Promise<void>) | null;
}

export function useCellEdits(): CellEdits {
  const org = useOrg();
  const update = useOrgMutation(api.customers.update);
  const undo = useOrgMutation(api.history.undo);
  const mayUpdate = org.can("customers:update");
  return useMemo(() => {
    /** `seen` is what the value is typed over. */
    const save = async (row: CustomerRow, field: CellField, value: string, seen: unknown): Promise<void> => {
      noteOwnEdit(`customer:${row._id}.${field}`);
      const patch: FunctionArgs<typeof api.customers.update>["patch"] = { [field]: value };
      const saving = update({ customerId: row._id, patch, expected: { [field]: seen } });
      // Words for what comes of it are no part of the first load.
      const outcome = import("./cellOutcome");
      try {
        const { auditId } = await saving;
        if (auditId !== null) (await outcome).sayChanged(row.name, field, () => undo({ auditId }));
      } catch (error) {
        (await outcome).sayRefused(error, field, value, (theirs) => save(row, field, value, theirs));
      }
    };
    return {
      update: mayUpdate ? (row, field, value) => save(row, field, value, row[field]) : null,
    };
  }, [mayUpdate, update, undo]);
}
