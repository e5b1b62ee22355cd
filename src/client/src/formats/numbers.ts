import { Ratio } from "../values/index.js";

/** An integer as a number where that is exact. */
export function toInteger(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/**
 * A ratio of two integers, or the integer that it is, as in Clojure.
 * @throws Error where they are no integers, or the second is zero.
 */
export function toRatio([numerator, denominator]: readonly unknown[]): unknown {
  const ratio = new Ratio(numerator as bigint, denominator as bigint);
  return ratio.denominator === 1n ? toInteger(ratio.numerator) : ratio;
}
