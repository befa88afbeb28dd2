/** What host pages may use: the global `orbit`, the element and its events. */

export interface OrbitEvents {
  ready: Record<string, never>;
  /** Cancelable; holds what the visitor typed. */
  beforesubmit: { data: Record<string, string> };
  invalid: { fields: string[] };
  /** A receipt, never the answers, so that analytics tags collect no personal data by accident. */
  submitted: { id: string };
  error: { phase: "load" | "config" | "submit"; message: string };
}

export interface OrbitApi {
  /** Version of the loader. */
  v: string;
  /** Where forms are fetched from and sent to. */
  api: string;
  /** Runs `["on", "submitted", f]` and the like; a plain array pushed to before the loader came is replayed. */
  push(command: readonly unknown[]): void;
  on<K extends keyof OrbitEvents>(type: K, listener: (event: CustomEvent<OrbitEvents[K]>) => void): void;
  /** Lets forms with `consent="required"` start, and campaign parameters be kept for this visit. */
  consent(granted: boolean): void;
  /** Looks for `<div data-orbit="lead-form">` put in by a script after the page was read. */
  scan(): void;
  granted: boolean;
}

interface OrbitElement extends HTMLElement {
  /** Empties the form, or brings it back after it was sent. */
  reset(): void;
  prefill(values: Record<string, string>): void;
}

/** One mounted form; the shell drives it. */
export interface Mounted {
  /** Fetches the form anew: another key, another language. */
  load(): void;
  /** The element was put back into a page, or taken out of it. */
  resume(): void;
  pause(): void;
  reset(): void;
  prefill(values: Record<string, string>): void;
}
export interface FormModule {
  mount(host: HTMLElement, orbit: OrbitApi): Mounted;
}

declare global {
  interface Window {
    orbit?: OrbitApi | unknown[][];
  }
  interface HTMLElementTagNameMap {
    "orbit-lead-form": OrbitElement;
  }
}
