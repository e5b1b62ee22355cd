import { Keyword, Ratio, Sym, Tagged, Uuid } from "../../values/index.js";
import { printInstant } from "../instant.js";
import { isKeywordName, isSymbolName } from "../names.js";
import { maxDepth } from "../path.js";

/**
 * Writes a value as EDN that Clojure, ClojureScript and .NET read as the same value.
 *
 * | JavaScript | EDN |
 * | --- | --- |
 * | `null`, `undefined` | `nil` (a property that is `undefined` is left out) |
 * | plain object | map with keywords as keys: `{ "user-id": 1 }` is `{:user-id 1}` |
 * | `Map`, `Set`, array | map with any keys, set, vector |
 * | whole number up to 2^53 - 1 | integer; other numbers: double |
 * | `bigint` | integer; with `N` beyond 64 bits |
 * | `Date` | `#inst`, in milliseconds |
 * | {@link Keyword}, {@link Sym}, {@link Uuid}, {@link Ratio}, {@link Tagged} | as they are |
 *
 * @param value - the value to write.
 * @param name - how an error message calls the value.
 * @throws TypeError with the path of a value that EDN can't encode: functions, bytes, instances of classes, cycles, names that
 * readers would cut, keys or members that readers take for duplicates.
 */
export function printEdn(value: unknown, name = "value"): string {
  return write(value, [name], false);
}

/** Returns a key that is the same for values that readers take for equal, in whatever order their sets and maps are. */
export function identityOf(value: unknown): unknown {
  try {
    return write(value, [], true);
  } catch {
    // An object of an app's tag reader can't be written. It equals only itself.
    return value;
  }
}

/**
 * Writes a value.
 *
 * @param path - the path to the value, for errors.
 * @param sorted - whether to sort the members of sets and maps.
 */
function write(value: unknown, path: string[], sorted: boolean): string {
  const refuse = (what: string, advice = ""): never => {
    throw new TypeError(`EDN can't encode ${what} (at ${path.slice(0, 12).join("")})${advice}`);
  };
  const descend = (step: string, part: unknown): string => write(part, [...path, step], sorted);
  const joinParts = (parts: string[], separator: string): string =>
    (sorted ? parts.sort() : parts).join(separator);
  const checkedName = (name: string, ok: boolean, printed: string, advice?: string): string =>
    ok ? printed : refuse(`the name ${JSON.stringify(name)}`, advice);
  const writeKeyword = (name: string): string =>
    checkedName(name, isKeywordName(name), ":" + name, ", use a Map");
  const writeSymbol = (name: string): string => checkedName(name, isSymbolName(name), name);
  /** Writes keys or members. Refuses those that are duplicates for readers, though not for JavaScript: `[1]` and `[1]`. */
  const writeDistinct = (keys: Iterable<unknown>): string[] => {
    const seen = new Set();
    return Array.from(keys, (key) => {
      const text = descend("[key]", key);
      if (seen.size === seen.add(identityOf(key)).size) {
        refuse(`${text} twice in a set or map`);
      }
      return text;
    });
  };

  if (value === null || value === undefined) {
    return "nil";
  }
  // JSON escapes control characters and lone surrogates in a form that EDN has too.
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    return printNumber(value);
  }
  if (typeof value === "bigint") {
    return value.toString() + (BigInt.asIntN(64, value) === value ? "" : "N");
  }
  if (typeof value === "boolean" || value instanceof Ratio) {
    return value.toString();
  }
  if (typeof value !== "object") {
    return refuse(`a ${typeof value}`);
  }
  if (path.length > maxDepth) {
    return refuse(`a value nested deeper than ${maxDepth} (a cycle?)`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((each, i) => descend(`[${i}]`, each)).join(" ")}]`;
  }
  if (value instanceof Keyword) {
    return writeKeyword(value.name);
  }
  if (value instanceof Sym) {
    return writeSymbol(value.name);
  }
  if (value instanceof Map) {
    const values = [...value.values()];
    return `{${joinParts(
      writeDistinct(value.keys()).map((key, i) => `${key} ${descend(`[${key}]`, values[i])}`),
      ", ",
    )}}`;
  }
  if (value instanceof Set) {
    return `#{${joinParts(writeDistinct(value), " ")}}`;
  }
  if (value instanceof Date) {
    const [iso] = printInstant(value)?.split("Z") ?? refuse("a date outside the years 1 to 9999");
    return `#inst "${iso}-00:00"`;
  }
  if (value instanceof Uuid) {
    return `#uuid "${value.text}"`;
  }
  if (value instanceof Tagged) {
    return `#${writeSymbol(value.tag)} ${descend(".value", value.value)}`;
  }
  const parent = Object.getPrototypeOf(value) as object | null;
  // Only Object.prototype has no prototype itself. (That of another window is a different object, so it can't be compared.)
  if (parent && Object.getPrototypeOf(parent)) {
    return refuse(`an instance of ${parent.constructor.name}`, ", use plain objects, and base64 for bytes");
  }
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${joinParts(
    entries.map(([key, each]) => `${writeKeyword(key)} ${descend("." + key, each)}`),
    ", ",
  )}}`;
}

function printNumber(value: number): string {
  if (Object.is(value, -0)) {
    return "-0.0";
  }
  if (!Number.isFinite(value)) {
    return "##" + String(value).replace("inity", "");
  }
  // Without an exponent, a double beyond 2^53 would be read as an integer of false precision.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
