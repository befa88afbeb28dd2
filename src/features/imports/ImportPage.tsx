// From a file to a started import, in three steps on one page: choose, map, try out.
import { useState } from "react";
import { useSearchParams } from "react-router";
import { Page } from "../../ui/Page";
import { useMessages } from "../../i18n/messages";
import { useOrg } from "../../data/org";
import { ChooseFile } from "./ChooseFile";
import { DryRunView } from "./DryRunView";
import { EarlierImports } from "./EarlierImports";
import { MapColumns } from "./MapColumns";
import { rowKinds, type RowKind } from "../../../convex/imports/fields";
import { messages } from "./messages";
import { useImport } from "./useImport";
import "./imports.css";

export default function ImportPage() {
  const [fileKey, setFileKey] = useState(0);
  const [search] = useSearchParams();
  const asked = search.get("as");
  const kind = rowKinds.find((one) => one === asked) ?? "customers";
  return <Import key={`${kind} ${fileKey}`} asked={kind} onRestart={() => setFileKey(fileKey + 1)} />;
}

/** `asked`: what the file is to be, until it or its reader says otherwise. */
function Import({ asked, onRestart }: { asked: RowKind; onRestart: () => void }) {
  const words = useMessages(messages);
  const org = useOrg();
  const state = useImport(asked);
  const kind = state.step === "choose" ? asked : state.kind;
  const titles = {
    customers: words.importCustomers,
    leads: words.importLeads,
    contacts: words.importContacts,
    interactions: words.importInteractions,
    notes: words.importNotes,
    documents: words.importDocuments,
  };
  return (
    <Page
      title={titles[kind]}
      crumbs={[
        kind === "leads"
          ? { label: words.leads, to: org.path("leads") }
          : { label: words.customers, to: org.path("customers") },
      ]}
      layout="wide"
    >
      {state.step === "choose" && (
        <>
          <ChooseFile progress={state.progress} problem={state.problem} onFile={state.open} />
          <EarlierImports />
        </>
      )}
      {state.step === "map" && <MapColumns state={state} onRestart={onRestart} />}
      {state.step === "tried" && <DryRunView state={state} />}
    </Page>
  );
}
