// Starts the app: find the backend, renew the session, draw.
import { createRoot } from "react-dom/client";
import "./ui/styles/index.css";
import { App } from "./app/App";
import { preloadPage } from "./app/routes";
import { StartFailure } from "./app/StartFailure";
import { accessToken } from "./data/auth/localSession";
import { findBackend } from "./data/backend";

const root = createRoot(document.getElementById("root")!);

preloadPage(location.pathname);

try {
  const settings = await findBackend();
  // The session is renewed while React starts and the socket opens.
  if (settings.identity === "local") void accessToken(false);
  root.render(<App settings={settings} />);
} catch {
  root.render(<StartFailure />);
}
