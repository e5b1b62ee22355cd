import { describe, expect, test } from "vitest";
import { keyword, type Message, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";
import { transit, type TransitWriteHandler } from "../../src/formats/transit/index.js";

const uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

/** The text of a value, from a message without a callback. */
const pack = (value: unknown, verbose = false): string => {
  const packed = transit({ verbose }).pack([value, null]) as string;
  return packed.slice(1, -",null]".length);
};
const unpack = (text: string): unknown => (transit().unpack(`[${text},null]`) as Message)[0];

describe("values that are written and read", () => {
  test.each<[unknown, string, string?]>([
    [null, "null"],
    [true, "true"],
    ["text", '"text"'],
    ["~a", '"~~a"'],
    ["^ ", '"~^ "'],
    ["`a", '"~`a"'],
    ["a~", '"a~"'],
    [1.5, "1.5"],
    [-0, '"~d-0.0"'],
    [2 ** 53, '"~d9.007199254740992e+15"'],
    [NaN, '"~zNaN"'],
    [-Infinity, '"~z-INF"'],
    [2n ** 53n, '"~i9007199254740992"'],
    [2n ** 63n, '"~n9223372036854775808"'],
    [keyword("a/b"), '"~:a/b"'],
    [new Sym("+"), '"~$+"'],
    [new Uuid(uuid), `"~u${uuid}"`],
    [new Date(1), '"~m1"', '"~t1970-01-01T00:00:00.001Z"'],
    [new Uint8Array([1, 2, 255]), '"~bAQL/"'],
    [new Ratio(1, 3), '["~#ratio",["~n1","~n3"]]', '{"~#ratio":["~n1","~n3"]}'],
    [new Set([1]), '["~#set",[1]]', '{"~#set":[1]}'],
    [new Tagged("my/tag", { a: 1 }), '["~#my/tag",["^ ","~:a",1]]', '{"~#my/tag":{"~:a":1}}'],
    [{ a: 1, "b/c": [] }, '["^ ","~:a",1,"~:b/c",[]]', '{"~:a":1,"~:b/c":[]}'],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [null, 2],
        [true, 3],
        [4, 5],
        [1.5, 6],
        [keyword("k"), 7],
      ]),
      '["^ ","a",1,"~_",2,"~?t",3,"~i4",5,"~d1.5",6,"~:k",7]',
      '{"a":1,"~_":2,"~?t":3,"~i4":5,"~d1.5":6,"~:k":7}',
    ],
    [
      new Map<unknown, unknown>([
        [[1], 1],
        ["~", 2],
      ]),
      '["~#cmap",[[1],1,"~~",2]]',
      '{"~#cmap":[[1],1,"~~",2]}',
    ],
  ])("case %#", (value, text, verbose = text) => {
    expect(pack(value)).toBe(text);
    expect(pack(value, true)).toBe(verbose);
    expect(unpack(text)).toEqual(value);
    expect(unpack(verbose)).toEqual(value);
  });

  test("undefined is nil, and left out as a property", () => {
    expect(pack([undefined, { a: undefined }])).toBe('[null,["^ "]]');
  });
});

describe("values that are only read", () => {
  test.each<[string, unknown]>([
    ['"~i5"', 5],
    ['"~n5"', 5n],
    ['"~f1.50"', 1.5],
    ['"~ca"', "a"],
    ['"~rhttps://a.test/"', "https://a.test/"],
    ['["^ ","~i1.5",1]', new Map([[1.5, 1]])],
    [
      '["^ ","~:a",1,"b",2]',
      new Map<unknown, unknown>([
        [keyword("a"), 1],
        ["b", 2],
      ]),
    ],
    ['["~#list",[1,["~#list",[]]]]', [1, []]],
    ['["~#cmap",["~:a",1]]', { a: 1 }],
    ['["~#ratio",[4,2]]', 2],
    [`["~#u","${uuid}"]`, new Uuid(uuid)],
    ['["~#u",["~i-1",5]]', new Uuid("ffffffff-ffff-ffff-0000-000000000005")],
    ['["~#m",5]', new Date(5)],
    [`["~#'","~:a"]`, keyword("a")],
    [`["~#'",["~#'",1]]`, 1],
    ['"~xabc"', new Tagged("x", "abc")],
    ['{"~:a":{"~#set":["~:b"]}}', { a: new Set([keyword("b")]) }],
    // The key cache: keywords, symbols, tags and keys of more than three characters.
    ['["~:abc","^0","^0"]', [keyword("abc"), keyword("abc"), keyword("abc")]],
    ['["~:a","~:abc","^0"]', [keyword("a"), keyword("abc"), keyword("abc")]],
    ['[["^ ","text",1],["^ ","^0",2]]', [new Map([["text", 1]]), new Map([["text", 2]])]],
    ['["text",["^ ","keys",1],"^0"]', ["text", new Map([["keys", 1]]), "keys"]],
    ['[["~#my/tag",1],["^0",2]]', [new Tagged("my/tag", 1), new Tagged("my/tag", 2)]],
    ['["~$name",["^ ","^0",1]]', [new Sym("name"), new Map([[new Sym("name"), 1]])]],
  ])("%s", (text, value) => {
    expect(unpack(text)).toEqual(value);
  });

  test("codes of two digits, and a cache that starts again when it is full", () => {
    const names = Array.from({ length: 44 ** 2 + 1 }, (_, i) => `~:name-${i}`);
    const read = unpack(JSON.stringify([...names, "^0"])) as unknown[];
    expect(read.at(-1)).toBe(keyword(`name-${44 ** 2}`));
    expect(() => unpack(JSON.stringify([...names, "^1"]))).toThrow("the key cache has no ^1");
    expect((unpack(JSON.stringify([...names.slice(0, 50), "^15"])) as unknown[]).at(-1)).toBe(
      keyword("name-49"),
    );
  });

  test("the key __proto__ is a key like any other", () => {
    for (const text of ['["^ ","~:__proto__",["^ ","~:admin",true]]', '{"~:__proto__":{"~:admin":true}}']) {
      const value = unpack(text) as { admin?: unknown };
      expect(Object.keys(value)).toEqual(["__proto__"]);
      expect(value.admin).toBeUndefined();
      expect(unpack(pack(value))).toEqual(value);
    }
  });
});

describe("malformed text", () => {
  test.each([
    ["[", "expected a message"],
    ["1", "found another value"],
    ['["^9",null]', "found the key cache has no ^9"],
    ['[["^ ","~:a"],null]', "found a key has no value at [0]"],
    ['[["^ ","~:a","~ixyz"],null]', "found the malformed ~ixyz at [0,2]"],
    ['["~:",null]', "the malformed ~:"],
    ['["~#set",[1],2]', "one value must stand behind ~#set"],
    ['[["~#set",5],null]', "an array must stand behind ~#set at [0,1]"],
    ['[["~#ratio",["~n1","~n0"]],null]', "Division by zero"],
    ['["~u123",null]', "Expected a UUID"],
    ['["~m1.5",null]', "Invalid time value"],
    ['["~b?",null]', "expected a message"],
  ])("%s", (text, message) => {
    expect(() => transit().unpack(text)).toThrow(SyntaxError);
    expect(() => transit().unpack(text)).toThrow(message);
  });

  test("bytes, which a server with another packer sends", () => {
    expect(() => transit().unpack(new Uint8Array([1, 2]))).toThrow(SyntaxError);
  });
});

describe("a value that Transit can't encode is refused with its path", () => {
  class Money {
    cents = 1;
  }
  const cycle: unknown[] = [];
  cycle.push(cycle);
  test.each<[unknown, string]>([
    [{ user: { save: () => 1 } }, "Transit can't encode a function (at event[1].user.save)"],
    [[1, Symbol("x")], "Transit can't encode a symbol (at event[1][1])"],
    [{ price: new Money() }, "an instance of Money, use plain objects (at event[1].price)"],
    [{ "hello world": 1 }, 'the name "hello world", use a Map (at event[1])'],
    [keyword("a b"), 'the name "a b", use a Map (at event[1])'],
    [{ at: new Date(NaN) }, "a date outside the years 1 to 9999 (at event[1].at)"],
    [new Map([["k", new Sym("a b")]]), 'the name "a b" (at event[1][k])'],
    [new Map([[keyword("k"), new Sym("nil")]]), 'the name "nil" (at event[1][:k])'],
    [new Map([[{ a: 1 }, new Sym("1")]]), 'the name "1" (at event[1][[object Object]])'],
    [new Set([[1], [1]]), "[1] twice in a set or map (at event[1])"],
    [
      new Map<unknown, number>([
        [1, 1],
        [1n, 2],
      ]),
      "1 twice in a set or map",
    ],
    [new Tagged("set", [1]), 'the tag "set", which is Transit\'s own'],
    [new Tagged("x", [1]), 'the tag "x", which is Transit\'s own'],
    [cycle, "nested deeper than 512 (a cycle?) (at event[1][0][0]"],
  ])("case %#", (value, message) => {
    expect(() => transit().pack([[keyword("a/b"), value], null])).toThrow(TypeError);
    expect(() => transit().pack([[keyword("a/b"), value], null])).toThrow(message);
  });
});

describe("an app's own handlers", () => {
  class Money {
    readonly cents: number;
    constructor(cents: number) {
      this.cents = cents;
    }
  }
  const money: TransitWriteHandler = (value) =>
    value instanceof Money ? new Tagged("app/money", value.cents) : undefined;
  const packer = transit({
    readHandlers: {
      "app/money": (cents) => new Money(Number(cents)),
      "app/bad": () => {
        throw new RangeError("no such thing");
      },
      x: (text) => `read ${String(text)}`,
    },
    writeHandlers: [money],
  });

  test("write its classes, and read them", () => {
    const message = [[keyword("shop/buy"), { price: new Money(5), all: [new Money(6)] }], null] as const;
    const packed = packer.pack(message);
    expect(packed).toBe(
      '[["~:shop/buy",["^ ","~:price",["~#app/money",5],"~:all",[["~#app/money",6]]]],null]',
    );
    expect(packer.unpack(packed as string)).toEqual(message);
    // A reader without a handler for the tag keeps it.
    expect(unpack('["~#app/money",5]')).toEqual(new Tagged("app/money", 5));
  });

  test("read a letter that Transit reserves too", () => {
    expect(packer.unpack('["~xabc",null]')).toEqual(["read abc", null]);
  });

  test("that throw lose the message", () => {
    expect(() => packer.unpack('["~#app/bad",1]')).toThrow("found no such thing");
    expect(() => packer.unpack('["~#app/bad",1]')).toThrow(SyntaxError);
  });
});
