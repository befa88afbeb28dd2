// Tabs live in the address (?tab=quotes), so that a link opens the right one and Back works.
import { useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { ChevronDownIcon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { IconButton } from "./Button";
import { Menu } from "./Menu";
import { uiMessages } from "./messages";
import { useAddress } from "./useAddress";
import { useCentred } from "./useCentred";
import { useEdges } from "./useEdges";
import "./Strip.css";
import "./Tabs.css";

export interface Tab {
  id: string;
  label: string;
  count?: number | undefined;
  /** Rendered only while the tab is open. */
  content: () => ReactNode;
}

/** Tabs with their panel. The first tab is open when the address names none; `param` is the address's key. */
export function Tabs({
  tabs,
  param = "tab",
  label,
}: {
  tabs: readonly Tab[];
  param?: string;
  label: string;
}) {
  const [search, setAddress] = useAddress();
  const id = useId();
  const words = useMessages(uiMessages);
  const open = tabs.find((tab) => tab.id === search.get(param)) ?? tabs[0];
  const choose = (tab: Tab) => setAddress({ [param]: tab === tabs[0] ? null : tab.id });
  const list = useRef<HTMLDivElement>(null);
  const openId = open?.id;
  // Where the tabs are wider than their room, the open one is in sight; both widths change as the page fills.
  const shape = tabs.map(({ id: tab, count }) => `${tab} ${count ?? ""}`).join();
  useCentred(list, '[aria-selected="true"]', `${openId ?? ""} ${shape}`);
  useEdges(list, open !== undefined, tabs);
  if (!open) return null;
  return (
    <>
      <div className="tabs-frame">
        {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tabs inside take the focus, one at a time */}
        <div
          ref={list}
          className="tabs strip"
          role="tablist"
          aria-label={label}
          onKeyDown={(event) => roveFocus(event, "ArrowLeft", "ArrowRight")}
        >
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={tab === open}
              aria-controls={`${id}-panel`}
              tabIndex={tab === open ? 0 : -1}
              onClick={() => choose(tab)}
            >
              {tab.label}
              {tab.count !== undefined && <span className="numeric">{tab.count}</span>}
            </button>
          ))}
        </div>
        <span className="tabs-all">
          <Menu
            align="end"
            items={tabs.map((tab) => ({
              label: tab.label,
              checked: tab === open,
              onSelect: () => choose(tab),
            }))}
            trigger={(trigger) => (
              <IconButton {...trigger} size="small" label={words.moreTabs}>
                <ChevronDownIcon aria-hidden />
              </IconButton>
            )}
          />
        </span>
      </div>
      <div className="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open.id}`}>
        {open.content()}
      </div>
    </>
  );
}

/** A choice of two to four, all visible. */
export function Segmented<V extends string>(props: {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode }[];
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the choices inside take the focus, one at a time
    <div
      className="segmented"
      role="radiogroup"
      aria-label={props.label}
      onKeyDown={(event) => roveFocus(event, "ArrowLeft", "ArrowRight")}
    >
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === props.value}
          tabIndex={option.value === props.value ? 0 : -1}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

// Arrow keys move and choose, as the tabs and radio patterns ask.
function roveFocus(event: KeyboardEvent<HTMLElement>, back: string, forward: string) {
  if (event.key !== back && event.key !== forward) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"], [role="radio"]')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[(at + (event.key === forward ? 1 : -1) + all.length) % all.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}
