import type { HttpError } from "../transports/errors.js";
import type { ConnectionConfig } from "./config.js";
import type { ConnectionError } from "./errors.js";

const capMs = 30_000;

/** The shortest delay after a permanent refusal; the longest is twice that. */
const refusedRetryMs = 60_000;

/**
 * Returns the default delay before a retry, in milliseconds: up to 1 s before the first, so that the clients of a lost server
 * don't all return at the same moment; then Sente's `1000 * (2^n + rand(2^n)) / 2`, at most 30 s.
 *
 * @param attempt - the number of the retry, from 0.
 * @param random - a random number of at least 0 and less than 1.
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt <= 0) {
    return random * 1000;
  }
  const half = Math.min(500 * 2 ** attempt, capMs / 2);
  return half + random * half;
}

/**
 * Returns the delay before a retry, in milliseconds: that of the backoff, or a longer one that the server's refusal requires.
 *
 * @param attempt - the number of the retry, from 0.
 * @param error - the error of the last attempt; undefined for none.
 * @param lastError - the same error as it will be in the state; null for none.
 */
export function retryDelayMs(
  { backoff, platform }: ConnectionConfig,
  attempt: number,
  error: unknown,
  lastError: ConnectionError | null,
): number {
  return Math.max(
    backoff?.(attempt) ?? backoffMs(attempt, platform.random()),
    lastError?.terminal ? refusedRetryMs * (1 + platform.random()) : 0,
    (error as Partial<HttpError> | undefined)?.retryAfterMs ?? 0,
  );
}
