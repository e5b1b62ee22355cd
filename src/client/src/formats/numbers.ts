import { Ratio } from "../values/index.js";

/** Converts an integer to a number, if that is exact. */
export function toInteger(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/**
 * Creates a ratio of two integers, or an integer if the ratio is one, as Clojure does.
 *
 * @throws Error if the values aren't integers, or the second is zero.
 */
export function toRatio([numerator, denominator]: readonly unknown[]): unknown {
  const ratio = new Ratio(numerator as bigint, denominator as bigint);
  return ratio.denominator === 1n ? toInteger(ratio.numerator) : ratio;
}
