import { describe, expect, test } from "vitest";
import { keyword, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";
import { json } from "../../src/formats/json/index.js";

const uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

test("in a message, ids and other keywords are strings", () => {
  const packer = json();
  expect(packer.pack([["chat/say", { text: "hi", mood: keyword("very/good") }], "cb"])).toBe(
    '[["chat/say",{"text":"hi","mood":"very/good"}],"cb"]',
  );
  expect(packer.keyword("chsk/ws-ping")).toBe("chsk/ws-ping");
  expect(packer.keywordName("chsk/ws-ping")).toBe("chsk/ws-ping");
  expect(packer.keywordName(1)).toBeUndefined();
  expect(packer.unpack('[["chsk/handshake",["ada",null,{"a":1}]],null]')).toEqual([
    ["chsk/handshake", ["ada", null, { a: 1 }]],
    null,
  ]);
});

describe("written values", () => {
  test.each<[unknown, string]>([
    [undefined, "null"],
    [[undefined, { a: undefined, b: null }], '[null,{"b":null}]'],
    [5n, "5"],
    [1e21, "1e+21"],
    [new Date(1), '"1970-01-01T00:00:00.001Z"'],
    [new Uint8Array([1, 2, 255]), '"AQL/"'],
    [new Uint8Array(100_000), `"${"A".repeat(133_334)}=="`],
    [new Set([1, [2]]), "[1,[2]]"],
    [new Uuid(uuid), `"${uuid}"`],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [keyword("b/c"), 2],
        [new Uuid(uuid), 3],
      ]),
      `{"a":1,"b/c":2,"${uuid}":3}`,
    ],
    [new URL("https://a.test/"), '"https://a.test/"'],
    ["\ud83d", '"\\ud83d"'],
  ])("case %#", (value, text) => {
    expect(json().pack([value, null])).toBe(`[${text},null]`);
  });

  test("a property toJSON that is no function is a property like any other", () => {
    expect(json().pack([{ toJSON: 5 }, null])).toBe('[{"toJSON":5},null]');
  });

  test("the key __proto__ is a key like any other", () => {
    const packed = json().pack([{ ["__proto__"]: { admin: true } }, null]);
    expect(packed).toBe('[{"__proto__":{"admin":true}},null]');
    const [value] = json().unpack(packed as string) as unknown as [{ admin?: unknown }];
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(value.admin).toBeUndefined();
  });
});

describe("a value that JSON can't encode is refused with its path", () => {
  class Money {
    cents = 1;
  }
  const cycle = { me: {} };
  cycle.me = cycle;
  test.each<[unknown, string]>([
    [{ n: NaN }, "JSON can't encode the number NaN (at event[1].n)"],
    [[Infinity], "the number Infinity (at event[1][0])"],
    [2 ** 60, "the number 1152921504606847000"],
    [2n ** 60n, "the number 1152921504606846976"],
    [{ save: () => 1 }, "a function (at event[1].save)"],
    [Symbol("x"), "a symbol (at event[1])"],
    [new Money(), "an instance of Money, use plain objects (at event[1])"],
    [{ s: new Sym("a") }, "an instance of Sym"],
    [new Ratio(1, 3), "an instance of Ratio"],
    [new Tagged("a/b", 1), "an instance of Tagged"],
    [new Map([[1, 2]]), "a key that isn't text (at event[1])"],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [keyword("a"), 2],
      ]),
      "two keys that are the same text (at event[1])",
    ],
    [new Date(NaN), "a date outside the years 1 to 9999"],
    [cycle, "nested deeper than 512 (a cycle?) (at event[1].me.me"],
  ])("case %#", (value, message) => {
    expect(() => json().pack([["a/b", value], null])).toThrow(TypeError);
    expect(() => json().pack([["a/b", value], null])).toThrow(message);
  });
});

test.each(["", "[", "1", '{"a":1}', "[1,]", "nil"])("malformed text: %s", (text) => {
  expect(() => json().unpack(text)).toThrow(SyntaxError);
  expect(() => json().unpack(text)).toThrow("JSON: expected a message");
});
