/** An answer other than success, in the JSON shape that Convex's clients and CLI read. */
import type { ServerResponse } from "node:http";
import { AuthenticationError } from "../auth/errors";

/** `code` is a short name, `message` says what happened and what to do. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "HttpError";
    this.status = status;
    this.code = code;
  }
}

/** Turns anything thrown while answering into a response. What is not ours is logged, never shown. */
export function sendError(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof HttpError
      ? error
      : error instanceof AuthenticationError
        ? new HttpError(401, error.code, error.message)
        : null;
  if (!known) console.error("request failed:", error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (known?.status === 429) response.setHeader("Retry-After", "1");
  sendJson(response, known?.status ?? 500, {
    code: known?.code ?? "InternalServerError",
    message: known?.message ?? "Your request couldn't be completed. Try again later.",
  });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendJsonText(response, status, JSON.stringify(value));
}

export function sendJsonText(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Cache-Control", "no-store");
  response.end(text);
}
