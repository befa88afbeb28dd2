/** The form's looks, as a constructable sheet: the one way of styling that every content security policy allows. */
import type { PublicForm } from "../../convex/widgets/form";

/** Host rules beat `:host` unless ours are important; custom properties pass through `all`, which is how hosts theme. */
const base = `
:host{all:initial!important;display:block!important;contain:layout style!important;color-scheme:var(--orbit-scheme,var(--s))!important}
*{box-sizing:border-box}
[hidden]{display:none}
.r{--t:#1b1f24;--f:#fff;--b:#7b848e;--e:#b42318;
font:400 16px/1.5 var(--orbit-font,system-ui,sans-serif);color:var(--orbit-text,var(--t));text-align:start}
@supports(color:light-dark(#000,#fff)){.r{--t:light-dark(#1b1f24,#f1f3f5);--f:light-dark(#fff,#191c21);--b:light-dark(#7b848e,#868e96);--e:light-dark(#b42318,#ff9c8f)}}
form,.w{display:grid;gap:var(--orbit-gap,16px)}
.t{font-size:1.25em;font-weight:600}
label{display:block;margin-bottom:4px;font-weight:500}
i{font-style:normal;font-weight:400}
input,textarea,select,button{font:inherit;border-radius:var(--orbit-radius,var(--q))}
input,textarea,select{display:block;width:100%;padding:8px 12px;min-height:44px;color:var(--orbit-field-text,var(--t));background:var(--orbit-field-bg,var(--f));border:1px solid var(--orbit-border,var(--b))}
textarea{resize:vertical;min-height:120px}
:focus-visible{outline:2px solid var(--orbit-focus,currentColor);outline-offset:2px}
[aria-invalid]{border-color:var(--orbit-error,var(--e));border-width:2px}
.e,.x{color:var(--orbit-error,var(--e))}
.x{font-weight:500}
.c{display:flex;gap:10px;align-items:flex-start;font-weight:400;margin:0}
.c input{width:20px;min-height:20px;height:20px;margin:2px 0 0;flex:none;accent-color:var(--orbit-accent,var(--a))}
button{padding:10px 20px;min-height:44px;font-weight:600;cursor:pointer;justify-self:start;border:1px solid transparent;background:var(--orbit-accent,var(--a));color:var(--orbit-on-accent,var(--o))}
[aria-disabled=true]{opacity:.7;cursor:default}
.h{position:absolute;inset-inline-start:-9999px;width:1px;height:1px;overflow:hidden}
@media(forced-colors:active){[aria-invalid]{outline:1px dashed}}
`.replace(/\n/g, "");

let shared: CSSStyleSheet | undefined;

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** Base sheet, one for all forms of a page, and the theme of this one. The server lets only colours and numbers in. */
export function sheetsFor({ theme }: PublicForm): CSSStyleSheet[] {
  shared ??= sheet(base);
  const scheme = theme.scheme === "auto" ? "inherit" : theme.scheme;
  return [shared, sheet(`:host{--s:${scheme};--a:${theme.accent};--o:${theme.on};--q:${theme.radius}px}`)];
}
