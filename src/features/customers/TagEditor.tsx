// Tags typed in place: the organization's own are offered; leaving the field saves.
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { TagInput } from "../../ui/TagInput";
import { messages } from "./messages";
import type { OpenCustomer } from "./openCustomer";
import type { CustomerEdit } from "./useCustomerEdit";

export default function TagEditor(props: { customer: OpenCustomer; edit: CustomerEdit; onDone: () => void }) {
  const words = useMessages(messages);
  const known = useOrgQuery(api.customers.tags, {});
  const [tags, setTags] = useState<readonly string[]>(props.customer.tags);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => box.current?.querySelector("input")?.focus(), []);
  const latest = useRef<readonly string[]>(tags);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- listens to the field inside it
    <span
      ref={box}
      role="group"
      aria-label={words.tags}
      className="grow"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        // The field turns its last word into a tag while it loses the focus, so wait for that.
        setTimeout(() => {
          props.onDone();
          if (latest.current.join("\n") !== props.customer.tags.join("\n"))
            void props.edit.setTags([...latest.current]).catch(reportError);
        });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        latest.current = props.customer.tags;
        props.onDone();
      }}
    >
      <TagInput
        aria-label={words.tags}
        value={tags}
        onChange={(next) => {
          latest.current = next;
          setTags(next);
        }}
        suggestions={known?.tags ?? []}
      />
    </span>
  );
}
