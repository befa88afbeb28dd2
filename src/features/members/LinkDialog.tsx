// A link that is shown once, ready to be copied.
import { useState, type ReactNode } from "react";
import { CopyIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions } from "../../ui/FormField";
import { TextField } from "../../ui/TextField";
import { memberMessages } from "./messages";
import "./Members.css";

export default function LinkDialog(props: {
  title: string;
  description: ReactNode;
  link: string;
  onClose: () => void;
}) {
  const words = useMessages(memberMessages);
  return (
    <Dialog open onClose={props.onClose} title={props.title} description={props.description}>
      <CopyLink link={props.link} />
      <FormActions>
        <Button look="primary" onClick={props.onClose}>
          {words.done}
        </Button>
      </FormActions>
    </Dialog>
  );
}

export function CopyLink({ link }: { link: string }) {
  const words = useMessages(memberMessages);
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="link-box">
      <TextField
        readOnly
        aria-label={words.copy}
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        icon={<CopyIcon aria-hidden />}
        onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
      >
        {isCopied ? words.copied : words.copy}
      </Button>
    </div>
  );
}
