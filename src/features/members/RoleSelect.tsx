// The five roles; each says what it may do where there is room.
import { roles, type Role } from "../../../convex/tenancy/permissions";
import { useMessages } from "../../i18n/messages";
import { Select } from "../../ui/Select";
import { memberMessages } from "./messages";

export function RoleSelect(props: {
  value: Role;
  onChange: (role: Role) => void;
  /** Without what the role may do, for narrow places. */
  short?: boolean;
  disabled?: boolean;
  locked?: readonly Role[];
  "aria-label"?: string;
}) {
  const words = useMessages(memberMessages);
  return (
    <Select
      {...(props["aria-label"] ? { "aria-label": props["aria-label"] } : {})}
      value={props.value}
      onChange={props.onChange}
      disabled={props.disabled ?? false}
      options={roles.map((role) => ({
        value: role,
        label: props.short ? words[role] : `${words[role]}: ${words[`${role}Note`].toLocaleLowerCase()}`,
        disabled: props.locked?.includes(role) ?? false,
      }))}
    />
  );
}
