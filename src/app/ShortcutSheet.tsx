// Every key that works here, read from what is registered.
import { Fragment } from "react";
import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import { Section } from "../ui/Page";
import { useMessages } from "../i18n/messages";
import { useShortcuts } from "../data/useShortcut";
import { shellMessages } from "./messages";
import { shortcutMessages } from "./shortcutMessages";

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const shell = useMessages(shellMessages);
  const words = useMessages(shortcutMessages);
  const registered = useShortcuts().filter((shortcut) => shortcut.label !== undefined);
  const lists: [string, string][] = [
    ["J K", words.moveRows],
    ["Enter", words.openRow],
    ["Space", words.selectRow],
    ["ArrowLeft ArrowRight", words.moveCells],
    ["E", words.editCell],
    ["A", words.rowOwner],
    ["T", words.rowTags],
    [".", words.rowActions],
    ["Escape", words.back],
  ];
  return (
    <Dialog open onClose={onClose} title={shell.shortcuts} width={520}>
      <Section title={words.general}>
        <div className="shortcuts">
          {registered.map((shortcut, index) => (
            <Fragment key={index}>
              <span>{shortcut.label}</span>
              <Kbd keys={shortcut.keys} />
            </Fragment>
          ))}
        </div>
      </Section>
      <Section title={words.list}>
        <div className="shortcuts">
          {lists.map(([keys, label]) => (
            <Fragment key={keys}>
              <span>{label}</span>
              <Kbd keys={keys} />
            </Fragment>
          ))}
        </div>
      </Section>
    </Dialog>
  );
}
