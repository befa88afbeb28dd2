// Settings → Templates: texts by name; those that are not offered any more below (COM-10).
import { Navigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { later } from "../../ui/later";
import { KeptList } from "../settings/KeptList";
import { messages } from "./messages";

const TemplateSheet = later(() => import("./TemplateSheet"));
const pages = { initialNumItems: 50, pageSize: 50 };

export default function TemplatesPage() {
  const org = useOrg();
  if (!org.can("templates:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Templates />;
}

function Templates() {
  const words = useMessages(messages);
  const counts = useOrgQuery(api.templates.counts, {});
  const setActive = useOrgMutation(api.templates.setActive);
  const hasInactive = counts !== undefined && counts.inactive > 0;
  return (
    <KeptList
      words={words}
      counts={counts && { active: counts.active, archived: counts.inactive }}
      active={useOrgPaginated(api.templates.list, { isActive: true }, pages)}
      archived={useOrgPaginated(api.templates.list, hasInactive ? { isActive: false } : "skip", pages)}
      about={({ channel, category, texts }) => {
        const inLanguages = Object.keys(texts).toSorted().join(", ").toUpperCase();
        return [words[channel], words[category], inLanguages].join(" · ");
      }}
      onArchive={({ _id: templateId }, isActive) => setActive({ templateId, isActive })}
      sheet={(template, close) => <TemplateSheet template={template} onClose={close} />}
    />
  );
}
