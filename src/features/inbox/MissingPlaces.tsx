// Places of a template that nothing has filled: marked, and filled here, before anything is sent (COM-11).
import { useState } from "react";
import { ExclamationTriangleIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";

export function MissingPlaces(props: {
  names: readonly string[];
  onFill: (name: string, value: string) => void;
}) {
  const words = useMessages(messages);
  if (props.names.length === 0) return null;
  return (
    <div className="composer-missing" role="group" aria-label={words.stillToFill}>
      <p className="composer-missing-title">
        <ExclamationTriangleIcon aria-hidden />
        {words.stillToFill}
      </p>
      {props.names.map((name) => (
        <Place key={name} name={name} onFill={(value) => props.onFill(name, value)} />
      ))}
    </div>
  );
}

function Place({ name, onFill }: { name: string; onFill: (value: string) => void }) {
  const [value, setValue] = useState("");
  const fill = () => {
    if (value.trim() !== "") onFill(value.trim());
  };
  return (
    <TextField
      aria-label={name}
      placeholder={name}
      value={value}
      maxLength={500}
      onChange={(event) => setValue(event.target.value)}
      onBlur={fill}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        fill();
      }}
    />
  );
}
