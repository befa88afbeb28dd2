import { MixerHorizontalIcon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { IconButton } from "./Button";
import { Menu } from "./Menu";
import { uiMessages } from "./messages";
import type { TableView } from "./tableView";

/** Which columns a table shows, chosen at the end of its toolbar. */
export function ColumnsMenu({ view }: { view: Pick<TableView<never>, "menuItems"> }) {
  const ui = useMessages(uiMessages);
  return (
    <Menu
      align="end"
      items={view.menuItems}
      trigger={(trigger) => (
        <IconButton {...trigger} label={ui.columns}>
          <MixerHorizontalIcon aria-hidden />
        </IconButton>
      )}
    />
  );
}
