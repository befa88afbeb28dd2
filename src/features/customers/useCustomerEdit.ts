// Changing a customer from its page: each change is saved at once, says what it did and offers to take it back.
import { useCallback } from "react";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { noteOwnEdit } from "../../ui/ownEdits";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";

export type CustomerPatch = FunctionArgs<typeof api.customers.update>["patch"];

export function useCustomerEdit(customer: OpenCustomer) {
  const words = useMessages(recordMessages);
  const update = useOrgMutation(api.customers.update);
  const assign = useOrgMutation(api.customers.assign);
  const claim = useOrgMutation(api.customers.claim);
  const setTags = useOrgMutation(api.customers.setTags);
  const deactivate = useOrgMutation(api.customers.deactivate);
  const reactivate = useOrgMutation(api.customers.reactivate);
  const remove = useOrgMutation(api.customers.remove);
  const restore = useOrgMutation(api.customers.restore);
  const undo = useOrgMutation(api.history.undo);
  const undoable = useUndoable();
  const customerId = customer._id;
  const { name } = customer;

  const said = useCallback(
    ({ auditId }: { auditId: Id<"auditLog"> | null }, message: string) => {
      if (auditId !== null) undoable(message, () => undo({ auditId }));
    },
    [undo, undoable],
  );
  const own = useCallback(
    (...fields: string[]) => fields.forEach((field) => noteOwnEdit(`customer:${customerId}.${field}`)),
    [customerId],
  );

  return {
    /** Saves fields; the promise rejects with the sentence to show beside the field. */
    save: async (
      patch: CustomerPatch,
      what: string,
      options: { reason?: string; confirmDuplicate?: boolean; expected?: Record<string, unknown> } = {},
    ) => {
      own(...Object.keys(patch));
      said(await update({ customerId, patch, ...options }), words.saved({ what }));
    },
    assign: async (ownerId: Id<"users"> | null, who: string, reason?: string) => {
      own("ownerId");
      said(
        await assign({ customerId, ownerId, ...(reason === undefined ? {} : { reason }) }),
        words.ownerChanged({ name, who }),
      );
    },
    claim: async () => {
      own("ownerId");
      said(await claim({ customerId }), words.claimed({ name }));
    },
    setTags: async (tags: string[]) => {
      own("tags");
      said(await setTags({ customerId, tags }), words.tagsChanged);
    },
    deactivate: async (reason: string) => {
      own("status");
      said(await deactivate({ customerId, reason }), words.deactivated({ name }));
    },
    remove: async () => {
      own("status");
      said(await remove({ customerId }), words.deleted({ name }));
    },
    restore: async () => {
      own("status");
      said(await restore({ customerId }), words.restored({ name }));
    },
    reactivate: async () => {
      own("status");
      said(await reactivate({ customerId }), words.reactivated({ name }));
    },
  };
}

export type CustomerEdit = ReturnType<typeof useCustomerEdit>;
