import { asError, type HttpError } from "../transports/errors.js";

/** The error that ended a connection, or an attempt to connect. */
export interface ConnectionError {
  /** The time of the error, in milliseconds since 1970. */
  readonly udt: number;
  /** What was expected, and what came. */
  readonly message: string;
  /** The HTTP status of the refusal; null without one, as always for a WebSocket. */
  readonly status: number | null;
  /**
   * Whether the refusal is permanent (400, 401, 403): the client needs a login or another token, and then `reconnect()`.
   * Meanwhile it tries again only every 1 to 2 minutes, and when its tab comes to the front.
   */
  readonly terminal: boolean;
}

/** Statuses of permanent refusals: bad parameters, not logged in, not allowed. */
const permanent: readonly (number | null)[] = [400, 401, 403];

/** Converts an error to its form in the state. */
export function connectionError(thrown: unknown, udt: number): ConnectionError {
  const { message, status = null } = asError(thrown) as Error & Partial<HttpError>;
  return { udt, message, status, terminal: permanent.includes(status) };
}
