// The first page of a new organization.
import { Page } from "../../ui/Page";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";
import { Steps } from "./FirstSteps";

export default function StartPage() {
  const words = useMessages(messages);
  return (
    <Page title={words.title} layout="wide">
      <p className="first-lead quiet">{words.lead}</p>
      <Steps />
    </Page>
  );
}
