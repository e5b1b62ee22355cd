/**
 * Why a request got no reply:
 * - `chsk/closed`: the connection was lost or ended before the reply came, or too much waited for the first one;
 * - `chsk/timeout`: the time was up, the client's or the server's;
 * - `chsk/error`: the server (or, on Ajax, what stands before it) failed;
 * - `aborted`: the request's signal said so.
 */
export type FailureReason = "chsk/closed" | "chsk/timeout" | "chsk/error" | "aborted";

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
