import { describe, expect, test } from "vitest";
import { keyword, type Message, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";

const uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
const hexOf = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString("hex");
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
/** The bytes of a value, from a message without a callback. */
const pack = (value: unknown): string => hexOf(msgpack().pack([value, null])).slice(2, -2);
const unpack = (hex: string): unknown => (msgpack().unpack(bytesOf(`92${hex}c0`)) as Message)[0];

describe("values that are written and read", () => {
  test.each<[unknown, string]>([
    [null, "c0"],
    [true, "c3"],
    [false, "c2"],
    [0, "00"],
    [127, "7f"],
    [128, "cc80"],
    [255, "ccff"],
    [256, "cd0100"],
    [65535, "cdffff"],
    [65536, "ce00010000"],
    [2 ** 32 - 1, "ceffffffff"],
    [2 ** 32, "d30000000100000000"],
    [Number.MAX_SAFE_INTEGER, "d3001fffffffffffff"],
    [-1, "ff"],
    [-32, "e0"],
    [-33, "d0df"],
    [-128, "d080"],
    [-129, "d1ff7f"],
    [-32768, "d18000"],
    [-32769, "d2ffff7fff"],
    [-(2 ** 31), "d280000000"],
    [-(2 ** 31) - 1, "d3ffffffff7fffffff"],
    [Number.MIN_SAFE_INTEGER, "d3ffe0000000000001"],
    [2n ** 63n - 1n, "d37fffffffffffffff"],
    [-(2n ** 63n), "d38000000000000000"],
    [1.5, "cb3ff8000000000000"],
    [-0, "cb8000000000000000"],
    [1e21, "cb444b1ae4d6e2ef50"],
    [NaN, "cb7ff8000000000000"],
    ["", "a0"],
    ["é😀", "a6c3a9f09f9880"],
    ["a".repeat(31), `bf${"61".repeat(31)}`],
    ["a".repeat(32), `d920${"61".repeat(32)}`],
    ["é".repeat(200), `da0190${"c3a9".repeat(200)}`],
    ["a".repeat(70_000), `db00011170${"61".repeat(70_000)}`],
    [new Uint8Array([1, 2]), "c4020102"],
    [new Uint8Array(70_000), `c600011170${"00".repeat(70_000)}`],
    [[1, [2]], "92019102"],
    [Array(16).fill(0), `dc0010${"00".repeat(16)}`],
    [{ a: 1 }, "81d4006101"],
    [{ "ab/c": null, abc: [] }, "82d60061622f63c0c7030061626390"],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [null, 2],
        [[3], 4],
      ]),
      "83a16101c002910304",
    ],
    [new Set([1]), "d5049101"],
    [new Set(), "d40490"],
    [new Set(["a".repeat(300)]), `c801300491da012c${"61".repeat(300)}`],
    [keyword("a"), "d40061"],
    [keyword("é"), "d500c3a9"],
    [new Sym("a/b"), "c70301612f62"],
    [new Ratio(1, 3), "d5030103"],
    [new Ratio(2n ** 62n, 3), "c70a03d3400000000000000003"],
    [new Uuid(uuid), `c72409${Buffer.from(uuid).toString("hex")}`],
    [new Date(-1), "c70cff3b8b87c0ffffffffffffffff"],
    [new Date(0), "c70cff000000000000000000000000"],
  ])("case %#", (value, hex) => {
    expect(pack(value)).toBe(hex);
    expect(unpack(hex)).toEqual(value);
  });

  test("undefined and holes are nil, and an undefined property is left out", () => {
    expect(pack([undefined, { a: undefined }, , 1])).toBe("94c080c001");
  });
});

describe("values that are only read", () => {
  test.each<[string, unknown]>([
    ["ca3fc00000", 1.5],
    ["cf0000000000000005", 5],
    ["cfffffffffffffffff", 2n ** 64n - 1n],
    ["d40261", "a"],
    ["d5030402", 2],
    ["d5050001", undefined],
    ["d70500000001fffffffe", [1, -2]],
    ["d6063fc00000", [1.5]],
    ["d7073ff8000000000000", [1.5]],
    ["82d4006101d4006102", { a: 2 }],
    ["82a16101a16102", new Map([["a", 2]])],
    [
      "82d4006101a16202",
      new Map<unknown, unknown>([
        [keyword("a"), 1],
        ["b", 2],
      ]),
    ],
    // The key cache: keywords and strings that are keys, in the order in which they are written.
    ["9281d400610181d4080002", [{ a: 1 }, { a: 2 }]],
    [
      "9381a16101" + "81d4006202" + "82d4080001d4080102",
      [
        new Map([["a", 1]]),
        { b: 2 },
        new Map<unknown, unknown>([
          ["a", 1],
          [keyword("b"), 2],
        ]),
      ],
    ],
    ["9281d4006181d40062c0" + "81d4080101", [{ a: { b: null } }, { b: 1 }]],
    ["9281d400610181d4080502", undefined],
  ])("%s", (hex, value) => {
    if (value === undefined) {
      expect(() => unpack(hex)).toThrow(SyntaxError);
    } else {
      expect(unpack(hex)).toEqual(value);
    }
  });

  test("bytes after a message are ignored, and a message may be a part of a buffer", () => {
    expect(msgpack().unpack(bytesOf("ffff9201c0ffff").subarray(2))).toEqual([1, null]);
  });

  test("bytes are a copy", () => {
    const message = bytesOf("92c4020102c0");
    const [bytes] = msgpack().unpack(message) as Message;
    message.fill(0);
    expect(bytes).toEqual(new Uint8Array([1, 2]));
  });

  test("no more than 256 keys are cached", () => {
    const keys = Array.from(
      { length: 300 },
      (_, i) => `a3${Buffer.from(String(i).padStart(3, "0")).toString("hex")}00`,
    );
    const read = unpack(`92de012c${keys.join("")}81d408ff01`) as unknown[];
    expect(read[1]).toEqual(new Map([["255", 1]]));
  });

  test("the key __proto__ is a key like any other", () => {
    const value = unpack(pack({ ["__proto__"]: { admin: true } })) as { admin?: unknown };
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(value.admin).toBeUndefined();
  });
});

describe("malformed bytes", () => {
  test.each([
    ["", "expected a message"],
    ["01", "found another value"],
    ["92", "expected a message"],
    ["92c1c0", "expected a message"],
    ["92a3e2", "found the end at byte 2"],
    ["92a2c328c0", "expected a message"],
    ["92d4630000", "an extension of type 99"],
    ["9281d4080001c0", "an extension of type 8"],
    ["92d5030100c0", "Division by zero"],
    ["92d50301a0c0", "expected a message"],
    ["92d40401c0", "an extension of type 4"],
    ["92d5049001c0", "an extension of type 4"],
    ["92d6ff00000000c0", "expected a message"],
    ["92c70cff000000007fffffffffffffffc0", "Invalid time value"],
    ["92c7030931323334c0", "Expected a UUID"],
  ])("%s", (hex, message) => {
    expect(() => msgpack().unpack(bytesOf(hex))).toThrow(SyntaxError);
    expect(() => msgpack().unpack(bytesOf(hex))).toThrow(message);
  });

  test("text, which a server with another packer sends", () => {
    expect(() => msgpack().unpack("[1 nil]")).toThrow(SyntaxError);
  });
});

describe("a value that MessagePack can't encode is refused with its path", () => {
  class Money {
    cents = 1;
  }
  const cycle = new Map<string, unknown>();
  cycle.set("me", cycle);
  test.each<[unknown, string]>([
    [{ user: { save: () => 1 } }, "MessagePack can't encode a function (at event[1].user.save)"],
    [{ price: new Money() }, "an instance of Money, use plain objects (at event[1].price)"],
    [{ price: new Tagged("app/money", 1) }, "an instance of Tagged"],
    [{ "hello world": 1 }, 'the name "hello world", use a Map (at event[1])'],
    [new Set([new Sym("1")]), 'the name "1"'],
    [[2n ** 64n], "an integer beyond 64 bits (at event[1][0])"],
    [new Ratio(2n ** 64n, 3), "an integer beyond 64 bits"],
    ["\ud83d", "half a character (at event[1])"],
    [{ at: new Date(NaN) }, "a date outside the years 1 to 9999 (at event[1].at)"],
    [new Date(-1e14), "a date outside the years 1 to 9999"],
    [cycle, "nested deeper than 512 (a cycle?) (at event[1][me][me]"],
  ])("case %#", (value, message) => {
    expect(() => msgpack().pack([[keyword("a/b"), value], null])).toThrow(TypeError);
    expect(() => msgpack().pack([[keyword("a/b"), value], null])).toThrow(message);
  });
});
