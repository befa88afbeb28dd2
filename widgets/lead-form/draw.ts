/** Draws a form and gives back what can be done with it. Native controls and labels; errors are tied to their fields. */
import type { PublicField, PublicForm } from "../../convex/widgets/form";
import { h } from "./build";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface Drawn {
  root: HTMLElement;
  values(): Record<string, string>;
  consent(): boolean;
  /** What a script wrote where a person sees nothing. */
  trap(): string;
  fill(values: Record<string, string>, consent: boolean): void;
  focus(name: string): void;
  busy(on: boolean): void;
  /** Shows each field's error and moves to the first. */
  complain(fields: string[], sentence: (field: string) => string): void;
  alert(sentence: string): void;
  thank(sentence: string): void;
}

const autocomplete: Partial<Record<PublicField["k"], string>> = {
  name: "name",
  email: "email",
  phone: "tel",
  company: "organization",
};
const types: Partial<Record<PublicField["k"], string>> = { email: "email", phone: "tel" };

export function draw(form: PublicForm, trapName: string, dir: string, submit: () => void): Drawn {
  const { words } = form;
  const controls = new Map<string, Control>();
  const errors = new Map<string, HTMLElement>();

  const errorOf = (name: string) => {
    const error = h("div", { part: "error", class: "e", id: `e-${name}` });
    errors.set(name, error);
    return error;
  };
  const row = (field: PublicField) => {
    const control = controlOf(field, words.choose);
    controls.set(field.n, control);
    const label = h("label", { part: "label", for: field.n }, field.l);
    if (!field.r) label.append(h("i", {}, ` (${words.optional})`));
    return h("div", { part: "row" }, label, control, errorOf(field.n));
  };

  const consent = h("input", {
    type: "checkbox",
    name: "consent",
    id: "consent",
    "aria-describedby": "e-consent",
  });
  consent.required = !!form.consent?.r;
  const trap = h("input", { name: trapName, id: trapName, tabindex: -1, autocomplete: "off" });
  const summary = h("div", { part: "summary", class: "x", role: "alert" });
  const button = h("button", { part: "submit" }, form.submit);
  const element = h(
    "form",
    { part: "form", novalidate: true, ...(form.title ? { "aria-labelledby": "title" } : {}) },
    ...form.fields.map(row),
    h("div", { class: "h", "aria-hidden": "true" }, h("label", { for: trapName }, words.trap), trap),
  );
  if (form.consent) {
    controls.set("consent", consent);
    element.append(
      h(
        "div",
        { part: "row" },
        h("label", { part: "label", class: "c" }, consent, form.consent.l),
        errorOf("consent"),
      ),
    );
  }
  element.append(summary, button);
  const body = h("div", { class: "w" }, element);
  if (form.intro) body.prepend(h("div", { part: "intro" }, form.intro));
  if (form.title) body.prepend(h("div", { part: "title", class: "t", id: "title" }, form.title));
  const root = h("div", { part: "root", class: "r", dir, lang: form.lang }, body);

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  element.addEventListener("input", (event) => clear((event.target as Control).name));

  function clear(name: string): void {
    controls.get(name)?.removeAttribute("aria-invalid");
    errors.get(name)?.replaceChildren();
    if (!element.querySelector("[aria-invalid]")) summary.replaceChildren();
  }

  return {
    root,
    values() {
      const values: Record<string, string> = {};
      form.fields.forEach(({ n }) => (values[n] = controls.get(n)!.value.trim()));
      return values;
    },
    consent: () => consent.checked,
    trap: () => trap.value,
    fill(values, agreed) {
      form.fields.forEach(({ n }) => {
        const value = values[n];
        if (value) controls.get(n)!.value = value;
      });
      consent.checked = agreed;
    },
    focus: (name) => controls.get(name)?.focus(),
    busy(on) {
      button.setAttribute("aria-disabled", String(on));
      button.replaceChildren(on ? words.sending : form.submit);
    },
    complain(fields, sentence) {
      controls.forEach((_, name) => clear(name));
      fields.forEach((name) => {
        controls.get(name)?.setAttribute("aria-invalid", "true");
        errors.get(name)?.replaceChildren(sentence(name));
      });
      summary.replaceChildren(words.check);
      const first = [...controls].find(([name]) => fields.includes(name));
      first?.[1].focus();
    },
    alert(sentence) {
      summary.replaceChildren(sentence);
    },
    thank(sentence) {
      const thanks = h("div", { part: "success", role: "status", tabindex: -1 }, sentence);
      body.replaceChildren(thanks);
      thanks.focus();
    },
  };
}

function controlOf({ n, k, r, m, o }: PublicField, choose: string): Control {
  const shared = {
    part: "field",
    id: n,
    name: n,
    required: r,
    "aria-describedby": `e-${n}`,
    autocomplete: autocomplete[k],
  };
  if (k === "message") return h("textarea", { ...shared, maxlength: m, rows: 4 });
  if (o) {
    return h(
      "select",
      shared,
      h("option", { value: "" }, choose),
      ...o.map((option) => h("option", {}, option)),
    );
  }
  return h("input", { ...shared, maxlength: m, type: types[k] ?? "text" });
}
