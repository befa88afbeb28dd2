/** Loader and form in one file, for pages that pin it by an integrity hash. */
import { start } from "../core/shell";
import { mount } from "./mount";

start(new URL(import.meta.url).origin, () => Promise.resolve({ mount }));
