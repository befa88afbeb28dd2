/**
 * The lead form: fetches its set-up and a signed token, draws itself into an
 * open shadow root, and sends what was typed. Until then, and whenever it
 * cannot be had, the plain form in the page stays and works.
 */
import type { Problem, PublicForm } from "../../convex/widgets/form";
import { fire } from "../core/fire";
import type { Mounted, OrbitApi } from "../core/types";
import { bare, campaign, joined, toJson, uuid } from "./payload";
import { problemsOf, type Problems } from "./problems";
import { draw, type Drawn } from "./draw";
import { sheetsFor } from "./style";

/** A form with the token of one rendering and the name of its trap. */
type Given = PublicForm & { t: string; hp: string };

/** The server takes what comes faster than people type for a script; this is a little more. */
const youngestMs = 2100;
/** How often a form on screen asks whether it was changed, and how soon again when the page comes to the front. */
const refreshMs = 60_000;
const soonestMs = 3000;

export function mount(host: HTMLElement, orbit: OrbitApi): Mounted {
  let form: Given | undefined;
  let drawn: Drawn | undefined;
  let id = uuid();
  let bornAt = 0;
  let askedAt = 0;
  let busy = false;
  let sent = false;
  let timer = 0;

  const key = () => host.getAttribute("form-key") ?? "";
  const language = () => host.lang || document.documentElement.lang || navigator.language;
  const say = (phase: "config" | "submit", error: unknown) =>
    fire(host, "error", { phase, message: error instanceof Error ? error.message : String(error) });

  /** Asks for the form; "rev" answers nothing when it is the one on screen. */
  async function ask(query: string): Promise<boolean> {
    askedAt = Date.now();
    const response = await fetch(
      `${orbit.api}/v1/f/${encodeURIComponent(key())}?lang=${encodeURIComponent(language())}${query}`,
      { credentials: "omit" },
    );
    if (response.status === 204) return false;
    const body = (await response.json()) as Given & Refused;
    if (!response.ok) throw new Error(body.error.message);
    form = body;
    bornAt = Date.now();
    return true;
  }

  function load(first?: unknown): void {
    // A preview is no visit.
    ask(first === true && !host.hasAttribute("preview") ? "&first=1" : "").then(
      () => {
        show();
        if (first === true) fire(host, "ready", {});
      },
      (error: unknown) => say("config", error),
    );
  }

  function refresh(): void {
    if (!form || busy || sent || document.hidden || Date.now() - askedAt < soonestMs) return;
    // A form that cannot be asked for now is asked for later; the one on screen still works.
    ask(`&rev=${form.rev}`).then(
      (changed) => changed && show(),
      () => {},
    );
  }

  /** Draws the form, keeping what was typed and where the visitor was. */
  function show(): void {
    if (!form) return;
    const before = drawn;
    const root = host.shadowRoot ?? attach(host);
    const values = { ...attributesOf(host), ...before?.values() };
    const focused = (root.activeElement as HTMLInputElement | null)?.name;
    drawn = draw(form, form.hp, direction(host, language()), () => void submit());
    drawn.root.style.minHeight = reserved;
    root.adoptedStyleSheets = sheetsFor(form);
    root.replaceChildren(drawn.root);
    drawn.fill(values, before?.consent() ?? false);
    if (focused) drawn.focus(focused);
  }

  // The page may have kept room for the form; the sheet resets the host, so the room moves inside.
  const reserved = getComputedStyle(host).minHeight;

  async function submit(): Promise<void> {
    if (!form || !drawn || busy) return;
    const values = drawn.values();
    const problems = problemsOf(form, values, drawn.consent());
    if (complain(problems) || !fire(host, "beforesubmit", { data: values })) return;
    busy = true;
    drawn.busy(true);
    try {
      let answer = await post(values);
      if (answer.status === 409) {
        // The form was open longer than its token lives.
        await ask("");
        answer = await post(values);
      }
      const body = (await answer.json()) as { id: string } & Refused;
      if (answer.ok) thank(body.id);
      else if (body.error.fields) complain(body.error.fields);
      else drawn.alert(body.error.message);
    } catch (error) {
      drawn.alert(form.words.failed);
      say("submit", error);
    }
    busy = false;
    drawn.busy(false);
  }

  async function post(values: Record<string, string>): Promise<Response> {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, bornAt + youngestMs - Date.now())));
    const trap = drawn!.trap();
    const parts: Record<string, string> = {
      k: toJson(key()),
      t: toJson(form!.t),
      id: toJson(id),
      l: toJson(form!.lang),
      c: toJson(drawn!.consent()),
      v: toJson(trap ? { ...values, [form!.hp]: trap } : values),
      p: toJson(bare(location.href)),
      r: toJson(bare(document.referrer)),
      u: toJson(campaign(orbit.granted)),
    };
    // A text body needs no question beforehand; keepalive lets it finish when the visitor leaves.
    return await fetch(`${orbit.api}/v1/s`, {
      method: "POST",
      credentials: "omit",
      keepalive: true,
      body: joined(parts, (name) => parts[name]!),
    });
  }

  function complain(problems: Problems): boolean {
    const fields = Object.keys(problems);
    if (!fields.length) return false;
    const { words } = form!;
    drawn!.complain(fields, (field) => {
      const problem: Problem = problems[field]!;
      return words[problem === "choice" ? "required" : problem];
    });
    fire(host, "invalid", { fields });
    return true;
  }

  function thank(receipt: string): void {
    sent = true;
    const goOn = fire(host, "submitted", { id: receipt });
    if (goOn && form!.redirect.startsWith("https:")) location.assign(form!.redirect);
    else drawn!.thank(form!.success);
  }

  function resume(): void {
    if (timer) return;
    timer = window.setInterval(refresh, refreshMs);
    document.addEventListener("visibilitychange", refresh);
    window.addEventListener("focus", refresh);
    refresh();
  }

  resume();
  load(true);
  return {
    load,
    resume,
    pause() {
      clearInterval(timer);
      timer = 0;
      document.removeEventListener("visibilitychange", refresh);
      window.removeEventListener("focus", refresh);
    },
    reset() {
      id = uuid();
      sent = false;
      drawn = undefined;
      load();
    },
    prefill: (values) => {
      Object.keys(values).forEach((name) => host.setAttribute(`prefill-${name}`, values[name]!));
      drawn?.fill(values, drawn.consent());
    },
  };
}

interface Refused {
  error: { message: string; fields?: Problems };
}

/** Attached only now, so that the page's own form stays visible until ours is ready. */
function attach(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: "open" });
  // Hotkeys of the page must not eat what is typed.
  ["keydown", "keypress", "keyup"].forEach((type) =>
    root.addEventListener(type, (event) => event.stopPropagation()),
  );
  return root;
}

/** `prefill-email="…"` */
function attributesOf(host: HTMLElement): Record<string, string> {
  const values: Record<string, string> = {};
  host.getAttributeNames().forEach((name) => {
    if (name.startsWith("prefill-")) values[name.slice(8)] = host.getAttribute(name)!;
  });
  return values;
}

/** `all: initial` does not reset the direction, so it is always said. */
function direction(host: HTMLElement, language: string): string {
  return host.dir || (/^(ar|fa|he|ur)\b/.test(language) ? "rtl" : "ltr");
}
