// `crypto` as functions of the default runtime see it. Actions have the system's own. In queries and mutations chance
// is seeded like that of Math.random, and what cannot do without the system's is refused, as on Convex.
import { webcrypto } from "node:crypto";
import { currentExecution } from "./execution";

/** Throws with Convex's words unless an action runs, or code that is being loaded. */
export function refuseOutsideActions(described: string): void {
  if (!currentExecution()?.isDeterministic) return;
  throw new Error(
    `Can't use ${described} in queries and mutations. Please consider using an action. See https://docs.convex.dev/functions/actions for more details.`,
  );
}

function getRandomValues<T extends Parameters<typeof webcrypto.getRandomValues>[0]>(array: T): T {
  // Drawn from the system first, which refuses whatever the standard refuses.
  webcrypto.getRandomValues(array);
  const execution = currentExecution();
  if (execution?.isDeterministic)
    execution.random.fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return array;
}

function randomUUID(): string {
  const execution = currentExecution();
  if (!execution?.isDeterministic) return webcrypto.randomUUID();
  const bytes = Buffer.alloc(16);
  execution.random.fill(bytes);
  // Version 4, variant 1 (RFC 9562).
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

type Algorithm = string | { readonly name: string };

/** Algorithms that draw chance of their own, by method. */
const DRAWING: Readonly<Record<string, readonly string[]>> = {
  sign: ["ecdsa", "rsa-pss"],
  encrypt: ["rsa-oaep"],
};

/** `generateKey` always draws; `wrapKey` is told its algorithm last, the others first. */
function drawsChance(method: string, args: readonly unknown[]): boolean {
  if (method === "generateKey") return true;
  const algorithm = args[method === "wrapKey" ? 3 : 0] as Algorithm | undefined;
  const name = typeof algorithm === "string" ? algorithm : algorithm?.name;
  return (DRAWING[method === "wrapKey" ? "encrypt" : method] ?? []).includes(String(name).toLowerCase());
}

function shadowed<T extends object>(target: T, own: Readonly<Record<PropertyKey, unknown>>): T {
  return new Proxy(target, {
    get(_target, property) {
      if (Object.hasOwn(own, property)) return own[property];
      const value = Reflect.get(target, property, target) as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

function guardedMethod(method: "generateKey" | "sign" | "encrypt" | "wrapKey") {
  const real = webcrypto.subtle[method] as (...args: unknown[]) => Promise<unknown>;
  return async (...args: unknown[]): Promise<unknown> => {
    if (drawsChance(method, args)) refuseOutsideActions("cryptographic randomness");
    return await real.apply(webcrypto.subtle, args);
  };
}

const subtle = shadowed(webcrypto.subtle, {
  generateKey: guardedMethod("generateKey"),
  sign: guardedMethod("sign"),
  encrypt: guardedMethod("encrypt"),
  wrapKey: guardedMethod("wrapKey"),
});

export const shadowCrypto = shadowed(webcrypto, { getRandomValues, randomUUID, subtle });
