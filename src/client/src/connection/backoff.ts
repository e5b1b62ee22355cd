const capMs = 30_000;

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
