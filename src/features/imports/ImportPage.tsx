// From a file to a started import, in three steps on one page: choose, map, try out.
import { useState } from "react";
import { Page } from "../../ui/Page";
import { useMessages } from "../../i18n/messages";
import { useOrg } from "../../data/org";
import { ChooseFile } from "./ChooseFile";
import { DryRunView } from "./DryRunView";
import { EarlierImports } from "./EarlierImports";
import { MapColumns } from "./MapColumns";
import { messages } from "./messages";
import { useImport } from "./useImport";
import "./imports.css";

export default function ImportPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const [fileKey, setFileKey] = useState(0);
  return (
    <Page
      title={words.importCustomers}
      crumbs={[{ label: words.customers, to: org.path("customers") }]}
      layout="wide"
    >
      <Steps key={fileKey} onRestart={() => setFileKey(fileKey + 1)} />
    </Page>
  );
}

function Steps({ onRestart }: { onRestart: () => void }) {
  const state = useImport();
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
