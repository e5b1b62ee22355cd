/** An answer over HTTP that isn't what was asked for, among the errors that `onError` tells. */
export interface HttpError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** How long the server wants to be left alone, in milliseconds; 0 where it says nothing. */
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

/** Whether the server reports that another page has this client-id. */
export function isClientIdInUse(thrown: unknown): boolean {
  return asError(thrown).message.includes("this client-id is in use");
}

/** Thrown where an HTTP request takes too long. */
export const httpTimeout = "The server didn't answer in time";

/** What a packer threw, as the SyntaxError that it should be. */
export function asSyntaxError(thrown: unknown): SyntaxError {
  return thrown instanceof SyntaxError ? thrown : new SyntaxError(asError(thrown).message, { cause: thrown });
}

/** Anything thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
