/** An HTTP response with a status other than 200, among the errors that `onError` reports. */
export interface HttpError extends Error {
  /** The HTTP status, other than 200. */
  readonly status: number;
  /** How long the client waits at least before its next attempt, in milliseconds, by the header `Retry-After`; 0 without it. */
  readonly retryAfterMs: number;
}

export async function createHttpError(response: Response): Promise<HttpError> {
  const { status, headers } = response;
  const text = await response.text();
  return Object.assign(new Error(`Expected status 200, got ${status}: ${text.slice(0, 200)}`), {
    status,
    retryAfterMs: Number(headers.get("Retry-After")) * 1000 || 0,
  });
}

/** Whether the server reports that another page uses this client-id ("Tabs with one client-id" in the protocol). */
export function isClientIdInUse(thrown: unknown): boolean {
  return asError(thrown).message.includes("this client-id is in use");
}

/** The reason by which an HTTP request is aborted that takes too long. */
export const httpTimeout = "The server didn't answer in time";

/** Converts what a packer threw to the SyntaxError that it should have been. */
export function asSyntaxError(thrown: unknown): SyntaxError {
  return thrown instanceof SyntaxError ? thrown : new SyntaxError(asError(thrown).message, { cause: thrown });
}

/** Converts anything thrown to an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
