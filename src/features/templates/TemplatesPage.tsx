// Settings → Templates: texts by name; those that are not offered any more below (COM-10).
import { Suspense, useState } from "react";
import { Navigate } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { SettingsFrame } from "../settings/SettingsFrame";
import { messages } from "./messages";
import type { Template } from "./template";
import "./templates.css";

const TemplateSheet = later(() => import("./TemplateSheet"));

export default function TemplatesPage() {
  const org = useOrg();
  if (!org.can("templates:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Templates />;
}

function Templates() {
  const words = useMessages(messages);
  const format = useFormat();
  const counts = useOrgQuery(api.templates.counts, {});
  const [editing, setEditing] = useState<Template | "new" | null>(null);
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setEditing("new")}>
      {words.newTemplate}
    </Button>
  );
  const isEmpty = counts !== undefined && counts.active + counts.inactive === 0;
  return (
    <SettingsFrame title={words.title} actions={add}>
      {isEmpty ? (
        <EmptyState title={words.emptyTitle} actions={add}>
          {words.empty}
        </EmptyState>
      ) : (
        <>
          <p className="quiet prose">{words.intro}</p>
          {counts !== undefined && (
            <p className="meta numeric template-head">
              {words.count({ n: counts.active, text: format.number(counts.active) })}
            </p>
          )}
          <TemplateList isActive onEdit={setEditing} />
          {counts !== undefined && counts.inactive > 0 && (
            <Section
              title={`${words.inactive} · ${format.number(counts.inactive)}`}
              note={words.inactiveNote}
            >
              <TemplateList isActive={false} onEdit={setEditing} />
            </Section>
          )}
        </>
      )}
      {editing !== null && (
        <Suspense>
          <TemplateSheet template={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

function TemplateList(props: { isActive: boolean; onEdit: (template: Template) => void }) {
  const words = useMessages(messages);
  const { isActive } = props;
  const list = useOrgPaginated(api.templates.list, { isActive }, { initialNumItems: 50, pageSize: 50 });
  if (list.rows === undefined) return <SkeletonLines widths={["80%", "65%", "72%"]} />;
  return (
    <>
      <ul className="template-list">
        {list.rows.map((template) => (
          <TemplateRow key={template._id} template={template} onEdit={props.onEdit} />
        ))}
      </ul>
      <LoadMore list={list}>{words.more}</LoadMore>
    </>
  );
}

function TemplateRow({ template, onEdit }: { template: Template; onEdit: (template: Template) => void }) {
  const words = useMessages(messages);
  const setActive = useOrgMutation(api.templates.setActive);
  const undoable = useUndoable();
  const turn = async () => {
    const { _id: templateId, isActive, name } = template;
    try {
      await setActive({ templateId, isActive: !isActive });
      if (isActive) undoable(words.wasDeactivated({ name }), () => setActive({ templateId, isActive: true }));
    } catch (error) {
      reportError(error);
    }
  };
  const inLanguages = Object.keys(template.texts).toSorted().join(", ").toUpperCase();
  const details = [words[template.channel], words[template.category], inLanguages];
  return (
    <li className="template-row">
      <button type="button" className="template-open" onClick={() => onEdit(template)}>
        <span className="truncate">{template.name}</span>
        <span className="meta truncate">{details.join(" · ")}</span>
      </button>
      <Button look="ghost" size="small" onClick={() => void turn()}>
        {template.isActive ? words.deactivate : words.activate}
      </Button>
    </li>
  );
}
