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
  const words = useMessages(messages);
  const org = useOrg();
  const [fileKey, setFileKey] = useState(0);
  const [search] = useSearchParams();
  const asked = search.get("as");
  const kind = rowKinds.find((one) => one === asked) ?? "customers";
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
      <Steps key={`${kind} ${fileKey}`} kind={kind} onRestart={() => setFileKey(fileKey + 1)} />
    </Page>
  );
}

function Steps({ kind, onRestart }: { kind: RowKind; onRestart: () => void }) {
  const state = useImport(kind);
  switch (state.step) {
    case "choose":
      return (
        <>
          <ChooseFile progress={state.progress} problem={state.problem} onFile={state.open} />
          <EarlierImports />
        </>
      );
    case "map":
      return <MapColumns state={state} onRestart={onRestart} />;
    case "tried":
      return <DryRunView state={state} />;
  }
}
