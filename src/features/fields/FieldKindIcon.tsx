// The picture of a kind of field.
import type { ComponentType } from "react";
import {
  CalendarIcon,
  CardStackIcon,
  CheckboxIcon,
  EnvelopeClosedIcon,
  Link2Icon,
  ListBulletIcon,
  MagicWandIcon,
  MobileIcon,
  PersonIcon,
  RadiobuttonIcon,
  ReaderIcon,
  RulerHorizontalIcon,
  StackIcon,
  TextIcon,
} from "@radix-ui/react-icons";
import type { FieldType } from "../../../convex/fields/words";

const icons: Record<FieldType, ComponentType> = {
  text: TextIcon,
  longText: ReaderIcon,
  number: RulerHorizontalIcon,
  money: CardStackIcon,
  date: CalendarIcon,
  select: RadiobuttonIcon,
  multiSelect: ListBulletIcon,
  checkbox: CheckboxIcon,
  url: Link2Icon,
  email: EnvelopeClosedIcon,
  phone: MobileIcon,
  relation: PersonIcon,
  formula: MagicWandIcon,
  rollUp: StackIcon,
};

export function FieldKindIcon({ type }: { type: FieldType }) {
  const Icon = icons[type];
  return (
    <span aria-hidden style={{ display: "inline-flex" }}>
      <Icon />
    </span>
  );
}
