import { describe, expect, test } from "vitest";
import { parseEdn } from "../../src/formats/edn/index.js";
import { keyword, type Message, type Packed, type Packer, Sym } from "../../src/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { transit } from "../../src/formats/transit/index.js";
import { packedValues, type PackedValue } from "../recordings/packed-values.js";

/** Names that the formats can encode, but EDN's readers would cut. Our writers refuse them. */
const names: Readonly<Record<string, unknown>> = {
  '(keyword "with space")': keyword("with space"),
  '(keyword "a/b/c")': keyword("a/b/c"),
  '(symbol "with space")': new Sym("with space"),
};

/** JavaScript has neither whole doubles nor characters, and our writer doesn't use the key cache. */
const wholeDoubles = ["0.0", "100.0", "16777216.0"];
const characters = ["\\a", "\\space", "\\u2603", "\\a"];
const cached = [
  '[{"aaaa" 1} {"aaaa" 2}]',
  "[{:aaaa 1} {:aaaa 2} {:aaaa 3}]",
  "[:ab/c :ab/c {:ab/c 1} {:ab/c 2}]",
  "[[:test/pushed {:i 0}] [:test/pushed {:i 1}] [:test/pushed {:i 2}]]",
];

interface Format {
  readonly packer: Packer;
  readonly vectors: readonly PackedValue[];
  readonly toPacked: (text: string) => Packed;
  /** Values that the JVM writes in this format as another value than in EDN. */
  readonly jvm: Readonly<Record<string, unknown>>;
  /** The same for ClojureScript. */
  readonly cljs: Readonly<Record<string, unknown>>;
  /** Values that we pack in other bytes than the JVM. */
  readonly otherwise: readonly string[];
}

const formats: Readonly<Record<string, Format>> = {
  transit: {
    packer: transit(),
    vectors: packedValues("transit"),
    toPacked: (text) => text,
    jvm: { "(biginteger 5)": 5n, "(float-array [1.5])": [1.5], "(double-array [1.5])": [1.5] },
    // ClojureScript has no integers beyond 2^53, only their digits, and JSON has no negative zero.
    cljs: {
      "9007199254740992": 9007199254740992,
      "9007199254740993": 9007199254740992,
      "9223372036854775807": 9223372036854775807,
      "-9223372036854775808": -9223372036854775808,
      "9223372036854775808": 9223372036854775808,
      "-9223372036854775809": -9223372036854775809,
      "-0.0": 0,
    },
    otherwise: [
      ...wholeDoubles,
      ...[
        "1.5M",
        "-0.0",
        "1.0E-10",
        "1.0E21",
        "1e100",
        "1.7976931348623157E308",
        "(bigint 5)",
        "(biginteger 5)",
      ],
      ...characters,
      // The JVM escapes characters beyond 16 bits.
      '"ünïcödé ☃ 日本語 😀"',
      // JavaScript has no lists.
      ...["()", "(nil (nil))", "(range 5)", "(seq [1 2])", "(cons 1 [2])", "(lazy-seq nil)", "(repeat 3 :x)"],
      ...cached,
      "[aaaa aaaa]",
    ],
  },
  msgpack: {
    packer: msgpack(),
    vectors: packedValues("msgpack"),
    toPacked: (text) => new Uint8Array(Buffer.from(text, "hex")),
    jvm: {
      "(bigint 5)": 5,
      "(java.time.Instant/ofEpochSecond 1700000000 123456789)": new Date(1700000000123),
      "(float-array [1.5])": [1.5],
      "(double-array [1.5])": [1.5],
    },
    cljs: { "-0.0": 0 },
    otherwise: [
      ...wholeDoubles,
      ...characters,
      ...cached,
      ...["(float 1.5)", "(float-array [1.5])", "(double-array [1.5])"],
      // A Date has no nanoseconds.
      "(java.time.Instant/ofEpochSecond 1700000000 123456789)",
    ],
  },
};

describe.each(Object.entries(formats))("%s", (_, { packer, vectors, toPacked, jvm, cljs, otherwise }) => {
  const unpack = (packed: Packed): Message => packer.unpack(packed) as Message;
  const rows = (side: "jvm" | "cljs"): [string, PackedValue, string][] =>
    vectors.flatMap((each) => (each[side] === null ? [] : [[each.input, each, each[side]]]));

  test.each(rows("jvm"))("the JVM's form of %s is read", (input, { edn }, packed) => {
    const [value, callback] = unpack(toPacked(packed));
    expect(callback).toBe(null);
    if (input in jvm) {
      expect(value).toEqual(jvm[input]);
    } else if (input in names) {
      expect(value).toEqual(names[input]);
    } else {
      expect([value, null]).toEqual(parseEdn(edn ?? ""));
    }
  });

  test.each(rows("cljs"))("ClojureScript's form of %s is read", (input, { cljsEdn }, packed) => {
    const message = unpack(toPacked(packed));
    expect(message).toEqual(input in cljs ? [cljs[input], null] : parseEdn(cljsEdn ?? ""));
    expect(unpack(packer.pack(message) as Packed)).toEqual(message);
  });

  test("all other values are packed like the JVM's", () => {
    const unlike = rows("jvm")
      .filter(([input]) => !(input in names))
      .filter(([, , packed]) => {
        const ours = packer.pack(unpack(toPacked(packed))) as Packed;
        return (typeof ours === "string" ? ours : Buffer.from(ours).toString("hex")) !== packed;
      })
      .map(([input]) => input);
    expect(unlike.sort()).toEqual([...otherwise].sort());
  });

  test.each(Object.entries(names))("%s is refused", (_, value) => {
    expect(() => packer.pack([value, null])).toThrow(TypeError);
  });
});
