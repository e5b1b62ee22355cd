import { asError, type HttpError } from "../transports/errors.js";

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

/** Statuses by which a server refuses what it would refuse again: bad parameters, not logged in, not allowed. */
const permanent: readonly (number | null)[] = [400, 401, 403];

/** What the state says of the error that ended a connection, or an attempt to make one. */
export function connectionError(thrown: unknown, udt: number): ConnectionError {
  const { message, status = null } = asError(thrown) as Error & Partial<HttpError>;
  return { udt, message, status, terminal: permanent.includes(status) };
}
