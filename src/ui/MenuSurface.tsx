// The open half of Menu, by Radix Themes. Lazy: imported by Menu only.
import { useImperativeHandle, type Ref, type RefObject } from "react";
import * as Themes from "@radix-ui/themes/components/dropdown-menu";
import { Kbd } from "./Kbd";
import type { MenuItem } from "./menuItem";
import { Themed } from "./Themed";
import "./MenuSurface.css";

export interface MenuSurfaceProps {
  anchor: RefObject<HTMLElement | null>;
  items: readonly MenuItem[];
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  onClose: () => void;
}

/** The button stands in the page, long before this piece came: here it is only named, for the menu to hang on. */
function Anchor({ anchor, ref }: { anchor: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => anchor.current, [anchor]);
  return null;
}

export default function MenuSurface({ anchor, items, align, side, onClose }: MenuSurfaceProps) {
  return (
    <Themed>
      <Themes.Root open onOpenChange={(open) => !open && onClose()} modal={false}>
        <Themes.Trigger>
          <Anchor anchor={anchor} />
        </Themes.Trigger>
        <Themes.Content
          className="menu"
          variant="soft"
          color="gray"
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
          aria-labelledby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // A choice that moved the focus elsewhere (a dialog, a field) keeps it.
            if (document.activeElement === document.body) anchor.current?.focus({ preventScroll: true });
          }}
          onPointerDownOutside={(event) => {
            if (anchor.current?.contains(event.target as Node)) onClose();
          }}
        >
          {items.map((item, index) => {
            if (item === "line") return <Themes.Separator key={index} />;
            if ("heading" in item) return <Themes.Label key={index}>{item.heading}</Themes.Label>;
            const inside = (
              <>
                {item.icon}
                {item.note === undefined ? (
                  <span className="truncate">{item.label}</span>
                ) : (
                  <span className="menu-words">
                    {item.label}
                    <span className="meta">{item.note}</span>
                  </span>
                )}
                {item.shortcut && <Kbd keys={item.shortcut} />}
              </>
            );
            const shared = {
              disabled: item.disabled ?? false,
              onSelect: (event: Event) => {
                if (item.keepOpen) event.preventDefault();
                // A dialog opened by the choice then gives the focus back to this menu's button.
                else anchor.current?.focus({ preventScroll: true });
                item.onSelect();
              },
            };
            return item.checked === undefined ? (
              <Themes.Item key={index} {...shared} {...(item.danger && { color: "tomato" })}>
                {inside}
              </Themes.Item>
            ) : (
              <Themes.CheckboxItem key={index} {...shared} checked={item.checked}>
                {inside}
              </Themes.CheckboxItem>
            );
          })}
        </Themes.Content>
      </Themes.Root>
    </Themed>
  );
}
