/**
 * A Clojure keyword such as `:ok` or `:my-app/state`. There is one object per name, so keywords compare with
 * `===` and work as keys of a `Map` and members of a `Set`. Created by {@link keyword}.
 */
export class Keyword {
  /** The name without the colon: `ok`, or `my-app/state` with a namespace. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** @internal */
  static of(name: string): Keyword {
    return new Keyword(name);
  }

  /** Returns the keyword as Clojure writes it, with its colon. */
  toString(): string {
    return ":" + this.name;
  }

  /** Returns the name, as which `JSON.stringify` writes the keyword. */
  toJSON(): string {
    return this.name;
  }
}

// Weak references, because a server may send any number of different names while a page is open.
const interned = /* @__PURE__ */ new Map<string, WeakRef<Keyword>>();
let registry: FinalizationRegistry<string> | undefined;

/**
 * Returns the keyword of a name: `keyword("ok")` is `:ok`, `keyword("my-app/state")` is `:my-app/state`.
 *
 * @param name - the name without the colon. A packer checks the name when it writes the keyword.
 */
export function keyword(name: string): Keyword {
  const known = interned.get(name)?.deref();
  if (known) {
    return known;
  }
  const created = Keyword.of(name);
  interned.set(name, new WeakRef(created));
  // By the time this runs, the name may have a new keyword: only an entry whose keyword is gone may be deleted.
  registry ??= new FinalizationRegistry((collected) => {
    if (!interned.get(collected)?.deref()) {
      interned.delete(collected);
    }
  });
  registry.register(created, name);
  return created;
}
