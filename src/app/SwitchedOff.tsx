// Where an address leads into a part that an admin has switched off: what it is, that its data stays, and the way back.
import type { ModuleName } from "../../convex/tenancy/modules";
import { useOrg } from "../data/org";
import { ButtonLink } from "../ui/Button";
import { EmptyState } from "../ui/Feedback";
import { useMessages } from "../i18n/messages";
import { moduleMessages } from "./moduleMessages";

export default function SwitchedOff(props: {
  module: ModuleName;
  /** Off for this person alone, who works with the older point of sale so far (POS-18). */
  isInTransition?: boolean;
}) {
  const { module, isInTransition = false } = props;
  const words = useMessages(moduleMessages);
  const org = useOrg();
  const mayMend = org.can(isInTransition ? "mirror:manage" : "settings:manage");
  const inTransition = mayMend ? words.isOlderForAdmin : words.isOlderHelp;
  const switchedOff = mayMend ? words.isOffForAdmin : words.isOffHelp;
  return (
    <EmptyState
      title={words.isOff({ module: words[module] })}
      actions={
        <>
          <ButtonLink to={org.path("customers")} look={mayMend ? "soft" : "primary"}>
            {words.toCustomers}
          </ButtonLink>
          {mayMend && (
            <ButtonLink to={org.path(isInTransition ? "settings/pos" : "settings/modules")} look="primary">
              {isInTransition ? words.toTransition : words.toModules}
            </ButtonLink>
          )}
        </>
      }
    >
      {isInTransition ? inTransition : switchedOff}
    </EmptyState>
  );
}
