// Every button of the app. One primary per screen; the rest are soft or ghost.
import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";
import { Link } from "react-router";
import { tip } from "./Tooltip";
import "./Button.css";

export type ButtonLook = "primary" | "soft" | "ghost" | "danger";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  size?: "small" | "normal";
  icon?: ReactNode;
  /** While true the button keeps its width, shows progress, and a second press does nothing. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/**
 * A press on a submit button leaves the focus where it is: the blur of a field would show its error and move the
 * button from under the pointer before the click is complete.
 */
const keepFocus = (event: MouseEvent) => event.preventDefault();

/** A button with a verb on it. `type` is "button" unless told otherwise, so it never submits a form by accident. */
export function Button({
  look = "soft",
  size,
  icon,
  busy,
  children,
  onClick,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...(rest.type === "submit" && { onMouseDown: keepFocus })}
      {...rest}
      className={className ? `button ${className}` : "button"}
      data-look={look}
      data-size={size}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <span className="button-dot" aria-hidden /> : icon}
      {children !== undefined && <span className="button-label">{children}</span>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon"> {
  /** Said by screen readers and shown as the tooltip. */
  label: string;
  /** Shown in the tooltip, e.g. "N". */
  shortcut?: string;
  children: ReactNode;
}

/** A button with only an icon; the label is its name and its tooltip. */
export function IconButton({
  label,
  shortcut,
  children,
  look = "ghost",
  size,
  busy,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...tip(label, shortcut)}
      aria-label={label}
      aria-busy={busy || undefined}
      className={className ? `button ${className}` : "button"}
      data-icon
      data-look={look}
      data-size={size}
    >
      {children}
    </button>
  );
}

/** A navigation that looks like a button. */
export function ButtonLink(props: {
  to: string;
  look?: ButtonLook;
  size?: "small" | "normal";
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Link to={props.to} className="button" data-look={props.look ?? "soft"} data-size={props.size}>
      {props.icon}
      <span className="button-label">{props.children}</span>
    </Link>
  );
}
