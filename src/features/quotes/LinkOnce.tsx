// A secret link that cannot be shown again: the whole address, ready to copy.
import { CopyIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { messages } from "./messages";

export function LinkOnce({ path }: { path: string }) {
  const words = useMessages(messages);
  const address = `${location.origin}${path}`;
  return (
    <>
      <FormField label={words.link} help={words.linkNote}>
        <TextField readOnly value={address} onFocus={(event) => event.target.select()} />
      </FormField>
      <div className="row">
        <Button
          icon={<CopyIcon aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(address).then(() => toast(words.copied))}
        >
          {words.copy}
        </Button>
      </div>
    </>
  );
}
