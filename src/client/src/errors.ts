/**
 * Why a request got no reply:
 * - `chsk/closed`: the connection was lost or ended before the reply came, or too much waited for the first one;
 * - `chsk/timeout`: the time was up, the client's or the server's;
 * - `chsk/error`: the server (or, on Ajax, what stands before it) failed;
 * - `aborted`: the request's signal said so.
 */
export type FailureReason = "chsk/closed" | "chsk/timeout" | "chsk/error" | "aborted";

/** Why there is no connection. */
export interface ConnectionError {
  /** When, in milliseconds since 1970. */
  readonly udt: number;
  /** What was expected, and what came. */
  readonly message: string;
  /** The HTTP status by which the server refused; null where there was none, as always for a WebSocket. */
  readonly status: number | null;
  /**
   * Whether the server refuses this client for good (400, 401, 403): it takes a login, or another token, and then
   * `reconnect()`. Until then the client tries again every 1 to 2 minutes only, and when its tab comes to the front.
   */
  readonly terminal: boolean;
}

/** A request that got no reply, or a client that won't be ready. */
export class SenteError extends Error {
  /** `SenteError`. */
  override readonly name = "SenteError";
  /** What happened, for code to look at. */
  readonly reason: FailureReason;

  /**
   * @param reason - what happened, for code to look at.
   * @param message - what happened, for people.
   * @param cause - the error behind it, where there is one.
   */
  constructor(reason: FailureReason, message: string, cause?: unknown) {
    super(`${message} (${reason})`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** An answer over HTTP that isn't what was asked for, among the errors that `onError` tells. */
export interface HttpError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** How long the server wants to be left alone, in milliseconds; 0 where it says nothing. */
  readonly retryAfterMs: number;
}

export async function httpError(response: Response): Promise<HttpError> {
  const { status, headers } = response;
  const text = await response.text();
  return Object.assign(new Error(`Expected status 200, got ${status}: ${text.slice(0, 200)}`), {
    status,
    retryAfterMs: Number(headers.get("Retry-After")) * 1000 || 0,
  });
}

/** Statuses by which a server refuses what it would refuse again: bad parameters, not logged in, not allowed. */
const permanent: readonly (number | null)[] = [400, 401, 403];

/** What the state says of the error that ended a connection, or an attempt to make one. */
export function connectionError(thrown: unknown, udt: number): ConnectionError {
  const { message, status = null } = asError(thrown) as Error & Partial<HttpError>;
  return { udt, message, status, terminal: permanent.includes(status) };
}

/** Whether the server reports that another page has this client-id. */
export function isClientIdInUse(thrown: unknown): boolean {
  return asError(thrown).message.includes("this client-id is in use");
}

/** Thrown where an HTTP request takes too long. */
export const timedOut = "The server didn't answer in time";

/** What a packer threw, as the SyntaxError that it should be. */
export function asSyntaxError(thrown: unknown): SyntaxError {
  return thrown instanceof SyntaxError ? thrown : new SyntaxError(asError(thrown).message, { cause: thrown });
}

/** Anything thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
