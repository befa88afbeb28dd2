// Time as functions of the default runtime see it: one moment in queries and mutations, whichever way it is asked for,
// and nothing that waits for another.
import { refuseOutsideActions } from "./crypto";
import { currentExecution } from "./execution";

function now(): number {
  return currentExecution()?.now ?? Date.now();
}

export const ShadowDate: DateConstructor = new Proxy(Date, {
  construct(target, args: unknown[], newTarget) {
    const values = args.length === 0 ? [now()] : args;
    return Reflect.construct(target, values, newTarget === ShadowDate ? target : newTarget) as object;
  },
  apply: () => new Date(now()).toString(),
  get: (target, property, receiver) =>
    property === "now" ? now : (Reflect.get(target, property, receiver) as unknown),
});

/** A format that is given no moment takes the system's, so it is always given one. */
function givenMoments(own: Intl.DateTimeFormat): Intl.DateTimeFormat {
  const { format } = own;
  const formatToParts = own.formatToParts.bind(own);
  return Object.defineProperties(own, {
    format: { value: (moment: Date | number = now()) => format(moment) },
    formatToParts: { value: (moment: Date | number = now()) => formatToParts(moment) },
  });
}

type FormatArguments = ConstructorParameters<typeof Intl.DateTimeFormat>;

const ShadowDateTimeFormat: typeof Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
  construct: (target, args: FormatArguments) => givenMoments(new target(...args)),
  apply: (target, _self, args: FormatArguments) => givenMoments(target(...args)),
});

export const ShadowIntl = Object.create(Object.prototype, {
  ...Object.getOwnPropertyDescriptors(Intl),
  DateTimeFormat: { value: ShadowDateTimeFormat, writable: true, configurable: true },
}) as typeof Intl;

export const ShadowFile: typeof File = new Proxy(File, {
  construct: (target, [parts, name, options]: ConstructorParameters<typeof File>) =>
    new target(parts, name, { ...options, lastModified: options?.lastModified ?? now() }),
});

function timeout(ms: number): AbortSignal {
  refuseOutsideActions("AbortSignal.timeout");
  return AbortSignal.timeout(ms);
}

export const ShadowAbortSignal: typeof AbortSignal = new Proxy(AbortSignal, {
  get: (target, property, receiver) =>
    property === "timeout" ? timeout : (Reflect.get(target, property, receiver) as unknown),
});

/** `performance`: stands still in queries only. Counted from when the code was loaded. */
export function clock(): { now: () => number; timeOrigin: number } {
  const timeOrigin = Date.now();
  const loaded = performance.now();
  const elapsed = (): number => {
    const execution = currentExecution();
    if (execution?.udfType === "query") return (execution.now ?? timeOrigin) - timeOrigin;
    return performance.now() - loaded;
  };
  return { now: elapsed, timeOrigin };
}
