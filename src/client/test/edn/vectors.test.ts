import { describe, expect, test } from "vitest";
import { parseEdn, printEdn } from "../../src/edn/index.js";
import vectors from "../recordings/packed-values-edn.json" with { type: "json" };

/** Where ClojureScript's reader loses what ours keeps. */
const lostInClojureScript = new Set([
  "9007199254740992",
  "9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808",
  "-9223372036854775809",
  "1/3",
  "(bigint 5)",
]);

/** Printed by the JVM though no reader takes it. */
const unreadable = new Set(['(keyword "a/b/c")', '#"re.*gex"']);

describe("values packed by a real Sente server", () => {
  test.each(vectors.filter((each) => each.jvm !== null).map((each) => [each.input, each] as const))(
    "%s",
    (input, each) => {
      const text = each.jvm;
      if (unreadable.has(input)) {
        expect(() => parseEdn(text)).toThrow(SyntaxError);
        return;
      }
      const value = parseEdn(text);
      // A bigint that fits 64 bits is said as a plain integer, which .NET reads as a long.
      if (input !== "(bigint 5)") expect(parseEdn(printEdn(value))).toEqual(value);
      if (typeof each.cljsReadsJvm === "string" && !lostInClojureScript.has(input)) {
        expect(parseEdn(each.cljsReadsJvm)).toEqual(value);
      }
    },
  );
});

describe("values packed by a real Sente client", () => {
  test.each(vectors.filter((each) => each.cljs !== null).map((each) => [each.input, each.cljs] as const))(
    "%s",
    (_, text) => {
      const value = parseEdn(text);
      expect(parseEdn(printEdn(value))).toEqual(value);
    },
  );
});
