const capMs = 30_000;

/**
 * The default wait before a retry, in milliseconds: up to 1 s before the first (everyone who lost the same server
 * would come back in the same instant otherwise), then Sente's `1000 * (2^n + rand(2^n)) / 2`, up to 30 s.
 *
 * @param attempt - 0 for the first retry.
 * @param random - from 0 up to 1.
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt <= 0) return random * 1000;
  const half = Math.min(500 * 2 ** attempt, capMs / 2);
  return half + random * half;
}
