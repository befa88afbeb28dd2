// Saving facts of a customer; a change that looks like another customer asks for a reason.
import { Suspense, useState } from "react";
import { factsOf } from "../../data/errorMessage";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { later } from "../../ui/later";
import { recordMessages } from "./recordMessages";
import type { CustomerEdit, CustomerPatch } from "./useCustomerEdit";

const ReasonDialog = later(() => import("./ReasonDialog"));

interface SaveOptions {
  /** What the person saw, by field; the server refuses to write over anything else. */
  expected?: Record<string, unknown>;
  reason?: string;
}
export type Save = (patch: CustomerPatch, what: string, options?: SaveOptions) => Promise<unknown>;

/** A change that looks like another customer may be confirmed with a reason, where the policy asks (DUP-24). */
export function useConfirmedSave(edit: CustomerEdit) {
  const record = useMessages(recordMessages);
  const org = useOrg();
  const [asking, setAsking] = useState<{ patch: CustomerPatch; what: string; name: string } | null>(null);
  const save: Save = async (patch, what, options) => {
    try {
      await edit.save(patch, what, options);
    } catch (error) {
      const facts = factsOf(error);
      const isConflict = facts?.code === "CUSTOMER_NAME_CONFLICT" || facts?.code === "DUPLICATE_CUSTOMER";
      if (isConflict && facts.confirmable && org.can("customers:confirmDuplicate")) {
        setAsking({ patch, what, name: facts.duplicates[0]?.name ?? "" });
      }
      throw error;
    }
  };
  const dialog = asking && (
    <Suspense>
      <ReasonDialog
        title={record.nameTaken({ name: asking.name })}
        description={record.conflictConfirm}
        verb={record.saved({ what: asking.what })}
        onClose={() => setAsking(null)}
        onSubmit={(reason) => edit.save(asking.patch, asking.what, { reason, confirmDuplicate: true })}
      />
    </Suspense>
  );
  return { save, dialog };
}
