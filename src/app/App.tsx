// The whole app: connection, routes, and the few things that float above every page. The theme is the <html> element
// itself (index.html, ui/preferences.ts), so that what floats in the body is inside it too.
import { BrowserRouter } from "react-router";
import type { Settings } from "../data/backend";
import { OrbitProvider } from "../data/OrbitProvider";
import { Toasts } from "../ui/toast";
import { TooltipLayer } from "../ui/Tooltip";
import { AppRoutes } from "./routes";
import { ErrorBoundary } from "./ErrorBoundary";

export function App({ settings }: { settings: Settings }) {
  return (
    <>
      <BrowserRouter>
        <ErrorBoundary whole>
          <OrbitProvider settings={settings}>
            <AppRoutes />
          </OrbitProvider>
        </ErrorBoundary>
      </BrowserRouter>
      <Toasts />
      <TooltipLayer />
    </>
  );
}
