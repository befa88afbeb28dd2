// Choosing a profile of the website that is nobody's yet, by name, e-mail, phone or id.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgPaginated } from "../../data/org";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const offered = 8;

export function ProfilePicker(props: {
  value: ComboOption | null;
  onChange: (profile: ComboOption | null) => void;
  clearable?: boolean;
  autoFocus?: boolean;
}) {
  const words = useMessages(messages);
  const [text, setText] = useState<string | null>(null);
  const { rows } = useOrgPaginated(api.profiles.list, text === null ? "skip" : { show: "unlinked", text }, {
    initialNumItems: offered,
  });
  return (
    <Combobox
      {...props}
      aria-label={words.chooseProfile}
      placeholder={words.chooseProfile}
      onSearch={setText}
      options={rows?.map((profile) => ({
        value: profile._id,
        label: profile.label,
        note: [profile.displayName === null ? null : profile.email, profile.phoneNumber]
          .filter(Boolean)
          .join(" · "),
      }))}
    />
  );
}
