// Runs before the first paint and before the app's code has arrived; vite.config.ts writes it into the page itself.
// Nothing here may fail: whatever it could not begin, the app begins again.
import type { Known } from "./data/backend";
import type { FirstAnswer, FirstQuestions } from "./data/firstAnswers";
import type { Tokens } from "../convex/signIn";

/** Addresses of the customer list's code and of the fonts, written in by the build. */
declare const LIST_PIECES: readonly string[];
declare const FONTS: { readonly latin: string | null; readonly cyrillic: string | null };

function stored<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null; // Storage refused (private window), or another version's value.
  }
}

// The theme must be known before the page is drawn, and a stylesheet cannot read storage.
const theme = stored<string>("orbit.theme") ?? "system";
const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.classList.add(isDark ? "dark" : "light");

function preload(rel: string, href: string | null) {
  if (href === null) return; // Not built: served by Vite.
  const link = document.createElement("link");
  link.rel = rel;
  if (rel === "preload") {
    link.as = "font";
    link.type = "font/woff2";
    link.crossOrigin = "";
  }
  link.href = href;
  document.head.append(link);
}

// The session before any code: a browser asks for six things at once, and code that waits costs less than a question.
const backend = stored<Known>("orbit.backend");
// Kept as it is and not as JSON.
const refreshToken = (() => {
  try {
    return localStorage.getItem("orbit.refreshToken");
  } catch {
    return null;
  }
})();

if (backend?.settings.identity === "local" && refreshToken !== null) {
  window.orbitRenewal = renew(backend.address, refreshToken).catch(() => null);
  const address = location.pathname + location.search;
  const questions = stored<FirstQuestions>("orbit.first")?.find((one) => one.address === address)?.questions;
  if (questions)
    window.orbitFirst = window.orbitRenewal.then((tokens) =>
      tokens === null
        ? []
        : Promise.all(questions.map((one) => ask(backend.address, tokens.accessToken, one))).then((answers) =>
            answers.filter((answer) => answer !== null),
          ),
    );
}

// Most visits begin at the customer list: its code comes with the core's, not after it.
if (/^\/o\/[^/]+(\/(customers|accounts))?\/?$/.test(location.pathname)) {
  for (const piece of LIST_PIECES) preload("modulepreload", piece);
}

// The browser would ask for a font when it has drawn with another one, and draw again.
const language = stored<string>("orbit.locale") ?? navigator.language;
preload("preload", FONTS.latin);
if (language.startsWith("ru")) preload("preload", FONTS.cyrillic);

/**
 * A local account's session is renewed while the code is still on its way; src/data/auth/localSession.ts takes the answer
 * over. Without the lock that serializes later exchanges, which would wait for the code: two tabs that start at once are
 * within the ten seconds in which the server takes a second use for just that.
 */
async function renew(address: string, token: string): Promise<Tokens | null> {
  const answer = (await call(`${address}/api/action`, {
    path: "signIn:refresh",
    args: { refreshToken: token },
    format: "json",
  })) as { status: string; value: Tokens };
  if (answer.status !== "success") return null;
  localStorage.setItem("orbit.refreshToken", answer.value.refreshToken);
  return answer.value;
}

/** One of the page's first questions, for src/data/firstAnswers.ts; null for a refusal, which the live connection words. */
async function ask(
  address: string,
  token: string,
  { path, args }: FirstQuestions[number]["questions"][number],
): Promise<FirstAnswer | null> {
  try {
    const answer = (await call(
      `${address}/api/query`,
      { path, args: [args], format: "convex_encoded_json" },
      { Authorization: `Bearer ${token}` },
    )) as { status: string; value: FirstAnswer["value"] };
    return answer.status === "success" ? { path, args, value: answer.value } : null;
  } catch {
    return null;
  }
}

async function call(url: string, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return await response.json();
}
