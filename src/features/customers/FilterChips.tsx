// The filters in use, as sentences: "Status is Active". A press opens the builder, the cross removes one.
import { Cross2Icon } from "@radix-ui/react-icons";
import { isGroup, type Group } from "../../../convex/customers/conditions";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { uiMessages } from "../../ui/messages";
import { filterMessages } from "./filterMessages";
import { noConditions } from "./look";
import { useFilterWords } from "./useFilterWords";

export default function FilterChips(props: {
  where: Group;
  mine: boolean;
  onChange: (where: Group) => void;
  onEdit: () => void;
}) {
  const ui = useMessages(uiMessages);
  const words = useMessages(filterMessages);
  const { conditionWords, ruleWords } = useFilterWords(props.mine);
  const { match, rules } = props.where;
  return (
    <>
      {rules.map((rule, index) => {
        const said = isGroup(rule) ? null : conditionWords(rule);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a condition has no other identity than its place
          <span className="chip" key={index}>
            <button type="button" onClick={props.onEdit} aria-haspopup="dialog">
              {index > 0 && match === "any" && <span className="quiet">{words.or.trim()}</span>}
              {said === null ? (
                <span className="truncate">{ruleWords(rule)}</span>
              ) : (
                <>
                  <span className="quiet">
                    {said.label} {said.is}
                  </span>
                  {said.value !== "" && <strong className="truncate">{said.value}</strong>}
                </>
              )}
            </button>
            <button
              type="button"
              aria-label={ui.remove({ what: ruleWords(rule) })}
              onClick={() => props.onChange({ match, rules: rules.filter((_, at) => at !== index) })}
            >
              <Cross2Icon width={11} height={11} aria-hidden />
            </button>
          </span>
        );
      })}
      {rules.length > 1 && (
        <Button look="ghost" size="small" onClick={() => props.onChange(noConditions)}>
          {ui.clearFilters}
        </Button>
      )}
    </>
  );
}
