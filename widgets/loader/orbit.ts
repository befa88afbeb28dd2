/** `orbit.js`: the one tag a website carries. The form itself comes when it is needed. */
import { start } from "../core/shell";
import type { FormModule } from "../core/types";

/** Name of the built form, with its content's hash. */
declare const ORBIT_LEAD_FORM: string;

const script = document.currentScript as HTMLScriptElement;
const address = new URL(ORBIT_LEAD_FORM, script.src).href;
start(script.dataset["api"] || new URL(script.src).origin, () => import(address) as Promise<FormModule>);
