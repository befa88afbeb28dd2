// Loading and removing sample data: small pieces that other empty pages may show too.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { Button } from "../../ui/Button";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** Loads sample data as a job; nothing for people who may not, or when samples are there. */
export function SampleDataButton({ look = "soft" }: { look?: "primary" | "soft" }) {
  const words = useMessages(messages);
  const org = useOrg();
  const state = useOrgQuery(api.sampleData.state, org.can("sampleData:manage") ? {} : "skip");
  const load = useOrgMutation(api.sampleData.load);
  const [busy, setBusy] = useState(false);
  if (state !== "absent") return null;
  const start = async () => {
    setBusy(true);
    try {
      await load({});
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button look={look} busy={busy} onClick={() => void start()}>
      {words.sampleAction}
    </Button>
  );
}

/** Says that samples are here and removes them in one press; nothing when there are none. */
export function SampleDataLine() {
  const words = useMessages(messages);
  const org = useOrg();
  const state = useOrgQuery(api.sampleData.state, org.can("sampleData:manage") ? {} : "skip");
  const remove = useOrgMutation(api.sampleData.remove);
  if (state === undefined || state === "absent") return null;
  const said = {
    loading: words.sampleLoading,
    present: words.sampleHere,
    removing: words.sampleRemoving,
  }[state];
  return (
    <p className="row sample-line">
      <span className="grow">{said}</span>
      {state === "present" && (
        <Button size="small" onClick={() => void remove({}).catch(reportError)}>
          {words.removeSample}
        </Button>
      )}
    </p>
  );
}
