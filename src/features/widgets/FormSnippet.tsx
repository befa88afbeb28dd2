// The lines to paste, and one press to copy them.
import { useMemo } from "react";
import { CopyIcon } from "@radix-ui/react-icons";
import { snippet } from "../../../convex/widgets/snippet";
import type { WidgetDetail } from "../../../convex/widgets/view";
import { backendUrl } from "../../data/backend";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Section } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { apiOrigin } from "../../data/apiOrigin";
import { messages } from "./messages";

export function FormSnippet({ widget }: { widget: WidgetDetail }) {
  const words = useMessages(messages);
  const { publicKey, form, trap, allowedOrigins } = widget;
  const lines = useMemo(
    () =>
      snippet({ publicKey, form, trap, scriptOrigin: location.origin, apiOrigin: apiOrigin(backendUrl()) }),
    [publicKey, form, trap],
  );
  const copy = () => {
    void navigator.clipboard.writeText(lines);
    toast(words.copied);
  };
  return (
    <Section
      title={words.snippet}
      note={words.snippetNote}
      actions={
        <Button size="small" icon={<CopyIcon aria-hidden />} onClick={copy}>
          {words.copy}
        </Button>
      }
    >
      {allowedOrigins.length === 0 && <p className="form-hint">{words.noOrigins}</p>}
      <textarea
        className="form-snippet"
        aria-label={words.snippet}
        readOnly
        rows={12}
        wrap="off"
        spellCheck={false}
        value={lines}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className="meta">{words.snippetPolicy}</p>
      <p>
        <a className="link" href={`/demo.html?key=${publicKey}`} target="_blank" rel="noreferrer">
          {words.openDemo}
        </a>
      </p>
    </Section>
  );
}
