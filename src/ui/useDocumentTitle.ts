// The browser tab says where I am.
import { useEffect } from "react";

/** Sets the tab's title to "<title> · Orbit" while mounted. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Orbit` : "Orbit";
  }, [title]);
}
