import { keyword, Keyword, Ratio, Sym, Tagged, Uuid } from "../values/index.js";
import { parseInstant } from "./instant.js";
import { isReadableName } from "./names.js";
import { identityOf, maxDepth } from "./writer.js";

/** Readers for an app's own tags, by tag without the `#`. */
export type TagReaders = Readonly<Record<string, (value: unknown) => unknown>>;

/**
 * Reads the first form of an EDN text, as Clojure's own readers do.
 *
 * | EDN | JavaScript |
 * | --- | --- |
 * | `nil`, booleans, strings | as they are |
 * | character | string of one character |
 * | integer | number, or `bigint` past 2^53 and with `N` |
 * | double, decimal (`M`) | number |
 * | vector, list | array |
 * | map whose keys are all keywords | plain object; any other map: `Map` |
 * | set | `Set` |
 * | `#inst`, `#uuid` | `Date`, {@link Uuid} |
 * | ratio, keyword, symbol | {@link Ratio}, {@link Keyword}, {@link Sym} |
 * | any other tag | {@link Tagged}, or what its reader in `tags` makes of it |
 *
 * @param text - what follows the first form is ignored.
 * @param tags - readers for the app's own tags.
 * @throws SyntaxError saying what was expected, and where, for malformed text.
 */
export function parseEdn(text: string, tags: TagReaders = {}): unknown {
  return new Reader(text, tags).form("a value");
}

const characters: Record<string, string> = {
  newline: "\n",
  space: " ",
  tab: "\t",
  return: "\r",
  backspace: "\b",
  formfeed: "\f",
};
const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "\\": "\\" };

// Sticky, so that each matches exactly where the reader stands.
const blanks = /(?:[\s,]|;.*)+/y;
const token = /[^\s,;"@^~`\\()[\]{}]+/y;
const plainText = /[^"\\]*/y;
const escape = /\\(?:u([\da-fA-F]{4})|o?([0-3]?[0-7]{1,2})|(.))/y;
const character = /\\(?:u([\da-fA-F]{4})|o([0-3]?[0-7]{1,2})|([^]))(?![^\s,;"@^~`\\()[\]{}])|\\([a-z]+)/y;

class Reader {
  readonly #text: string;
  readonly #tags: TagReaders;
  #at = 0;
  #depth = 0;

  constructor(text: string, tags: TagReaders) {
    this.#text = text;
    this.#tags = tags;
  }

  /** Reads one form; `expected` is what an error calls it. */
  form(expected: string): unknown {
    this.#blanks();
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case ":":
        this.#at++;
        return keyword(this.#name("a keyword"));
      case "[":
        return this.#forms(1, "]");
      case "(":
        return this.#forms(1, ")");
      case "{":
        return this.#map(1);
      case "\\":
        return this.#character();
      case "#":
        return this.#dispatch();
      case "^":
        this.#at++;
        this.form("metadata");
        return this.form("what the metadata belongs to");
      default:
        return this.#numberOrSymbol(expected);
    }
  }

  /** Skips blanks, comments and discarded forms. */
  #blanks(): void {
    for (;;) {
      this.#match(blanks);
      if (!this.#text.startsWith("#_", this.#at)) return;
      this.#at += 2;
      this.form("the form to discard");
    }
  }

  /** The forms up to `close`, behind an opening of so many characters. */
  #forms(opening: number, close: string): unknown[] {
    if (++this.#depth > maxDepth) this.#fail(`at most ${maxDepth} levels of nesting`);
    const forms: unknown[] = [];
    this.#at += opening;
    for (;;) {
      this.#blanks();
      if (this.#text[this.#at] === close) break;
      forms.push(this.form(`a value or "${close}"`));
    }
    this.#at++;
    this.#depth--;
    return forms;
  }

  /** A map; with a namespace, one written `#:ns{..}`. */
  #map(opening: number, namespace?: string): unknown {
    const start = this.#at;
    const forms = this.#forms(opening, "}");
    if (forms.length % 2) this.#fail("a value for the last key of this map", start);
    const map = new Map<unknown, unknown>();
    let record: Record<string, unknown> | undefined = {};
    for (let i = 0; i < forms.length; i += 2) {
      const key = namespace === undefined ? forms[i] : qualify(namespace, forms[i]);
      const value = forms[i + 1];
      map.set(key, value);
      if (!(key instanceof Keyword)) record = undefined;
      else if (record) put(record, key.name, value);
    }
    this.#distinct([...map.keys()], forms.length / 2, start);
    return record ?? map;
  }

  #set(): Set<unknown> {
    const start = this.#at;
    const forms = this.#forms(2, "}");
    const set = new Set(forms);
    this.#distinct([...set], forms.length, start);
    return set;
  }

  /** Duplicates that are one JavaScript value have gone already; this finds those that are equal only by content. */
  #distinct(values: unknown[], expected: number, start: number): void {
    const simple = values.every((value) => typeof value === "string" || value instanceof Keyword);
    const count = simple ? values.length : new Set(values.map(identityOf)).size;
    if (count < expected) this.#fail("no duplicates in this set or among this map's keys", start);
  }

  #dispatch(): unknown {
    const start = this.#at;
    switch (this.#text[start + 1]) {
      case "{":
        return this.#set();
      case ":": {
        this.#at += 2;
        const namespace = this.#name("a namespace");
        this.#blanks();
        if (this.#text[this.#at] !== "{") this.#fail(`a map behind #:${namespace}`);
        return this.#map(1, namespace);
      }
      case "#": {
        this.#at += 2;
        const name = this.#match(token);
        if (name === "NaN") return NaN;
        return name === "Inf"
          ? Infinity
          : name === "-Inf"
            ? -Infinity
            : this.#fail("##Inf, ##-Inf or ##NaN", start);
      }
    }
    this.#at++;
    const tag = this.#name("a tag, a set or ##Inf");
    if (!/^\p{L}/u.test(tag)) this.#fail("a tag that begins with a letter", start);
    const value = this.form(`the value of #${tag}`);
    const read = Object.hasOwn(this.#tags, tag) ? this.#tags[tag] : undefined;
    if (read) return read(value);
    if (tag === "inst") return parseInstant(String(value)) ?? this.#fail("an instant as in RFC 3339", start);
    return tag === "uuid" ? new Uuid(String(value)) : new Tagged(tag, value);
  }

  #string(): string {
    const start = this.#at++;
    let text = "";
    for (;;) {
      text += this.#match(plainText);
      if (this.#text[this.#at] === '"') break;
      if (this.#at >= this.#text.length) this.#fail("the end of this string", start);
      const [, hex, octal, char] = this.#exec(escape) ?? this.#fail("the rest of an escape");
      text +=
        decoded(hex, octal) ??
        escapes[char ?? ""] ??
        this.#fail('one of \\" \\\\ \\n \\t \\r \\b \\f \\uXXXX');
    }
    this.#at++;
    return text;
  }

  #character(): string {
    const start = this.#at;
    const [, hex, octal, char, name] = this.#exec(character) ?? this.#fail("a character");
    return decoded(hex, octal) ?? char ?? characters[name ?? ""] ?? this.#fail("a character's name", start);
  }

  #numberOrSymbol(expected: string): unknown {
    const start = this.#at;
    const text = this.#match(token);
    if (!text) this.#fail(expected);
    if (/^[+-]?\d/.test(text)) return parseNumber(text) ?? this.#fail("a number", start);
    if (text === "nil") return null;
    if (text === "true" || text === "false") return text === "true";
    return isReadableName(text) && !text.startsWith("'") ? new Sym(text) : this.#fail(expected, start);
  }

  #name(expected: string): string {
    const start = this.#at;
    const name = this.#match(token);
    return isReadableName(name) ? name : this.#fail(expected, start);
  }

  #exec(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #match(pattern: RegExp): string {
    return this.#exec(pattern)?.[0] ?? "";
  }

  #fail(expected: string, at = this.#at): never {
    const found =
      at < this.#text.length ? JSON.stringify(this.#text.slice(at, at + 24)) : "the end of the text";
    throw new SyntaxError(`EDN: expected ${expected}, found ${found} at character ${at}.`);
  }
}

function parseNumber(text: string): unknown {
  // A leading zero makes it octal, so 08 is no number. (The JVM prints an #object's hash as 0x..)
  const integer = /^([+-]?)(0[xX][\da-fA-F]+|0[0-7]+|0|[1-9]\d*)(N?)$/.exec(text);
  if (integer) {
    const [, sign, digits = "", big] = integer;
    const size = BigInt(digits.replace(/^0(?=\d)/, "0o"));
    const value = sign === "-" ? -size : size;
    return big || !Number.isSafeInteger(Number(value)) ? value : Number(value);
  }
  if (/^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/.test(text) && !/^[+-]?0\d/.test(text)) {
    return Number(text.replace("M", ""));
  }
  const [numerator, denominator] = /^([+-]?\d+)\/(\d+)$/.exec(text)?.slice(1).map(BigInt) ?? [];
  if (numerator === undefined || !denominator) return undefined;
  const ratio = new Ratio(numerator, denominator);
  // As in Clojure, 4/2 is the integer 2.
  return ratio.denominator === 1n ? parseNumber(ratio.numerator.toString()) : ratio;
}

function decoded(hex: string | undefined, octal: string | undefined): string | undefined {
  const code = hex ? parseInt(hex, 16) : octal ? parseInt(octal, 8) : undefined;
  return code === undefined ? undefined : String.fromCharCode(code);
}

function qualify(namespace: string, key: unknown): unknown {
  if (!(key instanceof Keyword || key instanceof Sym)) return key;
  const name = key.name.startsWith("_/")
    ? key.name.slice(2)
    : key.name.includes("/")
      ? key.name
      : `${namespace}/${key.name}`;
  return key instanceof Sym ? new Sym(name) : keyword(name);
}

function put(record: Record<string, unknown>, name: string, value: unknown): void {
  // Assigned, a key `:__proto__` would be no key but change what the object inherits.
  if (name === "__proto__") {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
  } else record[name] = value;
}
