// Shown when not even the backend's settings could be read.
import { Button } from "../ui/Button";
import { ErrorState } from "../ui/Feedback";
import { messagesFor } from "../i18n/messages";
import { getLocale } from "../i18n/locale";
import { shellMessages } from "./messages";

export function StartFailure() {
  const words = messagesFor(shellMessages, getLocale());
  return (
    <main className="whole">
      <ErrorState
        title={words.offlineTitle}
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            {words.reload}
          </Button>
        }
      >
        {words.offlineHelp}
      </ErrorState>
    </main>
  );
}
