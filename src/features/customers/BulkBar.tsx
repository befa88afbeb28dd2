// What one can do with the selected rows, or with everything a filter finds: always a job, with a result for every row.
import { Suspense, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { choosableStatuses, customerSources, customerTypes } from "../../../convex/customers/words";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { statusWord, typeWord } from "./badges";
import { listMessages } from "./listMessages";
import { messages } from "./messages";
import { OwnerMenu } from "./OwnerMenu";
import { sourceWord } from "./sources";

const ReasonDialog = later(() => import("./ReasonDialog"));
const TagsDialog = later(() => import("./TagsDialog"));

type StartArgs = FunctionArgs<typeof api.bulk.start>;
export type BulkTarget = StartArgs["target"];
type Deed = StartArgs["deed"];

/** So many records are compared side by side (convex/merging/merge.ts). */
const mostMerged = 11;

export default function BulkBar(props: {
  target: BulkTarget;
  /** How many rows that is. */
  count: number;
  /** Selects everything the filter finds; absent when it is selected already or not known. */
  onEverything?: () => void;
  everything: number | undefined;
  onDone: () => void;
  /** Further deeds on the same selection: export. */
  more?: ReactNode;
}) {
  const words = useMessages(listMessages);
  const list = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const start = useOrgMutation(api.bulk.start);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<"addTags" | "removeTags" | "deactivate" | null>(null);
  const n = props.count;

  async function run(deed: Deed) {
    setBusy(true);
    try {
      await start({ target: props.target, deed });
      toast(words.started({ n }));
      props.onDone();
    } finally {
      setBusy(false);
    }
  }
  const quick = (deed: Deed) => () => void run(deed).catch(reportError);
  const compare = (ids: readonly string[]) => () => void navigate(org.path(`merge?records=${ids.join(",")}`));
  const update = (field: "status" | "type" | "customerSource" | "preferredLanguage", value: string) =>
    quick({ kind: "update", field, value });

  return (
    <>
      {props.onEverything && (
        <Button look="ghost" size="small" onClick={props.onEverything}>
          {props.everything === undefined ? words.selectEverything : words.selectAll({ n: props.everything })}
        </Button>
      )}
      {org.can("customers:update") && (
        <Menu
          side="top"
          items={[
            { heading: list.status },
            ...choosableStatuses.map((value) => ({
              label: statusWord(list, value),
              onSelect: update("status", value),
            })),
            { heading: list.type },
            ...customerTypes.map((value) => ({
              label: typeWord(list, value),
              onSelect: update("type", value),
            })),
            { heading: words.source },
            ...customerSources.map((value) => ({
              label: sourceWord(value),
              onSelect: update("customerSource", value),
            })),
            { heading: words.language },
            { label: words.english, onSelect: update("preferredLanguage", "en") },
            { label: words.russian, onSelect: update("preferredLanguage", "ru") },
          ]}
          trigger={(trigger) => (
            <Button {...trigger} size="small" busy={busy}>
              {words.change}
            </Button>
          )}
        />
      )}
      {org.can("customers:assign") && (
        <OwnerMenu
          ownerId={undefined}
          onChoose={(ownerId) => quick({ kind: "assign", ownerId })()}
          trigger={(trigger) => (
            <Button {...trigger} size="small">
              {list.assign}
            </Button>
          )}
        />
      )}
      {org.can("customers:tag") && (
        <Menu
          side="top"
          items={[
            { label: words.addTags, onSelect: () => setAsked("addTags") },
            { label: words.removeTags, onSelect: () => setAsked("removeTags") },
          ]}
          trigger={(trigger) => (
            <Button {...trigger} size="small">
              {list.tags}
            </Button>
          )}
        />
      )}
      {org.can("customers:deactivate") && (
        <Button size="small" onClick={() => setAsked("deactivate")}>
          {words.deactivate.replace("…", "")}
        </Button>
      )}
      {props.target.kind === "rows" && n >= 2 && n <= mostMerged && org.can("customers:merge") && (
        <Button size="small" onClick={compare(props.target.customerIds)}>
          {list.merge}
        </Button>
      )}
      {props.more}
      <Button look="ghost" size="small" onClick={props.onDone}>
        {list.clearSelection}
      </Button>
      {asked === "deactivate" && (
        <Suspense>
          <ReasonDialog
            title={words.deactivateTitle({ n })}
            description={words.deactivateBody}
            verb={words.deactivate.replace("…", "")}
            danger
            onClose={() => setAsked(null)}
            onSubmit={(reason) => run({ kind: "deactivate", reason })}
          />
        </Suspense>
      )}
      {(asked === "addTags" || asked === "removeTags") && (
        <Suspense>
          <TagsDialog
            title={asked === "addTags" ? words.addTagsTitle({ n }) : words.removeTagsTitle({ n })}
            onClose={() => setAsked(null)}
            onSubmit={(tags) => run({ kind: asked, tags })}
          />
        </Suspense>
      )}
    </>
  );
}
