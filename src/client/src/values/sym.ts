/** A Clojure symbol such as `inc` or `clojure.core/inc`. (JavaScript has its own `Symbol`.) */
export class Sym {
  /** The name, including the namespace if there is one. */
  readonly name: string;

  /** @param name - `inc`, or `clojure.core/inc`. A packer checks the name when it writes the symbol. */
  constructor(name: string) {
    this.name = name;
  }

  /** Returns the symbol as Clojure writes it. */
  toString(): string {
    return this.name;
  }
}
