/** A Clojure symbol such as `inc` or `clojure.core/inc`. (`Symbol` is taken by JavaScript.) */
export class Sym {
  /** The symbol's text, with its namespace if it has one. */
  readonly name: string;

  /** @param name - `inc`, or `clojure.core/inc`. Whether it can be said is checked where it is written. */
  constructor(name: string) {
    this.name = name;
  }

  /** The symbol as Clojure writes it. */
  toString(): string {
    return this.name;
  }
}
