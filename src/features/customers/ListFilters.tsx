// The chips of what is filtered, and the button that builds it. Chips and builder come when there is something to say.
import { Suspense } from "react";
import { MixerHorizontalIcon } from "@radix-ui/react-icons";
import type { Group } from "../../../convex/customers/conditions";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import { later } from "../../ui/later";
import { withoutBlanks } from "./filterShapes";
import type { groupings } from "./look";
import { messages } from "./messages";

const FilterChips = later(() => import("./FilterChips"));
const FilterBuilder = later(() => import("./FilterBuilder"));

export function ListFilters(props: {
  where: Group;
  onChange: (where: Group) => void;
  mine: boolean;
  groupBy: (typeof groupings)[number] | null;
  onUngroup: () => void;
}) {
  const words = useMessages(messages);
  const shown = withoutBlanks(props.where);
  return (
    <div className="filters">
      <Popover
        label={words.filters}
        trigger={(trigger) => (
          <>
            {(shown.rules.length > 0 || props.groupBy !== null) && (
              <Suspense>
                <FilterChips {...props} where={shown} onEdit={trigger.onClick} />
              </Suspense>
            )}
            <Button {...trigger} look="ghost" size="small" icon={<MixerHorizontalIcon aria-hidden />}>
              <span className="toolbar-word">{words.filter}</span>
            </Button>
          </>
        )}
      >
        <Suspense>
          <FilterBuilder {...props} />
        </Suspense>
      </Popover>
    </div>
  );
}
