/** Why a caller could not be identified; becomes a 401 over HTTP and an AuthError on a socket. */

/** `code` is Convex's short name of the error, `message` its sentence. Neither ever holds a token. */
export class AuthenticationError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "AuthenticationError";
    this.code = code;
  }
}
