// Who was here last, kept so that a returning person's page asks for its data at once instead of after two more round
// trips. It opens nothing: the server decides every call, and the live answer replaces it within moments.
import { forgetFirst } from "./firstAnswers";
import { readLocal, writeLocal } from "../ui/store";
import type { Viewer } from "../../convex/accounts/viewer";

const KEY = "orbit.viewer";

export function keepViewer(viewer: Viewer): void {
  writeLocal(KEY, viewer);
}

export function keptViewer(): Viewer | null {
  return readLocal<Viewer | null>(KEY, null);
}

/** At sign-out, and whenever somebody signs in. */
export function forgetViewer(): void {
  writeLocal(KEY, null);
  forgetFirst();
}
