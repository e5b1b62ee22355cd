/**
 * Why a request failed:
 * - `reply-error`: the server's handler replied with an error; see {@link SenteReplyError};
 * - `chsk/error`: the server failed, or on Ajax something between it and the client, without an explanation;
 * - `chsk/timeout`: no reply came in time; the limit is the client's or the server's;
 * - `chsk/closed`: the connection was lost or ended before the reply came, or too many messages waited for the first one;
 * - `aborted`: the signal of the request was aborted.
 */
export type FailureReason = "reply-error" | "chsk/error" | "chsk/timeout" | "chsk/closed" | "aborted";

/** A request that failed, or a client that was disconnected before it was ready. */
export class SenteError extends Error {
  /** The name of the class: `SenteError`, or `SenteReplyError`. */
  override readonly name: string = "SenteError";
  /** What happened, for the app's code. */
  readonly reason: FailureReason;

  /**
   * @param reason - what happened, for the app's code.
   * @param message - what happened, for people.
   * @param cause - the underlying error; undefined where there is none.
   */
  constructor(reason: FailureReason, message: string, cause?: unknown) {
    super(
      reason === "reply-error" ? message : `${message} (${reason})`,
      cause === undefined ? undefined : { cause },
    );
    this.reason = reason;
  }
}

/**
 * An error with which the server's handler replied to a request. Its `message` is the server's text, unchanged.
 *
 * Only Sente for .NET explains its errors. Other servers reply with a bare `:chsk/error`, which rejects the request with a
 * {@link SenteError} whose reason is `chsk/error`.
 */
export class SenteReplyError extends SenteError {
  /** `SenteReplyError`. */
  override readonly name = "SenteReplyError";
  /** What kind of error it is, for the app's code; undefined where the server sent no code. */
  readonly code: string | undefined;
  /** What else the server's handler attached to the error; undefined where it attached nothing. */
  readonly data: unknown;

  /**
   * @param message - what happened, for people.
   * @param code - what kind of error it is, for the app's code.
   * @param data - what else there is to know; any value that the packer can encode.
   */
  constructor(message: string, code?: string, data?: unknown) {
    super("reply-error", message);
    this.code = code;
    this.data = data;
  }
}
