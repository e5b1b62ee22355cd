/**
 * A Clojure keyword such as `:ok` or `:my-app/state`. There is one object a name, so keywords compare with
 * `===` and work as keys of a `Map` and members of a `Set`. Made by {@link keyword}.
 */
export class Keyword {
  /** The name without the colon: `ok`, or `my-app/state` where it has a namespace. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** @internal */
  static of(name: string): Keyword {
    return new Keyword(name);
  }

  /** The keyword as Clojure writes it, with its colon. */
  toString(): string {
    return ":" + this.name;
  }

  /** What plain JSON says of it. */
  toJSON(): string {
    return this.name;
  }
}

/** Weak, because a server may send any number of names in the life of a page. */
const interned = /* @__PURE__ */ new Map<string, WeakRef<Keyword>>();
let forgotten: FinalizationRegistry<string> | undefined;

/**
 * The keyword of a name: `keyword("ok")` is `:ok`, `keyword("my-app/state")` is `:my-app/state`.
 *
 * @param name - without the colon. Whether it can be said is checked where it is written.
 */
export function keyword(name: string): Keyword {
  const known = interned.get(name)?.deref();
  if (known) return known;
  const made = Keyword.of(name);
  interned.set(name, new WeakRef(made));
  // By the time this runs the name may have been made anew: only a dead entry goes.
  forgotten ??= new FinalizationRegistry((gone) => {
    if (!interned.get(gone)?.deref()) interned.delete(gone);
  });
  forgotten.register(made, name);
  return made;
}
