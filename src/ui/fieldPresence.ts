// Who else is in which field: given by a page that knows, read by every field edited in place. Without it, nobody is.
import { createContext, use, useEffect } from "react";

export interface FieldPresence {
  /** Names of the people who are editing the field ("customer:abc.phone"). */
  others: (field: string) => readonly string[];
  /** This person is in the field now; null when they left it. */
  editing: (field: string | null) => void;
}

const nobody: FieldPresence = { others: () => [], editing: () => {} };
export const FieldPresenceContext = createContext<FieldPresence>(nobody);

/** Tells that this person is in the field while `isEditing`, and who else is. */
export function useFieldPresence(field: string, isEditing: boolean): readonly string[] {
  const { others, editing } = use(FieldPresenceContext);
  useEffect(() => {
    if (!isEditing) return;
    editing(field);
    return () => editing(null);
  }, [editing, field, isEditing]);
  return others(field);
}
