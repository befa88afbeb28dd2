// Where an address leads into a part that an admin has switched off: what it is, that its data stays, and the way back.
import type { ModuleName } from "../../convex/tenancy/modules";
import { useOrg } from "../data/org";
import { ButtonLink } from "../ui/Button";
import { EmptyState } from "../ui/Feedback";
import { useMessages } from "../i18n/messages";
import { moduleMessages } from "./moduleMessages";

export default function SwitchedOff({ module }: { module: ModuleName }) {
  const words = useMessages(moduleMessages);
  const org = useOrg();
  const mayMend = org.can("settings:manage");
  return (
    <EmptyState
      title={words.isOff({ module: words[module] })}
      actions={
        <>
          <ButtonLink to={org.path("customers")} look={mayMend ? "soft" : "primary"}>
            {words.toCustomers}
          </ButtonLink>
          {mayMend && (
            <ButtonLink to={org.path("settings/modules")} look="primary">
              {words.toModules}
            </ButtonLink>
          )}
        </>
      }
    >
      {mayMend ? words.isOffForAdmin : words.isOffHelp}
    </EmptyState>
  );
}
