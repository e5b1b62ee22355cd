import { setProperty, toKeywordMap } from "../maps.js";
import { readMessage, unreadableMessage } from "../message.js";
import { toInteger, toRatio } from "../numbers.js";
import type { Message, Packed } from "../packer.js";
import { maxDepth } from "../path.js";
import { checkReadable, separableDepth, Unreadable } from "../unreadable.js";
import { keyword, Sym, Tagged, Uuid } from "../../values/index.js";

/** Handlers for an app's own tags, by tag. Each returns the value that the tagged value stands for. */
export type TransitReadHandlers = Readonly<Record<string, (rep: unknown) => unknown>>;

/** The base of the key cache's codes. They have at most two digits, so the cache has base * base entries and then starts again. */
const base = 44;
const scalars = ":$indfzcr_?umtb";

/**
 * Reads a message, in the plain or the verbose form. The first characters of a string determine its meaning:
 *
 * ```
 *   ~:k keyword   ~$s symbol   ~i1 integer   ~n1 big integer   ~d1.5 double   ~f1.5 decimal   ~_ nil   ~?t ~?f boolean
 *   ~ca character   ~u.. UUID   ~m0 instant in ms   ~t.. instant in ISO form   ~b.. bytes   ~r.. URI   ~zNaN ~zINF ~z-INF
 *   ~~ ~^ ~` a string that begins with the second of these      ^0 ^1 .. an entry of the key cache
 *
 *   ["^ ",k,v ..]  {"k":v ..}  ["~#cmap",[k,v ..]]    map
 *   ["~#set",[..]]  ["~#list",[..]]                   set, list
 *   ["~#ratio",["~n1","~n3"]]  ["~#u",[hi,lo]]        ratio, UUID
 *   ["~#'",x]                                         x
 *   ["~#my/tag",x]  {"~#my/tag":x}                    x with a tag
 * ```
 */
export function readTransit(packed: Packed, handlers: TransitReadHandlers): Message {
  const cache: string[] = [];
  /** The indexes that lead to the reader's position. */
  const path: number[] = [];
  // After a failure the reader goes on without values, because what follows may fill the key cache.
  let failure: SyntaxError | undefined;

  const where = (): string => ` at ${JSON.stringify(path.slice(0, 12))}`;

  function fail(what: string): never {
    throw new Error(what);
  }

  function readAt(step: number, json: unknown): unknown {
    path.push(step);
    const value = read(json);
    path.pop();
    return value;
  }

  function read(json: unknown): unknown {
    if (typeof json === "string") {
      return decode(resolveCached(json, false));
    }
    if (typeof json !== "object" || json === null) {
      return json;
    }
    if (path.length > maxDepth) {
      fail(`a value nested deeper than ${maxDepth}`);
    }
    if (!Array.isArray(json)) {
      const flat = Object.entries(json).flat() as unknown[];
      const [tag] = flat;
      return typeof tag === "string" && tag.startsWith("~#") ? readTagged(tag, flat) : readMap(flat, 0, true);
    }
    const [first] = json as unknown[];
    if (first === "^ ") {
      return readMap(json, 1, true);
    }
    if (typeof first === "string" && /^(~#|\^)/.test(first)) {
      const tag = resolveCached(first, false);
      if (tag.startsWith("~#")) {
        return readTagged(tag, json);
      }
    }
    return json.map((each, i) => readElement(i, each));
  }

  /** Reads an element of an array. An element of the message or of its batch may become an {@link Unreadable}. */
  function readElement(step: number, json: unknown): unknown {
    const value = readAt(step, json);
    if (!failure || path.length >= separableDepth) {
      return value;
    }
    const unreadable = new Unreadable(failure);
    failure = undefined;
    return unreadable;
  }

  /** Creates a value, unless reading has failed. An error becomes the failure. */
  function construct(value: () => unknown): unknown {
    if (failure) {
      return undefined;
    }
    try {
      return value();
    } catch (cause) {
      failure = unreadableMessage("Transit", cause, where());
      return undefined;
    }
  }

  /** Resolves a code of the key cache, or adds the text to the cache if it belongs there. */
  function resolveCached(text: string, isKey: boolean): string {
    if (text.startsWith("^")) {
      const [high, low] = text.length > 2 ? [text.charCodeAt(1) - 48, 2] : [0, 1];
      return cache[high * base + text.charCodeAt(low) - 48] ?? fail(`the key cache has no ${text}`);
    }
    if (text.length > 3 && (isKey || /^~[:$#]/.test(text))) {
      if (cache.length === base * base) {
        cache.length = 0;
      }
      cache.push(text);
    }
    return text;
  }

  function decode(text: string): unknown {
    if (!text.startsWith("~") || text.length < 2) {
      return text;
    }
    return /^~[~^`]/.test(text) ? text.slice(1) : scalar(text.charAt(1), text.slice(2));
  }

  function scalar(letter: string, text: string): unknown {
    // A letter that isn't one of Transit's own scalars is a tag.
    if (!scalars.includes(letter) && /[a-z]/i.test(letter)) {
      return constructCustom(letter, text);
    }
    return construct(() => {
      const value = parseScalar(letter, text);
      return value === undefined ? fail(`the malformed ~${letter}${text.slice(0, 24)}`) : value;
    });
  }

  /** Reads a tag and its value. */
  function readTagged(tag: string, pair: readonly unknown[]): unknown {
    if (pair.length !== 2) {
      fail(`one value must stand behind ${tag.slice(0, 24)}`);
    }
    path.push(1);
    const value = readTaggedValue(tag.slice(2), pair[1]);
    path.pop();
    return value;
  }

  function readTaggedValue(tag: string, rep: unknown): unknown {
    const items = (): unknown[] =>
      Array.isArray(rep) ? (rep as unknown[]) : fail(`an array must stand behind ~#${tag}`);
    const values = (): unknown[] => items().map((each, i) => readAt(i, each));
    switch (tag) {
      case "'":
        return read(rep);
      case "list":
        return values();
      case "set":
        return new Set(values());
      case "cmap":
        return readMap(items(), 0, false);
      case "ratio": {
        const halves = values();
        return construct(() => toRatio(halves));
      }
      case "u":
        if (Array.isArray(rep)) {
          const halves = values();
          return construct(() => uuid(halves));
        }
    }
    return tag && scalars.includes(tag) && (typeof rep === "string" || typeof rep === "number")
      ? scalar(tag, String(rep))
      : constructCustom(tag, read(rep));
  }

  function uuid(halves: unknown[]): Uuid {
    const hex = halves
      .map((half) =>
        BigInt.asUintN(64, BigInt(half as number))
          .toString(16)
          .padStart(16, "0"),
      )
      .join("");
    return new Uuid(hex.replace(/^(.{8})(....)(....)(....)/, "$1-$2-$3-$4-"));
  }

  function constructCustom(tag: string, value: unknown): unknown {
    const handler = Object.hasOwn(handlers, tag) ? handlers[tag] : undefined;
    return construct(() => (handler ? handler(value) : new Tagged(tag, value)));
  }

  /**
   * Reads a map.
   *
   * @param flat - keys and values in turn, from the index `start` on.
   * @param isKeyed - whether strings that are keys enter the key cache. They don't in a `cmap`.
   */
  function readMap(flat: readonly unknown[], start: number, isKeyed: boolean): unknown {
    if ((flat.length - start) % 2) {
      fail("a key has no value");
    }
    const object = {};
    let entries: Map<unknown, unknown> | undefined;
    for (let i = start; i < flat.length; i += 2) {
      const json = flat[i];
      const text = typeof json === "string" ? resolveCached(json, isKeyed) : undefined;
      if (!entries && text?.startsWith("~:") && text.length > 2) {
        setProperty(object, text.slice(2), readAt(i + 1, flat[i + 1]));
      } else {
        entries ??= toKeywordMap(object);
        path.push(i);
        const key = text === undefined ? read(json) : decode(text);
        path.pop();
        entries.set(key, readAt(i + 1, flat[i + 1]));
      }
    }
    return entries ?? object;
  }

  const message = readMessage(
    "Transit",
    () => {
      const value = read(JSON.parse(String(packed)));
      return failure ? [new Unreadable(failure)] : value;
    },
    where,
  );
  return checkReadable(message);
}

/** Parses the text of a scalar; undefined for a malformed one. */
function parseScalar(letter: string, text: string): unknown {
  const isDigits = /^[+-]?\d{1,4096}$/.test(text);
  switch (letter) {
    case ":":
      return text ? keyword(text) : undefined;
    case "$":
      return text ? new Sym(text) : undefined;
    case "n":
      return isDigits ? BigInt(text) : undefined;
    case "i":
      // Browsers write the map key 1.5 as ~i1.5.
      return isDigits ? toInteger(BigInt(text)) : toDouble(text);
    case "d":
    case "f":
      return toDouble(text);
    case "z":
      return /^(NaN|-?INF)$/.test(text) ? Number(text.replace("INF", "Infinity")) : undefined;
    case "?":
      return text === "t" || (text === "f" ? false : undefined);
    case "u":
      return new Uuid(text);
    case "_":
      return null;
    case "m":
    case "t": {
      const date = new Date(letter === "t" ? text : isDigits ? Number(text) : NaN);
      // Throws for an invalid date.
      date.toISOString();
      return date;
    }
    case "b":
      return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    case "c":
    case "r":
      return text;
  }
  return undefined;
}

function toDouble(text: string): number | undefined {
  return /^[-+.\de]+$/i.test(text) && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}
