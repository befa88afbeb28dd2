// Choosing a template by name; each is shown as this customer will read it, in their language (COM-10, COM-23).
import { useDeferredValue, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { FunctionReturnType } from "convex/server";
import { useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Dialog } from "../../ui/Dialog";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";

export type Offered = FunctionReturnType<typeof api.templates.offered>[number];

export default function TemplateDialog(props: {
  customerId: Id<"customers">;
  channel: "email" | "whatsapp" | "sms";
  onClose: () => void;
  onChoose: (template: Offered) => void;
}) {
  const words = useMessages(messages);
  const [search, setSearch] = useState("");
  const asked = useDeferredValue(search);
  const { customerId, channel } = props;
  const templates = useOrgQueryKept(api.templates.offered, { customerId, channel, search: asked });
  return (
    <Dialog open onClose={props.onClose} title={words.template}>
      <TextField
        type="search"
        autoFocus
        aria-label={words.findTemplate}
        placeholder={words.findTemplate}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {templates === undefined ? (
        <SkeletonLines widths={["70%", "50%"]} />
      ) : templates.length === 0 ? (
        <EmptyState title={search === "" ? words.noTemplates : words.noTemplateFound} />
      ) : (
        <ul className="picks">
          {templates.map((template) => (
            <li key={template._id}>
              <button type="button" className="pick" onClick={() => props.onChoose(template)}>
                <span className="pick-name">
                  <span className="truncate">{template.name}</span>
                  <span className="meta">{template.language.toUpperCase()}</span>
                </span>
                <span className="pick-text quiet" lang={template.language}>
                  {template.content.replace(/\s+/g, " ")}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
