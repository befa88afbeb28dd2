// Starts the app: find the backend, renew the session, draw.
import { createRoot } from "react-dom/client";
import "./ui/styles/index.css";
import { App } from "./app/App";
import { StartFailure } from "./app/StartFailure";
import { findBackend } from "./data/backend";

const root = createRoot(document.getElementById("root")!);

try {
  root.render(<App settings={await findBackend()} />);
} catch {
  root.render(<StartFailure />);
}
