// The open half of Menu, on Radix's menu primitive. Lazy: imported by Menu only.
import type { RefObject } from "react";
import { Menu as Primitive } from "radix-ui/internal";
import { CheckIcon } from "@radix-ui/react-icons";
import { Kbd } from "./Kbd";
import type { MenuItem } from "./menuItem";

export interface MenuSurfaceProps {
  anchor: RefObject<HTMLElement | null>;
  items: readonly MenuItem[];
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  onClose: () => void;
}

export default function MenuSurface({ anchor, items, align, side, onClose }: MenuSurfaceProps) {
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()} modal={false}>
      <Primitive.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Primitive.Portal>
        <Primitive.Content
          className="float menu"
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
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
            if (item === "line") return <Primitive.Separator key={index} className="menu-line" />;
            if ("heading" in item)
              return (
                <Primitive.Label key={index} className="menu-heading">
                  {item.heading}
                </Primitive.Label>
              );
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
                {item.checked && <CheckIcon className="menu-check" aria-hidden />}
              </>
            );
            const shared = {
              className: "menu-item",
              disabled: item.disabled ?? false,
              onSelect: (event: Event) => {
                if (item.keepOpen) event.preventDefault();
                // A dialog opened by the choice then gives the focus back to this menu's button.
                else anchor.current?.focus({ preventScroll: true });
                item.onSelect();
              },
            };
            return item.checked === undefined ? (
              <Primitive.Item key={index} {...shared} data-danger={item.danger || undefined}>
                {inside}
              </Primitive.Item>
            ) : (
              <Primitive.CheckboxItem key={index} {...shared} checked={item.checked}>
                {inside}
              </Primitive.CheckboxItem>
            );
          })}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
