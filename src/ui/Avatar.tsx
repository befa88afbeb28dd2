// A face for a name. People are round, things (customers, organizations) are square.
import type { CSSProperties } from "react";
import { initials, nameHue } from "./initials";
import "./Avatar.css";

export interface AvatarProps {
  /** null shows an empty outline: nobody. */
  name: string | null;
  src?: string | null;
  size?: "small" | "medium" | "large";
  round?: boolean;
}

/** Initials on a tint that stays the same for the same name; decorative, so the name must stand beside it. */
export function Avatar({ name, src, size = "small", round }: AvatarProps) {
  const letters = name === null ? "" : initials(name);
  return (
    <span
      className="avatar"
      aria-hidden
      data-size={size}
      data-round={round || undefined}
      data-empty={name === null || undefined}
      // Drawn by the style sheet, so that the letters are never read out, searched or copied as part of the name.
      data-letters={src ? undefined : size === "small" ? [...letters][0] : letters}
      style={name === null ? undefined : ({ "--hue": nameHue(name) } as CSSProperties)}
    >
      {src && <img src={src} alt="" loading="lazy" />}
    </span>
  );
}

/** A person in a row: face and name, or a quiet word for nobody. */
export function Person({
  name,
  src,
  nobody = "—",
}: {
  name: string | null;
  src?: string | null;
  nobody?: string;
}) {
  return (
    <span className="row" style={{ gap: 6 }}>
      <Avatar name={name} round {...(src ? { src } : {})} />
      <span className={name === null ? "truncate quiet" : "truncate"}>{name ?? nobody}</span>
    </span>
  );
}

/** People present: overlapping faces with their names in the tooltip. */
export function AvatarStack({ names, shown = 4 }: { names: readonly string[]; shown?: number }) {
  if (names.length === 0) return null;
  return (
    <span className="avatars" role="img" aria-label={names.join(", ")} data-tip={names.join("\n")}>
      {names.slice(0, shown).map((name) => (
        <Avatar key={name} name={name} round />
      ))}
      {names.length > shown && (
        <span className="avatar" data-round data-empty>
          +{names.length - shown}
        </span>
      )}
    </span>
  );
}
