/** Checks on `npx convex env set`, with Convex's limits. */
import { HttpError } from "../http/errors";

const MAX_NAME_CHARS = 40;
const MAX_VALUE_BYTES = 8 * 1024;
const MAX_VARIABLES = 1000;

export interface VariableChange {
  readonly name: string;
  readonly value: string | null;
}

/** Throws HttpError 400 naming the first bad change. `existing` are the names set now. */
export function checkVariableChanges(
  body: unknown,
  existing: ReadonlySet<string>,
): readonly VariableChange[] {
  const changes = (body as { changes?: unknown } | null)?.changes;
  if (!Array.isArray(changes)) throw new HttpError(400, "BadJsonBody", "changes must be an array");
  const checked = changes.map(checkChange);
  const names = new Set(existing);
  for (const { name, value } of checked) {
    if (value === null) names.delete(name);
    else names.add(name);
  }
  if (names.size > MAX_VARIABLES) {
    throw new HttpError(
      400,
      "EnvVarLimitExceeded",
      `There can be at most ${MAX_VARIABLES} environment variables`,
    );
  }
  return checked;
}

function checkChange(change: unknown): VariableChange {
  const { name, value } = (change ?? {}) as { name?: unknown; value?: unknown };
  if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > MAX_NAME_CHARS) {
    throw new HttpError(
      400,
      "EnvVarNameInvalid",
      `${JSON.stringify(name)} is no valid name: use letters, digits and underscores, at most ${MAX_NAME_CHARS}`,
    );
  }
  if (name.startsWith("CONVEX_")) {
    throw new HttpError(400, "EnvVarNameForbidden", `${name} is set by the host and cannot be changed`);
  }
  if (value === null || value === undefined) return { name, value: null };
  if (typeof value !== "string" || Buffer.byteLength(value) > MAX_VALUE_BYTES) {
    throw new HttpError(
      400,
      "EnvVarTooLarge",
      `The value of ${name} must be text of at most ${MAX_VALUE_BYTES} bytes`,
    );
  }
  return { name, value };
}
