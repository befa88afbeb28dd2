// What was typed on the edit page and not saved: kept in this browser beside what had been seen of each field, so that
// going back, a reload or a lost connection loses nothing, and a value that moved on meanwhile still stands beside it.
import { useEffect, useState } from "react";
import { readLocal, writeLocal } from "../../ui/store";
import type { EditField, EditValue } from "./editFields";

export type EditDraft = Partial<Record<EditField, { seen: EditValue; mine: EditValue }>>;

export function useEditDraft(customerId: string, current: EditDraft) {
  const key = `orbit.draft.customers.edit.${customerId}`;
  const [kept] = useState(() => readLocal<EditDraft>(key, {}));
  const text = JSON.stringify(current);
  useEffect(() => {
    writeLocal(key, text === "{}" ? undefined : (JSON.parse(text) as EditDraft));
  }, [key, text]);
  return { kept, discard: () => writeLocal(key, undefined) };
}
