// Keys as people read them on their own keyboard.
import "./Kbd.css";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The caps of one key name: "Mod" is Ctrl or ⌘, by machine. */
export function keyCap(key: string): string {
  if (key === "Mod") return isMac ? "⌘" : "Ctrl";
  if (key === "Shift") return isMac ? "⇧" : "Shift";
  if (key === "Enter") return "↵";
  if (key === "ArrowUp") return "↑";
  if (key === "ArrowDown") return "↓";
  if (key === "ArrowLeft") return "←";
  if (key === "ArrowRight") return "→";
  if (key === "Escape") return "Esc";
  return key.length === 1 ? key.toUpperCase() : key;
}

/** A shortcut: "Mod+K" pressed together, "G C" one after the other. */
export function Kbd({ keys }: { keys: string }) {
  const caps = keys.split(/[+ ]/).filter(Boolean);
  return (
    <span className="kbd">
      {caps.map((cap, index) => (
        <kbd key={index}>{keyCap(cap)}</kbd>
      ))}
    </span>
  );
}
