import { Keyword, Ratio, Sym, Tagged, Uuid } from "../values/index.js";
import { printInstant } from "./instant.js";
import { isKeywordName, isSymbolName } from "./names.js";

/** Deeper is taken for a cycle. */
export const maxDepth = 512;

/**
 * Writes a value as EDN that Clojure, ClojureScript and .NET read back as the same value.
 *
 * | JavaScript | EDN |
 * | --- | --- |
 * | `null`, `undefined` | `nil` (a property that is `undefined` is left out) |
 * | plain object | map with keyword keys: `{ "user-id": 1 }` is `{:user-id 1}` |
 * | `Map`, `Set`, array | map with any keys, set, vector |
 * | whole number up to 2^53 | integer; other numbers: double |
 * | `bigint` | integer; with `N` past 64 bits |
 * | `Date` | `#inst`, in milliseconds |
 * | {@link Keyword}, {@link Sym}, {@link Uuid}, {@link Ratio}, {@link Tagged} | as they are |
 *
 * @param value - what to write.
 * @param name - what an error message calls the value.
 * @throws TypeError naming the path, for what EDN can't say: functions, bytes, instances of classes, cycles, names that
 * readers would cut, keys or members that readers take for duplicates.
 */
export function printEdn(value: unknown, name = "value"): string {
  return new Writer(name).print(value);
}

/** The same for values that readers take for equal, whatever the order of their sets and maps. */
export function identityOf(value: unknown): unknown {
  try {
    return new Writer("value", true).print(value);
  } catch {
    // What an app's tag reader made is equal to itself only.
    return value;
  }
}

class Writer {
  readonly #path: string[];
  readonly #sorted: boolean;

  constructor(name: string, sorted = false) {
    this.#path = [name];
    this.#sorted = sorted;
  }

  print(value: unknown): string {
    switch (typeof value) {
      case "string":
        // Control characters and lone surrogates come out escaped, in the form that EDN has too.
        return JSON.stringify(value);
      case "number":
        return printNumber(value);
      case "boolean":
        return String(value);
      case "bigint":
        return value.toString() + (BigInt.asIntN(64, value) === value ? "" : "N");
      case "undefined":
        return "nil";
      case "object":
        return value === null ? "nil" : this.#object(value);
      default:
        return this.#refuse(`a ${typeof value}`);
    }
  }

  #object(value: object): string {
    if (this.#path.length > maxDepth) this.#refuse(`what is nested deeper than ${maxDepth} (a cycle?)`);
    if (Array.isArray(value)) return `[${value.map((each, i) => this.#at(`[${i}]`, each)).join(" ")}]`;
    if (value instanceof Keyword) return this.#keyword(value.name);
    if (value instanceof Sym) return this.#symbol(value.name);
    if (value instanceof Map) {
      return `{${this.#entries(value.entries(), (key, each) => `${key} ${this.#at(`[${key}]`, each)}`, ", ")}}`;
    }
    if (value instanceof Set) return `#{${this.#entries(value.entries(), (member) => member, " ")}}`;
    if (value instanceof Date)
      return printInstant(value) ?? this.#refuse("a date outside the years 1 to 9999");
    if (value instanceof Uuid) return `#uuid "${value.text}"`;
    if (value instanceof Ratio) return value.toString();
    if (value instanceof Tagged) return `#${this.#symbol(value.tag)} ${this.#at(".value", value.value)}`;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return this.#refuse("bytes", "use a binary packer, or say them as base64 text");
    }
    const parent = Object.getPrototypeOf(value) as object | null;
    // Object.prototype, of whichever window or realm, has no parent itself.
    if (parent === null || Object.getPrototypeOf(parent) === null) return this.#record(value);
    return this.#refuse(`an instance of ${parent.constructor.name || "a class"}`, "say it as a plain object");
  }

  #record(value: object): string {
    const parts = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => `${this.#keyword(key)} ${this.#at("." + key, each)}`);
    if (this.#sorted) parts.sort();
    return `{${parts.join(", ")}}`;
  }

  /** Prints keys and members, refusing those that a reader takes for duplicates though JavaScript doesn't: `[1]` and `[1]`. */
  #entries(
    entries: Iterable<[unknown, unknown]>,
    print: (key: string, value: unknown) => string,
    separator: string,
  ): string {
    const seen = new Set();
    const parts = [];
    for (const [key, each] of entries) {
      const text = this.#at("[key]", key);
      const identity = identityOf(key);
      if (seen.has(identity)) this.#refuse(`${text} twice in a set or among a map's keys`);
      seen.add(identity);
      parts.push(print(text, each));
    }
    return (this.#sorted ? parts.sort() : parts).join(separator);
  }

  #at(step: string, value: unknown): string {
    this.#path.push(step);
    const text = this.print(value);
    this.#path.pop();
    return text;
  }

  #keyword(name: string): string {
    return isKeywordName(name)
      ? ":" + name
      : this.#refuse(`the keyword ${JSON.stringify(name)}`, "use a Map for keys that are any text");
  }

  #symbol(name: string): string {
    return isSymbolName(name) ? name : this.#refuse(`the symbol ${JSON.stringify(name)}`);
  }

  #refuse(what: string, advice = ""): never {
    const path = this.#path.slice(0, 12).join("");
    throw new TypeError(`EDN can't say ${what} (at ${path})${advice && ": " + advice}.`);
  }
}

function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0.0" : String(value);
  if (Number.isFinite(value))
    return Number.isInteger(value) ? value.toExponential().replace("e+", "E") : String(value);
  return Number.isNaN(value) ? "##NaN" : value > 0 ? "##Inf" : "##-Inf";
}
