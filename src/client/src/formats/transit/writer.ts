import { toBase64 } from "../base64.js";
import { printInstant } from "../instant.js";
import { setProperty } from "../maps.js";
import { isKeywordName, isSymbolName } from "../names.js";
import { checkPlain, createPath } from "../path.js";
import { Keyword, Ratio, Sym, Tagged, Uuid } from "../../values/index.js";

/**
 * Writes values that Transit can't encode by itself, such as instances of an app's class. It is called for every object, and
 * returns a tag with a value that the packer can encode, or undefined for an object that it doesn't handle.
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
 * Converts a value to the JSON that Transit uses for it. It doesn't use the key cache, which begins empty in every message;
 * compression saves more.
 *
 * @param verbose - whether to write the verbose form: maps and tags as objects, and dates that people can read.
 */
export function toTransit(
  value: unknown,
  verbose: boolean,
  handlers: readonly TransitWriteHandler[],
): unknown {
  const [descend, refuse] = createPath("Transit");
  const checkedName = (prefix: string, name: string, ok: boolean): string =>
    ok ? prefix + name : refuse(`the name ${JSON.stringify(name)}${prefix === "~:" ? ", use a Map" : ""}`);
  const writeKeyword = (name: string): string => checkedName("~:", name, isKeywordName(name));
  const withTag = (tag: string, rep: unknown): unknown =>
    verbose ? { ["~#" + tag]: rep } : ["~#" + tag, rep];

  function write(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return /^[~^`]/.test(value) ? "~" + value : value;
      case "number":
        return writeNumber(value);
      case "boolean":
        return value;
      case "bigint":
        if (Number.isSafeInteger(Number(value))) {
          return Number(value);
        }
        return (BigInt.asIntN(64, value) === value ? "~i" : "~n") + value.toString();
      case "undefined":
        return null;
      case "object":
        return value && writeObject(value);
      default:
        return refuse(`a ${typeof value}`);
    }
  }

  function writeObject(value: object): unknown {
    if (value instanceof Tagged) {
      return writeTagged(value);
    }
    for (const handler of handlers) {
      const replacement = handler(value);
      if (replacement) {
        return writeTagged(replacement);
      }
    }
    if (Array.isArray(value)) {
      return value.map((each, i) => descend(i, each, write));
    }
    if (value instanceof Keyword) {
      return writeKeyword(value.name);
    }
    if (value instanceof Uuid) {
      return "~u" + value.text;
    }
    if (value instanceof Date) {
      const iso = printInstant(value) ?? refuse("a date outside the years 1 to 9999");
      return verbose ? "~t" + iso : `~m${value.getTime()}`;
    }
    if (value instanceof Map) {
      return writeMap(value);
    }
    if (value instanceof Set) {
      return withTag("set", writeDistinct(value));
    }
    if (value instanceof Sym) {
      return checkedName("~$", value.name, isSymbolName(value.name));
    }
    if (value instanceof Uint8Array) {
      return "~b" + toBase64(value);
    }
    if (value instanceof Ratio) {
      return withTag("ratio", [`~n${value.numerator.toString()}`, `~n${value.denominator.toString()}`]);
    }
    checkPlain(value, refuse);
    const flat: unknown[] = [];
    for (const [key, part] of Object.entries(value)) {
      if (part !== undefined) {
        flat.push(writeKeyword(key), descend(key, part, write));
      }
    }
    return writeStringMap(flat);
  }

  function writeMap(value: Map<unknown, unknown>): unknown {
    const keys = writeDistinct(value.keys());
    const parts = Array.from(value, ([key, part]) => descend([key], part, write));
    const texts = keys.map(stringKey);
    const composite = texts.includes(undefined);
    const flat = (composite ? keys : texts).flatMap((key, i) => [key, parts[i]]);
    return composite ? withTag("cmap", flat) : writeStringMap(flat);
  }

  /** Writes a map whose keys are strings; they and the values are in turn in `flat`. */
  function writeStringMap(flat: unknown[]): unknown {
    if (!verbose) {
      return ["^ ", ...flat];
    }
    const hash = {};
    for (let i = 0; i < flat.length; i += 2) {
      setProperty(hash, flat[i] as string, flat[i + 1]);
    }
    return hash;
  }

  /** Writes keys or members. Refuses those that are duplicates for readers, though not for JavaScript: `[1]` and `[1]`, 1 and 1n. */
  function writeDistinct(values: Iterable<unknown>): unknown[] {
    const seen = new Set();
    return Array.from(values, (value) => {
      const written = descend([value], value, write);
      const text = JSON.stringify(written);
      return seen.size === seen.add(text).size ? refuse(`${text} twice in a set or map`) : written;
    });
  }

  function writeTagged({ tag, value }: Tagged): unknown {
    if (ownTags.test(tag)) {
      refuse(`the tag ${JSON.stringify(tag)}, which is Transit's own`);
    }
    return withTag(checkedName("", tag, isSymbolName(tag)), descend("value", value, write));
  }

  return write(value);
}

/** Writes a number as JSON, or as a string if JSON would lose its value: the sign of -0, the type of a double beyond 2^53, NaN. */
function writeNumber(value: number): unknown {
  if (Number.isSafeInteger(value) ? !Object.is(value, -0) : value % 1) {
    return value;
  }
  if (Number.isInteger(value)) {
    return `~d${Object.is(value, -0) ? "-0.0" : value.toExponential()}`;
  }
  return "~z" + String(value).replace("Infinity", "INF");
}

/** Converts a written map key to a string; undefined for a collection. */
function stringKey(written: unknown): string | undefined {
  if (written === null) {
    return "~_";
  }
  if (typeof written === "boolean") {
    return written ? "~?t" : "~?f";
  }
  if (typeof written === "number") {
    return (Number.isInteger(written) ? "~i" : "~d") + String(written);
  }
  return typeof written === "string" ? written : undefined;
}
