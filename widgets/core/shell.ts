/**
 * The loader's whole work: the global `orbit` with its queue, and one shell
 * element that brings the form when it is near the screen. Element reactions
 * follow single-page apps; nothing of the host is observed or patched.
 */
import { fire } from "./fire";
import type { FormModule, Mounted, OrbitApi } from "./types";

declare const ORBIT_VERSION: string;

const tag = "orbit-lead-form";

export function start(api: string, load: () => Promise<FormModule>): void {
  const queue = window.orbit;
  // The loader may be on the page twice; the first one stays.
  if ((queue && "v" in queue) || customElements.get(tag)) return;
  const waiting = new Set<Shell>();
  const near = new IntersectionObserver(
    (entries) => entries.forEach((entry) => entry.isIntersecting && (entry.target as Shell).go()),
    { rootMargin: "600px" },
  );
  const commands: OrbitApi = {
    v: ORBIT_VERSION,
    api,
    granted: false,
    push: ([name, ...rest]) =>
      (commands[name as "push"] as (...all: unknown[]) => void)?.apply(commands, rest),
    on: (type, listener) => document.addEventListener(`orbit:${type}`, listener as EventListener),
    consent(granted) {
      commands.granted = granted;
      if (granted) waiting.forEach((shell) => shell.connectedCallback());
    },
    scan() {
      document.querySelectorAll<HTMLElement>('[data-orbit="lead-form"]').forEach((place) => {
        const { formKey, orbit: _, ...rest } = place.dataset;
        if (!formKey || place.querySelector(tag)) return;
        const element = document.createElement(tag);
        element.setAttribute("form-key", formKey);
        Object.keys(rest).forEach((name) => element.setAttribute(name, rest[name]!));
        element.append(...place.childNodes);
        place.append(element);
      });
    },
  };

  class Shell extends HTMLElement {
    static observedAttributes = ["form-key", "lang"];
    private form?: Mounted;
    private given?: Record<string, string>;

    connectedCallback(): void {
      if (this.form) return this.form.resume();
      if (this.getAttribute("consent") === "required" && !commands.granted) return void waiting.add(this);
      waiting.delete(this);
      if (this.getAttribute("loading") === "eager") this.go();
      else near.observe(this);
    }
    disconnectedCallback(): void {
      waiting.delete(this);
      near.unobserve(this);
      this.form?.pause();
    }
    attributeChangedCallback(): void {
      this.form?.load();
    }
    go(): void {
      near.unobserve(this);
      load().then(
        ({ mount }) => {
          if (this.form || !this.isConnected) return;
          this.form = mount(this, commands);
          if (this.given) this.form.prefill(this.given);
        },
        (error: unknown) => fire(this, "error", { phase: "load", message: String(error) }),
      );
    }
    reset(): void {
      this.form?.reset();
    }
    prefill(values: Record<string, string>): void {
      this.given = values;
      this.form?.prefill(values);
    }
  }

  window.orbit = commands;
  if (Array.isArray(queue)) queue.forEach(commands.push);
  customElements.define(tag, Shell);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", commands.scan);
  else commands.scan();
}
