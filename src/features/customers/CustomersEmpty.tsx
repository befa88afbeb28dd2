// What the list says when it has no rows: what belongs here and the next step.
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { useOrg } from "../../data/org";
import { SampleDataButton } from "../firstRun/SampleData";
import { CustomerStatusBadge } from "./badges";
import { messages } from "./messages";

const examples = [
  { name: "Alma Reyes", status: "active" },
  { name: "Nord Logistics", status: "lead" },
  { name: "Тимур Ахметов", status: "prospect" },
] as const;

export default function CustomersEmpty(props: {
  mine: boolean;
  isFiltered: boolean;
  onClear: () => void;
  /** null when the person may not create. */
  onNew: (() => void) | null;
}) {
  const words = useMessages(messages);
  const org = useOrg();
  if (props.isFiltered) {
    return (
      <EmptyState
        title={words.emptyFilteredTitle}
        actions={<Button onClick={props.onClear}>{words.clearFilters}</Button>}
      >
        {words.emptyFilteredBody}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      picture={examples.map(({ name, status }) => (
        <span key={name} className="customer-name customer-example">
          <Avatar name={name} />
          <span className="grow truncate">{name}</span>
          <CustomerStatusBadge status={status} />
        </span>
      ))}
      title={props.mine ? words.emptyMineTitle : words.emptyTitle}
      actions={
        <>
          {props.onNew && (
            <Button look="primary" onClick={props.onNew}>
              {words.newCustomer}
            </Button>
          )}
          {!props.mine && org.can("imports:run") && (
            <ButtonLink to={org.path("import")}>{words.importCustomers}</ButtonLink>
          )}
          {!props.mine && <SampleDataButton />}
        </>
      }
    >
      {props.mine ? words.emptyMineBody : words.emptyBody}
    </EmptyState>
  );
}
