// The whole app: theme, connection, routes, and the few things that float above every page.
import { BrowserRouter } from "react-router";
import { Theme } from "@radix-ui/themes/components/theme";
import type { Settings } from "../data/backend";
import { OrbitProvider } from "../data/OrbitProvider";
import { Toasts } from "../ui/toast";
import { TooltipLayer } from "../ui/Tooltip";
import { useAppearance } from "../ui/preferences";
import { AppRoutes } from "./routes";
import { ErrorBoundary } from "./ErrorBoundary";

export function App({ settings }: { settings: Settings }) {
  return (
    <Theme
      asChild
      accentColor="iris"
      grayColor="slate"
      radius="medium"
      scaling="95%"
      panelBackground="solid"
      appearance={useAppearance()}
    >
      <div style={{ height: "100%" }}>
        <BrowserRouter>
          <ErrorBoundary>
            <OrbitProvider settings={settings}>
              <AppRoutes />
            </OrbitProvider>
          </ErrorBoundary>
        </BrowserRouter>
        <Toasts />
        <TooltipLayer />
      </div>
    </Theme>
  );
}
