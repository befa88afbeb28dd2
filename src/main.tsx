// Starts the app: find the backend, renew the session, draw.
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/styles/index.css";
import { App } from "./app/App";
import { preloadPage } from "./app/routes";
import { StartFailure } from "./app/StartFailure";
import { accessToken } from "./data/auth/localSession";
import { findBackend } from "./data/backend";
import { isReplaced } from "./ui/reachable";
import { takeFirstAnswers } from "./data/firstAnswers";
import { LocaleProvider } from "./i18n/locale";
import { startedDrawing } from "./ui/AfterStart";
import { ClockProvider } from "./ui/clock";
import { readLocal, writeLocal } from "./ui/store";

const root = createRoot(document.getElementById("root")!);

// After a deploy the old page asks for pieces that are gone: load the new app, where the address and drafts are kept.
// Once a minute at most, so that a broken deploy shows its error instead of reloading for ever; and never while the server
// does not answer, because the browser's own page would then take the place of what is being typed.
addEventListener("vite:preloadError", (event) => {
  if (Date.now() - readLocal("orbit.reloadedAt", 0) < 60_000) return;
  void isReplaced(event.payload).then((replaced) => {
    if (!replaced) return;
    writeLocal("orbit.reloadedAt", Date.now());
    location.reload();
  });
});

/** A skeleton that stands for less than this (ms) costs more time than it shortens. */
const PATIENCE_MS = 250;
const LATER_MS = 1_000;

/** A function and not the module itself: a page's module imports this one and would wait for all that it awaits. */
async function start() {
  const ready = Promise.all([preloadPage(location.pathname), takeFirstAnswers()]);
  try {
    const settings = await findBackend();
    // The session is renewed while React starts and the socket opens.
    if (settings.identity === "local") void accessToken(false);
    // Drawn once and whole where code and first answers are about to be here, with a skeleton where they are not.
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    draw(<App settings={settings} />);
    // What a refused change is told with, before there is one.
    setTimeout(() => void import("./data/errorMessage").catch(() => undefined), LATER_MS);
  } catch {
    draw(<StartFailure />);
  }
}

function draw(app: ReactNode) {
  root.render(
    <LocaleProvider>
      <ClockProvider>{app}</ClockProvider>
    </LocaleProvider>,
  );
  startedDrawing();
}

void start();
