import { describe, expect, test } from "vitest";
import { parseEdn } from "../../src/formats/edn/index.js";
import { keyword, Keyword, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";

function reads(cases: readonly (readonly [string, unknown])[]): void {
  test.each(cases)("%s", (text, value) => {
    expect(parseEdn(text)).toEqual(value);
  });
}

describe("scalars", () => {
  reads([
    ["nil", null],
    ["true", true],
    ["false", false],
    ["-0", 0],
    ["+5", 5],
    ["017", 15],
    ["0xff", 255],
    ["-017", -15],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["10N", 10n],
    ["-9223372036854775809N", -9223372036854775809n],
    ["-0.0", -0],
    ["1.50M", 1.5],
    ["1E+3M", 1000],
    ["7M", 7],
    ["1.0E21", 1e21],
    ["1e+21", 1e21],
    ["1e-7", 1e-7],
    ["5.", 5],
    ["##Inf", Infinity],
    ["##-Inf", -Infinity],
    ["##NaN", NaN],
    ["1/3", new Ratio(1, 3)],
    ["-2/4", new Ratio(-1, 2)],
    ["4/2", 2],
  ]);
});

describe("characters are strings of one character", () => {
  reads(
    [
      ["\\a", "a"],
      ["\\u", "u"],
      ["\\o", "o"],
      ["\\newline", "\n"],
      ["\\space", " "],
      ["\\tab", "\t"],
      ["\\return", "\r"],
      ["\\backspace", "\b"],
      ["\\formfeed", "\f"],
      ["\\\\", "\\"],
      ['\\"', '"'],
      ["\\,", ","],
      ["\\é", "é"],
      ["\\o101", "A"],
      ["\\u2603", "☃"],
      ["[\\(\\)\\a]", undefined],
      ["[\\( \\) \\a]", ["(", ")", "a"]],
    ].filter(([, value]) => value !== undefined) as [string, unknown][],
  );
});

describe("strings", () => {
  reads([
    [String.raw`"\" \\ \n \t \r \b \f"`, '" \\ \n \t \r \b \f'],
    [String.raw`"\u00e9\u2028"`, "é\u2028"],
    [String.raw`"\o101 \101"`, "A A"],
    ['"raw \n and \u0001 and \u2028"', "raw \n and \u0001 and \u2028"],
    ['"😀"', "😀"],
  ]);
});

describe("names", () => {
  reads([
    [":a", keyword("a")],
    [":123", keyword("123")],
    [":a/b", keyword("a/b")],
    [":foo/bar.baz", keyword("foo/bar.baz")],
    ["/", new Sym("/")],
    ["+", new Sym("+")],
    ["-", new Sym("-")],
    [".", new Sym(".")],
    ["-a", new Sym("-a")],
    ["ns/name", new Sym("ns/name")],
    ["nilly", new Sym("nilly")],
  ]);
});

describe("collections", () => {
  reads([
    ["[1, 2 ,3]", [1, 2, 3]],
    ["(1 (2) [])", [1, [2], []]],
    ["#{1 :a}", new Set<unknown>([1, keyword("a")])],
    ["{}", {}],
    ["{:a 1, :b/c {:d nil}}", { a: 1, "b/c": { d: null } }],
    [
      "{:a 1 nil 2}",
      new Map<unknown, unknown>([
        [keyword("a"), 1],
        [null, 2],
      ]),
    ],
    ['{"a" 1}', new Map([["a", 1]])],
    ["{[1] 1}", new Map([[[1], 1]])],
    ["#:foo{:a 1 :b/c 2 :_/d 3}", { "foo/a": 1, "b/c": 2, d: 3 }],
    [
      "#:foo {a 1 2 3}",
      new Map<unknown, unknown>([
        [new Sym("foo/a"), 1],
        [2, 3],
      ]),
    ],
    ['#{nil "nil" true "true"}', new Set([null, "nil", true, "true"])],
  ]);

  test("the key __proto__ is a key like any other", () => {
    const value = parseEdn("{:__proto__ {:admin true}}") as { admin?: unknown };
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(value.admin).toBeUndefined();
  });
});

describe("ignored forms", () => {
  reads([
    ["; one\n 1 ; two", 1],
    ["[1 #_ 2 3]", [1, 3]],
    ["[#_ #_ 1 2 3]", [3]],
    ["[1 #_{:a #unknown/tag x}]", [1]],
    ["^{:doc 1} [1]", [1]],
    ["^:private ^String x", new Sym("x")],
    ["1 2 ]", 1],
    [",,,1", 1],
  ]);
});

describe("tags", () => {
  reads([
    ['#uuid "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6"', new Uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")],
    ['#inst "2024-01-02T03:04:05.006-00:00"', new Date("2024-01-02T03:04:05.006Z")],
    ['#inst "2024-01-02T03:04:05Z"', new Date("2024-01-02T03:04:05Z")],
    ['#inst "2024-02-29T12:34:56.789+05:30"', new Date("2024-02-29T07:04:56.789Z")],
    ['#inst "2024-02-29T12:34:56.123456789-01:00"', new Date("2024-02-29T13:34:56.123Z")],
    ['#inst "2024"', new Date("2024-01-01T00:00:00Z")],
    ['#inst "2024-05"', new Date("2024-05-01T00:00:00Z")],
    ['#inst "0044-03-15"', new Date("0044-03-15T00:00:00Z")],
    ["#my/tag [1]", new Tagged("my/tag", [1])],
    ["#js {:a 1}", new Tagged("js", { a: 1 })],
    ["#object[a.B 0x1f]", new Tagged("object", [new Sym("a.B"), 31])],
    ["#queue [1 2]", new Tagged("queue", [1, 2])],
    ["#toString 1", new Tagged("toString", 1)],
  ]);

  test("an app's reader determines the value of its tag", () => {
    const tags = { "app/money": (value: unknown) => ({ cents: value }) };
    expect(parseEdn("[#app/money 5 #app/other 6]", tags)).toEqual([{ cents: 5 }, new Tagged("app/other", 6)]);
    expect(parseEdn("#{#app/money 5 #app/money 6}", tags)).toEqual(new Set([{ cents: 5 }, { cents: 6 }]));
  });
});

test("an error of an app's reader is a SyntaxError with a position, with the app's error as its cause", () => {
  const why = new RangeError("no money");
  const tags = {
    "app/money": () => {
      throw why;
    },
  };
  expect(() => parseEdn("[1 #app/money -5]", tags)).toThrow(
    expect.objectContaining({
      name: "SyntaxError",
      message: "EDN: expected a value for #app/money at character 3, found #app/money -5]",
      cause: why,
    }),
  );
});

describe("malformed text", () => {
  test.each([
    ["", "expected a value at character 0, found the end"],
    ["[1 2", "expected a value at character 4, found the end"],
    ["[1 2)", "expected a value at character 4, found )"],
    ["{:a}", "expected a value for each key at character 0, found {:a}"],
    ["{:a 1 :a 2}", "expected no duplicates"],
    ["{[1] 1 (1) 2}", "expected no duplicates"],
    ["#{1 1.0}", "expected no duplicates"],
    ['#{\\a "a"}', "expected no duplicates"],
    ["#{#{1 2} #{2 1}}", "expected no duplicates"],
    ["#{{:a 1 :b 2} {:b 2 :a 1}}", "expected no duplicates"],
    ['#"re"', "expected a name"],
    ["#'var", "expected a name"],
    ["##Infinity", "expected ##Inf, ##-Inf or ##NaN"],
    ["##toString", "expected ##Inf, ##-Inf or ##NaN"],
    ["08", "expected a number"],
    ["1/0", "expected a number"],
    ["1a", "expected a number"],
    [":", "expected a name"],
    ["::a", "expected a name"],
    [":a/", "expected a name"],
    [":a:", "expected a name"],
    [":a/1", "expected a name"],
    [":a/b/c", "expected a name"],
    [":a::b", "expected a name"],
    ["@a", "expected a value"],
    ["~a", "expected a value"],
    ["`a", "expected a value"],
    ["a/", "expected a value"],
    ['"abc', 'expected a whole string at character 0, found "abc'],
    ['"\\x"', "expected known escapes"],
    ["\\ab", "expected a character"],
    ["\\😀", "expected a character"],
    ['#inst "2024-02-30"', "expected an instant"],
    ['#inst "2024-13"', "expected an instant"],
    ['#inst "2024-01-01T24:00"', "expected an instant"],
    ['#inst "yesterday"', "expected an instant"],
    ['#uuid "1"', "Expected a UUID"],
    ["#:a [1]", "expected a map"],
    ["[#_]", "expected a value at character 3, found ]"],
    ["[".repeat(600), "expected at most 512 levels"],
  ])("%s", (text, message) => {
    expect(() => parseEdn(text)).toThrow(SyntaxError);
    expect(() => parseEdn(text)).toThrow(message);
  });
});

test("equal keywords are one object", () => {
  expect(parseEdn(":chat/joined")).toBe(keyword("chat/joined"));
  expect((parseEdn("#{:a :b}") as Set<Keyword>).has(keyword("b"))).toBe(true);
});
