// The left side: which organization, search, where to go, who I am. Knows features only as data.
import { CaretSortIcon, MagnifyingGlassIcon, PinLeftIcon, PinRightIcon } from "@radix-ui/react-icons";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { Kbd } from "../ui/Kbd";
import { Menu } from "../ui/Menu";
import type { MenuItem } from "../ui/menuItem";
import { tip } from "../ui/Tooltip";
import { useMessages } from "../i18n/messages";
import { shellMessages } from "./messages";
import { SidebarNav, type SidebarNavProps } from "./SidebarNav";

export interface SidebarProps extends SidebarNavProps {
  orgName: string;
  userName: string;
  orgItems: readonly MenuItem[];
  userItems: readonly MenuItem[];
  onCollapse: () => void;
  onSearch: () => void;
}

export function Sidebar(props: SidebarProps) {
  const words = useMessages(shellMessages);
  const { collapsed } = props;
  return (
    <>
      <Menu
        items={props.orgItems}
        trigger={(trigger) => (
          <button
            type="button"
            {...trigger}
            className="side-org"
            {...(collapsed ? { ...tip(props.orgName), "aria-label": props.orgName } : {})}
          >
            <Avatar name={props.orgName} />
            <span className="truncate grow side-label">{props.orgName}</span>
            <CaretSortIcon className="side-label" aria-hidden />
          </button>
        )}
      />
      <button
        type="button"
        className="side-search"
        onClick={props.onSearch}
        {...(collapsed ? { ...tip(words.search, "Mod+K"), "aria-label": words.search } : {})}
      >
        <MagnifyingGlassIcon aria-hidden />
        <span className="side-label">{words.search}</span>
        <span className="side-label" style={{ marginLeft: "auto" }}>
          <Kbd keys="Mod+K" />
        </span>
      </button>
      <SidebarNav {...props} />
      <div className="side-foot">
        <Menu
          items={props.userItems}
          side="top"
          trigger={(trigger) => (
            <button
              type="button"
              {...trigger}
              className="side-user"
              {...(collapsed ? { ...tip(props.userName), "aria-label": props.userName } : {})}
            >
              <Avatar name={props.userName} round />
              <span className="truncate side-label">{props.userName}</span>
            </button>
          )}
        />
        <IconButton
          className="side-collapse"
          size="small"
          label={collapsed ? words.expand : words.collapse}
          shortcut="["
          onClick={props.onCollapse}
        >
          {collapsed ? <PinRightIcon aria-hidden /> : <PinLeftIcon aria-hidden />}
        </IconButton>
      </div>
    </>
  );
}
