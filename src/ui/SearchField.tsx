import { MagnifyingGlassIcon } from "@radix-ui/react-icons";
import { TextField, type TextFieldProps } from "./TextField";

/** A field to find something by: every one of them looks the same. */
export function SearchField(props: Omit<TextFieldProps, "type" | "before">) {
  return <TextField {...props} type="search" before={<MagnifyingGlassIcon aria-hidden />} />;
}
