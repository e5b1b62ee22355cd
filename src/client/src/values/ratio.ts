/** An exact fraction such as `1/3`, in lowest terms and with a positive denominator. */
export class Ratio {
  /** The numerator, which has the sign of the ratio. */
  readonly numerator: bigint;
  /** The denominator, always positive. */
  readonly denominator: bigint;

  /**
   * @param numerator - an integer.
   * @param denominator - an integer other than zero; may be negative.
   * @throws RangeError for the denominator zero, and for a number that is no integer.
   */
  constructor(numerator: bigint | number, denominator: bigint | number) {
    this.numerator = BigInt(numerator);
    this.denominator = BigInt(denominator);
    // The operator % throws for the denominator zero.
    let [divisor, rest] = [this.denominator, this.numerator % this.denominator];
    while (rest) {
      [divisor, rest] = [rest, divisor % rest];
    }
    // The divisor gets the denominator's sign, so that the quotient is positive.
    if (divisor < 0n !== this.denominator < 0n) {
      divisor = -divisor;
    }
    this.numerator /= divisor;
    this.denominator /= divisor;
  }

  /** Returns the ratio as Clojure writes it: `1/3`. */
  toString(): string {
    return `${this.numerator}/${this.denominator}`;
  }
}
