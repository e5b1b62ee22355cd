/** An exact fraction such as `1/3`, in lowest terms, its denominator above zero. */
export class Ratio {
  /** The numerator, which carries the sign. */
  readonly numerator: bigint;
  /** The denominator, above zero. */
  readonly denominator: bigint;

  /** @throws RangeError where the denominator is zero. */
  constructor(numerator: bigint | number, denominator: bigint | number) {
    this.numerator = BigInt(numerator);
    this.denominator = BigInt(denominator);
    // (Zero as denominator throws here.)
    let [divisor, rest] = [this.denominator, this.numerator % this.denominator];
    while (rest) [divisor, rest] = [rest, divisor % rest];
    // With the denominator's sign, so that the denominator ends above zero.
    if (divisor < 0n !== this.denominator < 0n) divisor = -divisor;
    this.numerator /= divisor;
    this.denominator /= divisor;
  }

  /** The ratio as Clojure writes it. */
  toString(): string {
    return `${this.numerator}/${this.denominator}`;
  }
}
