import { toBase64 } from "../base64.js";
import { printInstant } from "../instant.js";
import { isKeywordName, isSymbolName } from "../names.js";
import { put } from "../objects.js";
import { checkPlain, createPlace } from "../refusal.js";
import { Keyword, Ratio, Sym, Tagged, Uuid } from "../../values/index.js";

/**
 * Says what Transit can't of itself: an instance of an app's class, most often. It is asked about every object, and answers
 * with what goes out in its place, a tag and any value that the packer can say, or undefined for what it isn't for.
 *
 * @example
 * ```ts
 * const money: TransitWriteHandler = (value) =>
 *   value instanceof Money ? new Tagged("my-app/money", value.cents) : undefined;
 * ```
 */
export type TransitWriteHandler = (value: object) => Tagged | undefined;

const ownTags = /^(.?|set|list|cmap|ratio)$/s;

/**
 * Makes the JSON of a value. The key cache isn't used: each message would need it anew, and compression does more.
 *
 * @param verbose - whether maps and tags are objects, and dates are for people to read.
 */
export function toTransit(
  value: unknown,
  verbose: boolean,
  handlers: readonly TransitWriteHandler[],
): unknown {
  const [at, no] = createPlace("Transit");
  const named = (prefix: string, name: string, ok: boolean): string =>
    ok ? prefix + name : no(`the name ${JSON.stringify(name)}${prefix === "~:" ? ", use a Map" : ""}`);
  const keywordOf = (name: string): string => named("~:", name, isKeywordName(name));
  const tagged = (tag: string, rep: unknown): unknown =>
    verbose ? { ["~#" + tag]: rep } : ["~#" + tag, rep];

  function say(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return /^[~^`]/.test(value) ? "~" + value : value;
      case "number":
        return number(value);
      case "boolean":
        return value;
      case "bigint":
        if (Number.isSafeInteger(Number(value))) return Number(value);
        return (BigInt.asIntN(64, value) === value ? "~i" : "~n") + value.toString();
      case "undefined":
        return null;
      case "object":
        return value && object(value);
      default:
        return no(`a ${typeof value}`);
    }
  }

  function object(value: object): unknown {
    if (value instanceof Tagged) return tagOf(value);
    for (const handler of handlers) {
      const said = handler(value);
      if (said) return tagOf(said);
    }
    if (Array.isArray(value)) return value.map((each, i) => at(i, each, say));
    if (value instanceof Keyword) return keywordOf(value.name);
    if (value instanceof Uuid) return "~u" + value.text;
    if (value instanceof Date) {
      const iso = printInstant(value) ?? no("a date outside the years 1 to 9999");
      return verbose ? "~t" + iso : `~m${value.getTime()}`;
    }
    if (value instanceof Map) return map(value);
    if (value instanceof Set) return tagged("set", distinct(value));
    if (value instanceof Sym) return named("~$", value.name, isSymbolName(value.name));
    if (value instanceof Uint8Array) return "~b" + toBase64(value);
    if (value instanceof Ratio) {
      return tagged("ratio", [`~n${value.numerator.toString()}`, `~n${value.denominator.toString()}`]);
    }
    checkPlain(value, no);
    const flat: unknown[] = [];
    for (const [key, part] of Object.entries(value)) {
      if (part !== undefined) flat.push(keywordOf(key), at(key, part, say));
    }
    return hash(flat);
  }

  function map(value: Map<unknown, unknown>): unknown {
    const keys = distinct(value.keys());
    const parts = Array.from(value, ([key, part]) => at([key], part, say));
    const texts = keys.map(keyOf);
    const composite = texts.includes(undefined);
    const flat = (composite ? keys : texts).flatMap((key, i) => [key, parts[i]]);
    return composite ? tagged("cmap", flat) : hash(flat);
  }

  /** A map whose keys are strings. */
  function hash(flat: unknown[]): unknown {
    if (!verbose) return ["^ ", ...flat];
    const hash = {};
    for (let i = 0; i < flat.length; i += 2) put(hash, flat[i] as string, flat[i + 1]);
    return hash;
  }

  /** Keys or members, none of which readers take for another though JavaScript doesn't: `[1]` and `[1]`, 1 and 1n. */
  function distinct(values: Iterable<unknown>): unknown[] {
    const seen = new Set();
    return Array.from(values, (value) => {
      const said = at([value], value, say);
      const text = JSON.stringify(said);
      return seen.size === seen.add(text).size ? no(`${text} twice in a set or map`) : said;
    });
  }

  function tagOf({ tag, value }: Tagged): unknown {
    if (ownTags.test(tag)) no(`the tag ${JSON.stringify(tag)}, which is Transit's own`);
    return tagged(named("", tag, isSymbolName(tag)), at("value", value, say));
  }

  return say(value);
}

/** A number as JSON can say it, or in words. JSON drops the sign of -0, and digits alone would be taken for an integer. */
function number(value: number): unknown {
  if (Number.isSafeInteger(value) ? !Object.is(value, -0) : value % 1) return value;
  if (Number.isInteger(value)) return `~d${Object.is(value, -0) ? "-0.0" : value.toExponential()}`;
  return "~z" + String(value).replace("Infinity", "INF");
}

/** A map's key as a string; undefined where it can't be one. */
function keyOf(said: unknown): string | undefined {
  if (said === null) return "~_";
  if (typeof said === "boolean") return said ? "~?t" : "~?f";
  if (typeof said === "number") return (Number.isInteger(said) ? "~i" : "~d") + String(said);
  return typeof said === "string" ? said : undefined;
}
