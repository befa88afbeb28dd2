// The filters in use, as sentences: "Status is Active". A press opens the builder, the cross removes one.
import { Cross2Icon } from "@radix-ui/react-icons";
import { isGroup, type Group } from "../../../convex/customers/conditions";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { uiMessages } from "../../ui/messages";
import { filterMessages } from "./filterMessages";
import { listMessages } from "./listMessages";
import { noConditions, type GroupBy } from "./look";
import { useFilterWords } from "./useFilterWords";
import { useGroupWords } from "./useGroupWords";

export default function FilterChips(props: {
  where: Group;
  mine: boolean;
  onChange: (where: Group) => void;
  onEdit: () => void;
  groupBy: GroupBy | null;
  onUngroup: () => void;
}) {
  const ui = useMessages(uiMessages);
  const words = useMessages(filterMessages);
  const { conditionWords, ruleWords } = useFilterWords(props.mine);
  const list = useMessages(listMessages);
  const groups = useGroupWords();
  const { match, rules } = props.where;
  return (
    <span className="filter-chips">
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
      {props.groupBy !== null && (
        <span className="chip">
          <span className="chip-told">
            <span className="quiet">{list.groupedBy}</span>
            <strong>{groups[props.groupBy]}</strong>
          </span>
          <button type="button" aria-label={list.ungroup} onClick={props.onUngroup}>
            <Cross2Icon width={11} height={11} aria-hidden />
          </button>
        </span>
      )}
      {rules.length > 1 && (
        <Button
          className="filter-clear"
          look="ghost"
          size="small"
          onClick={() => props.onChange(noConditions)}
        >
          {ui.clearFilters}
        </Button>
      )}
    </span>
  );
}
