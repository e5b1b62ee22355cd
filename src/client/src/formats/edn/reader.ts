import { keyword, Keyword, Ratio, Sym, Tagged, Uuid } from "../../values/index.js";
import { isReadableName } from "../names.js";
import { maxDepth } from "../path.js";
import { separableDepth, Unreadable } from "../unreadable.js";
import { parseInstant } from "./instant.js";
import { identityOf } from "./writer.js";

/** Readers for an app's own tags, by tag without the `#`. Each returns the value that the tagged value stands for. */
export type TagReaders = Readonly<Record<string, (value: unknown) => unknown>>;

const characters: Record<string, string> = {
  newline: "\n",
  space: " ",
  tab: "\t",
  return: "\r",
  backspace: "\b",
  formfeed: "\f",
};

// Sticky patterns match only at the reader's position.
const blanks = /(?:[\s,]|;.*)+/y;
const token = /[^\s,;"@^~`\\()[\]{}]+/y;
const special = /#(-?Inf|NaN)\b/y;
const quoted = /"([^"\\]*(?:\\[^][^"\\]*)*)"/y;
const escapes = /\\(?:u([\da-f]{4})|o?([0-3]?[0-7]{1,2})|([^]))/gi;
const character = /\\(?:u([\da-f]{4})|o([0-3]?[0-7]{1,2})|([^]))(?![^\s,;"@^~`\\()[\]{}])|\\([a-z]+)/iy;

/**
 * Reads the first form of an EDN text, as Clojure's own readers do.
 *
 * | EDN | JavaScript |
 * | --- | --- |
 * | `nil`, booleans, strings | as they are |
 * | character | string of one character |
 * | integer | number; `bigint` beyond 2^53 - 1 and with `N` |
 * | double, decimal (`M`) | number |
 * | vector, list | array |
 * | map whose keys are all keywords | plain object; any other map: `Map` |
 * | set | `Set` |
 * | `#inst`, `#uuid` | `Date`, {@link Uuid} |
 * | ratio, keyword, symbol | {@link Ratio}, {@link Keyword}, {@link Sym} |
 * | any other tag | the result of its reader in `tags`; without one, {@link Tagged} |
 *
 * @param text - the text; everything after its first form is ignored.
 * @param tags - the readers for the app's own tags.
 * @throws SyntaxError with what was expected, and where, for malformed text.
 */
export function parseEdn(text: string, tags: TagReaders = {}): unknown {
  return readEdn(text, tags, false);
}

/**
 * Reads the first form of an EDN text.
 *
 * @param lenient - whether an element for whose tag no value can be made becomes an {@link Unreadable}. Otherwise it throws.
 */
export function readEdn(text: string, tags: TagReaders = {}, lenient: boolean): unknown {
  let at = 0;
  let depth = 0;
  // After a failure the reader goes on without values, up to the end of the element that becomes unreadable.
  let failure: SyntaxError | undefined;

  function syntaxError(expected: string, where: number, cause?: unknown): SyntaxError {
    const found = text.slice(where, where + 24) || "the end";
    return new SyntaxError(`EDN: expected ${expected} at character ${where}, found ${found}`, { cause });
  }

  function fail(expected: string, where = at): never {
    throw syntaxError(expected, where);
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) {
      at += found[0].length;
    }
    return found;
  }

  /** Skips blanks, comments and discarded forms. */
  function skip(): void {
    for (;;) {
      // Most often there is nothing to skip, which a character code shows faster than a pattern.
      const code = text.charCodeAt(at);
      if (code > 35 && code < 128 && code !== 44 && code !== 59) {
        return;
      }
      match(blanks);
      if (!text.startsWith("#_", at)) {
        return;
      }
      at += 2;
      const before = failure;
      readForm();
      failure = before;
    }
  }

  function readForm(): unknown {
    skip();
    switch (text[at]) {
      case '"':
        return readString();
      case ":":
        at++;
        return keyword(readName());
      case "[":
        return readForms(1, "]");
      case "(":
        return readForms(1, ")");
      case "{":
        return readMap(1);
      case "\\":
        return readCharacter();
      case "#":
        return readDispatch();
      case "^":
        at++;
        readForm();
        return readForm();
      default:
        return readNumberOrSymbol();
    }
  }

  /** Reads the forms up to `close`, after an opening of so many characters. */
  function readForms(opening: number, close: string): unknown[] {
    if (++depth > maxDepth) {
      fail(`at most ${maxDepth} levels`);
    }
    const all: unknown[] = [];
    for (at += opening; ; all.push(close === "}" ? readForm() : readElement())) {
      skip();
      if (text[at] === close) {
        break;
      }
    }
    at++;
    depth--;
    return all;
  }

  /** Reads an element of a vector or list. */
  function readElement(): unknown {
    const value = readForm();
    if (!failure || depth > separableDepth) {
      return value;
    }
    const unreadable = new Unreadable(failure);
    failure = undefined;
    return unreadable;
  }

  /** Reads a map. The namespace is that of the form `#:ns{..}`. */
  function readMap(opening: number, namespace?: string): unknown {
    const start = at;
    const all = readForms(opening, "}");
    if (all.length % 2) {
      fail("a value for each key", start);
    }
    const entries = new Map<unknown, unknown>();
    for (let i = 0; i < all.length; i += 2) {
      entries.set(namespace === undefined ? all[i] : qualify(namespace, all[i]), all[i + 1]);
    }
    const keys = [...entries.keys()];
    checkDistinct(keys, all.length / 2, start);
    // Object.fromEntries defines properties, so the key `:__proto__` sets no prototype.
    return keys.every((key) => key instanceof Keyword)
      ? Object.fromEntries(keys.map((key) => [key.name, entries.get(key)]))
      : entries;
  }

  function readSet(): Set<unknown> {
    const start = at;
    const all = readForms(2, "}");
    const members = new Set(all);
    checkDistinct([...members], all.length, start);
    return members;
  }

  /** Refuses duplicates: the same JavaScript value, by which the count is already too small, or values of equal content. */
  function checkDistinct(values: unknown[], expected: number, start: number): void {
    if (failure) {
      return;
    }
    const simple = values.every((value) => typeof value === "string" || value instanceof Keyword);
    const count = simple ? values.length : new Set(values.map(identityOf)).size;
    if (count < expected) {
      fail("no duplicates", start);
    }
  }

  function readDispatch(): unknown {
    const start = at++;
    switch (text[at]) {
      case "{":
        at = start;
        return readSet();
      case ":": {
        at++;
        const namespace = readName();
        skip();
        return text[at] === "{" ? readMap(1, namespace) : fail("a map");
      }
      case "#": {
        const [, name = ""] = match(special) ?? fail("##Inf, ##-Inf or ##NaN", start);
        return Number(name.replace("Inf", "Infinity"));
      }
    }
    const tag = readName();
    const value = readForm();
    if (failure) {
      return undefined;
    }
    const read = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    try {
      if (read) {
        return read(value);
      }
      if (tag === "inst") {
        return parseInstant(String(value)) ?? fail("an instant", start);
      }
      return tag === "uuid" ? new Uuid(String(value)) : new Tagged(tag, value);
    } catch (cause) {
      failure =
        !read && cause instanceof SyntaxError ? cause : syntaxError(`a value for #${tag}`, start, cause);
      if (!lenient) {
        throw failure;
      }
      return undefined;
    }
  }

  function readString(): string {
    const start = at;
    const [, body = ""] = match(quoted) ?? fail("a whole string");
    return body.replace(escapes, (_, hex?: string, octal?: string, char = "") => {
      const index = 'ntrbf"\\'.indexOf(char as string);
      return charFromCode(hex, octal) ?? '\n\t\r\b\f"\\'[index] ?? fail("known escapes", start);
    });
  }

  function readCharacter(): string {
    const start = at;
    const [, hex, octal, char, name = ""] = match(character) ?? fail("a character");
    return charFromCode(hex, octal) ?? char ?? characters[name] ?? fail("a character", start);
  }

  function readNumberOrSymbol(): unknown {
    const start = at;
    const word = match(token)?.[0] ?? fail("a value");
    if (/^[+-]?\d/.test(word)) {
      return parseNumber(word) ?? fail("a number", start);
    }
    if (word === "nil") {
      return null;
    }
    if (word === "true" || word === "false") {
      return word === "true";
    }
    return word === "/" || isReadableName(word) ? new Sym(word) : fail("a value", start);
  }

  function readName(): string {
    const start = at;
    const word = match(token)?.[0] ?? "";
    return isReadableName(word) ? word : fail("a name", start);
  }

  const read = readForm();
  return failure ? [new Unreadable(failure)] : read;
}

function parseNumber(text: string): unknown {
  // A shortcut for most numbers, which is several times as fast.
  if (/^-?[1-9]\d{0,14}$/.test(text)) {
    return Number(text);
  }
  // A leading zero makes a number octal, so 08 is malformed. Hexadecimal occurs in what the JVM prints for an #object.
  const [, sign, digits, big] = /^([+-]?)(0[xX][\da-fA-F]+|0[0-7]+|0|[1-9]\d*)(N?)$/.exec(text) ?? [];
  if (digits) {
    const size = BigInt(digits.replace(/^0(?=\d)/, "0o"));
    const value = sign === "-" ? -size : size;
    return big || !Number.isSafeInteger(Number(value)) ? value : Number(value);
  }
  if (/^[+-]?(0|[1-9]\d*)(\.\d*)?([eE][+-]?\d+)?M?$/.test(text)) {
    return Number(text.replace("M", ""));
  }
  const [over, under] = /^([+-]?\d+)\/(\d+)$/.exec(text)?.slice(1).map(BigInt) ?? [];
  if (over === undefined || !under) {
    return undefined;
  }
  // As in Clojure, 4/2 reads as the integer 2.
  return over % under ? new Ratio(over, under) : parseNumber(String(over / under));
}

function charFromCode(hex: string | undefined, octal: string | undefined): string | undefined {
  const code = hex ? parseInt(hex, 16) : octal ? parseInt(octal, 8) : undefined;
  return code === undefined ? undefined : String.fromCharCode(code);
}

function qualify(namespace: string, key: unknown): unknown {
  if (!(key instanceof Keyword || key instanceof Sym)) {
    return key;
  }
  const name = key.name.startsWith("_/")
    ? key.name.slice(2)
    : key.name.includes("/")
      ? key.name
      : `${namespace}/${key.name}`;
  return key instanceof Sym ? new Sym(name) : keyword(name);
}
