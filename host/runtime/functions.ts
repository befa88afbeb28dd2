// Finds the function an address means, and checks what goes in and comes out.
import type { Catalog } from "../indexes/catalog";
import { hasCommitTs, type Json } from "../values/json";
import { sizeOf } from "../values/size";
import { validationProblem } from "../values/validators";
import {
  canonicalPath,
  printedPath,
  type Application,
  type AppFunction,
  type ComponentInstance,
} from "./application";

/** A function in a component instance. */
export interface FunctionAddress {
  readonly component: string;
  /** Canonical `module:export`. */
  readonly path: string;
}

const MAX_ARGS_BYTES = 16 << 20;
/** Of "use node" actions. */
const MAX_NODE_ARGS_BYTES = 5 << 20;
const HANDLE = "function://";

export function handleOf(address: FunctionAddress): string {
  return `${HANDLE}${address.component};${address.path}`;
}

/** How syscalls name a function: a path, a reference into a child component, or a handle. */
export interface NamedFunction {
  readonly name?: string;
  readonly reference?: string;
  readonly functionHandle?: string;
}

/** Resolves relative to the calling component. Throws when nothing is named. */
export function resolveAddress(caller: ComponentInstance, named: NamedFunction): FunctionAddress {
  if (named.functionHandle !== undefined) {
    const [component, path] = named.functionHandle.slice(HANDLE.length).split(";");
    if (!named.functionHandle.startsWith(HANDLE) || component === undefined || path === undefined) {
      throw new Error(`Invalid function handle: ${named.functionHandle}`);
    }
    return { component, path };
  }
  if (named.name !== undefined) return { component: caller.path, path: canonicalPath(named.name) };
  const parts = (named.reference ?? "").split("/");
  const child = caller.children.get(parts[2] ?? "");
  if (parts[0] !== "_reference" || parts[1] !== "childComponent" || parts.length < 5 || child === undefined) {
    throw new Error(
      `Could not resolve the function reference "${named.reference}": component "${caller.path}" has no child component "${parts[2] ?? ""}".`,
    );
  }
  const module = parts.slice(3, -1).join("/");
  return { component: child, path: `${module}:${parts[parts.length - 1]}` };
}

export function findFunction(application: Application, address: FunctionAddress): AppFunction | undefined {
  return application.components.get(address.component)?.functions.get(address.path);
}

function within(component: string): string {
  return component === "" ? "" : ` in component "${component}"`;
}

/** Convex's two texts for a function that is not there, or not for this caller. */
export function notFound(address: FunctionAddress, publicOnly: boolean): Error {
  const name = printedPath(address.path).replace(".js:", ":");
  return new Error(
    publicOnly
      ? `Could not find public function for '${name}'${within(address.component)}. Did you forget to run \`npx convex dev\`?`
      : `Could not find function for '${name}'${within(address.component)}. Did you forget to run \`npx convex dev\`?`,
  );
}

/** Throws ArgumentValidationError. `args` is the Convex JSON of the argument object. */
export function checkArgs(
  catalog: Catalog,
  component: string,
  fn: AppFunction,
  args: string,
  allowPending: boolean,
): void {
  if (args.length > MAX_NODE_ARGS_BYTES / 4) {
    const size = sizeOf(JSON.parse(args) as Json);
    if (fn.isNode && size > MAX_NODE_ARGS_BYTES) {
      throw new Error(
        "Node actions arguments size is too large. The maximum size is 5 MiB. Reduce the size of the arguments or consider using Convex runtime actions instead, which have a 16 MiB limit. See https://docs.convex.dev/functions/runtimes",
      );
    }
    if (size > MAX_ARGS_BYTES) {
      throw new Error(
        `Arguments for ${printedPath(fn.path)} are too large (actual: ${(size / (1 << 20)).toFixed(2)} MiB, limit: 16 MiB)`,
      );
    }
  }
  if (!allowPending && hasCommitTs(args)) {
    throw new Error(
      `Invalid arguments for "${printedPath(fn.path)}": an unresolved placeholder value can only be passed to a query or mutation called from a mutation`,
    );
  }
  if (fn.args === null || fn.args.type === "any") return;
  const problem = validationProblem(fn.args, JSON.parse(args) as Json, (id) =>
    catalog.tableOfId(component, id),
  );
  if (problem !== null) throw new Error(`ArgumentValidationError: ${problem}`);
}

/** Throws ReturnsValidationError, or Convex's text for a value that is too large. */
export function checkReturns(catalog: Catalog, component: string, fn: AppFunction, value: string): void {
  if (value.length > MAX_ARGS_BYTES / 4) {
    const size = sizeOf(JSON.parse(value) as Json);
    if (size > MAX_ARGS_BYTES) {
      throw new Error(
        `Function ${printedPath(fn.path)} return value is too large (actual: ${(size / (1 << 20)).toFixed(2)} MiB, limit: 16 MiB)`,
      );
    }
  }
  if (fn.returns === null || fn.returns.type === "any") return;
  const problem = validationProblem(fn.returns, JSON.parse(value) as Json, (id) =>
    catalog.tableOfId(component, id),
  );
  if (problem !== null) throw new Error(`ReturnsValidationError: ${problem}`);
}
