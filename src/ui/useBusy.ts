// One deed at a time: a button pressed twice does it once.
import { useCallback, useState } from "react";

/** `[busy, run]`: give `busy` to the button; what is run while another is under way is left out. */
export function useBusy(): [boolean, (deed: () => Promise<unknown>) => void] {
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    (deed: () => Promise<unknown>) => {
      if (busy) return;
      setBusy(true);
      void deed().finally(() => setBusy(false));
    },
    [busy],
  );
  return [busy, run];
}
