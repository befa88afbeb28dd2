// All contacts of a customer at once: out as a file, and in from one.
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { saveText } from "../../ui/saveText";
import { Menu } from "../../ui/Menu";
import { messages } from "./messages";

export function ManyContacts({ customerId, isEmpty }: { customerId: Id<"customers">; isEmpty: boolean }) {
  const words = useMessages(messages);
  const org = useOrg();
  const language = useLocale();
  const navigate = useNavigate();
  const page = useOrgMutation(api.exports.contacts);
  const save = async () => {
    let text = "";
    let name = "";
    for (let cursor: string | null = null; ;) {
      const part: typeof api.exports.contacts._returnType = await page({ customerId, cursor, language });
      text += part.text;
      name = part.fileName;
      cursor = part.next;
      if (cursor === null) break;
    }
    saveText(name, text);
  };
  const items = [
    ...(org.can("imports:run")
      ? [{ label: words.importMany, onSelect: () => void navigate(org.path("import?as=contacts")) }]
      : []),
    ...(org.can("customers:export") && !isEmpty
      ? [{ label: words.exportAll, onSelect: () => void save().catch(reportError) }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <Menu
      align="start"
      items={items}
      trigger={(trigger) => (
        <IconButton {...trigger} label={words.manyActions}>
          <DotsHorizontalIcon aria-hidden />
        </IconButton>
      )}
    />
  );
}
