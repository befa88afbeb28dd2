// Choosing who owns a customer: the active members, with nobody first.
import type { ReactNode } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Menu, type TriggerProps } from "../../ui/Menu";
import type { MenuItem } from "../../ui/menuItem";
import { messages } from "./messages";

interface OwnerChoice {
  /** The present owner gets the tick; undefined ticks nobody. */
  ownerId: Id<"users"> | null | undefined;
  onChoose: (ownerId: Id<"users"> | null, name: string) => void;
}

export function OwnerMenu(props: OwnerChoice & { trigger: (props: TriggerProps) => ReactNode }) {
  return <Menu trigger={props.trigger} items={useOwnerItems(props)} />;
}

export function useOwnerItems(props: OwnerChoice): MenuItem[] {
  const words = useMessages(messages);
  const org = useOrg();
  const owners = useOrgQuery(api.customers.owners, org.can("members:read") ? {} : "skip");
  return [
    {
      label: words.nobody,
      icon: <Avatar name={null} round />,
      checked: props.ownerId === null,
      onSelect: () => props.onChoose(null, words.nobody),
    },
    "line",
    ...(owners?.members ?? []).map(({ userId, name }) => ({
      label: userId === org.user._id ? `${name} (${words.me})` : name,
      icon: <Avatar name={name} round />,
      checked: props.ownerId === userId,
      onSelect: () => props.onChoose(userId, name),
    })),
  ];
}
