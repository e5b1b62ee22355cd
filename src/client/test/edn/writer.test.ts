import { describe, expect, test } from "vitest";
import { printEdn } from "../../src/formats/edn/index.js";
import { keyword, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";

describe("written values", () => {
  test.each<[unknown, string]>([
    [null, "nil"],
    [undefined, "nil"],
    [true, "true"],
    [1, "1"],
    [-0, "-0.0"],
    [1.5, "1.5"],
    [1e21, "1e+21"],
    [2 ** 60, "1.152921504606847e+18"],
    [1e-7, "1e-7"],
    [NaN, "##NaN"],
    [-Infinity, "##-Inf"],
    [5n, "5"],
    [2n ** 63n, "9223372036854775808N"],
    ['a"b\\c\nd\u0001\ud83d😀\u2028', '"a\\"b\\\\c\\nd\\u0001\\ud83d😀\u2028"'],
    [keyword("my-app/ok"), ":my-app/ok"],
    [new Sym("inc"), "inc"],
    [new Sym("/"), "/"],
    [new Ratio(2, -6), "-1/3"],
    [new Uuid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"), '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"'],
    [new Date("2024-01-02T03:04:05.006Z"), '#inst "2024-01-02T03:04:05.006-00:00"'],
    [new Tagged("my/tag", [1]), "#my/tag [1]"],
    [[1, [undefined], []], "[1 [nil] []]"],
    [{ a: 1, "user-id": { "x/y": null }, left: undefined }, "{:a 1, :user-id {:x/y nil}}"],
    [Object.assign(Object.create(null) as object, { a: 1 }), "{:a 1}"],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [keyword("b"), 2],
        [null, 3],
      ]),
      '{"a" 1, :b 2, nil 3}',
    ],
    [new Set([1, "1"]), '#{1 "1"}'],
  ])("case %#", (value, text) => {
    expect(printEdn(value)).toBe(text);
  });
});

describe("a value that EDN can't encode is refused with its path", () => {
  class Money {
    cents = 1;
  }
  const cycle: unknown[] = [];
  cycle.push(cycle);
  test.each<[unknown, string]>([
    [{ user: { save: () => 1 } }, "EDN can't encode a function (at value.user.save)"],
    [[1, Symbol("x")], "EDN can't encode a symbol (at value[1])"],
    [
      { photo: new Uint8Array(3) },
      "EDN can't encode an instance of Uint8Array (at value.photo), use plain objects, and base64 for bytes",
    ],
    [{ price: new Money() }, "EDN can't encode an instance of Money (at value.price), use plain objects"],
    [{ "hello world": 1 }, 'EDN can\'t encode the name "hello world" (at value), use a Map'],
    [{ at: new Date(NaN) }, "a date outside the years 1 to 9999 (at value.at)"],
    [new Set([[1], [1]]), "[1] twice in a set or map"],
    [
      new Map<unknown, number>([
        [1, 1],
        [1n, 2],
      ]),
      "1 twice in a set or map",
    ],
    [new Map([["k", new Sym("a b")]]), 'the name "a b" (at value["k"])'],
    [cycle, "nested deeper than 512"],
  ])("case %#", (value, message) => {
    expect(() => printEdn(value)).toThrow(TypeError);
    expect(() => printEdn(value)).toThrow(message);
  });

  test.each([
    "",
    "a b",
    "a/",
    "/a",
    "a/1",
    "a:",
    ":a",
    "a/b/c",
    "a::b",
    "a:/b",
    "a,b",
    'a"b',
    "a^b",
    "a\\b",
    "a@b",
    "a~b",
    "a`b",
    "a[b",
    "#a",
    "a;b",
    "a\u0000b",
    "\ud83d",
  ])("the name %j", (name) => {
    expect(() => printEdn(keyword(name))).toThrow("can't encode the name");
  });

  test.each(["1a", "+1", "-2x", "nil", "true", "false"])("the name %j", (name) => {
    expect(() => printEdn(new Sym(name))).toThrow("can't encode the name");
  });
});
