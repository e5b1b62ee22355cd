import { describe, expect, test } from "vitest";
import { parseEdn, printEdn } from "../../src/formats/edn/index.js";
import { packedValues } from "../recordings/packed-values.js";

const vectors = packedValues("edn");

/** Values of which ClojureScript's reader loses a part that ours keeps. */
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

/** Texts that the JVM prints and every reader refuses. */
const unreadable = new Set(['(keyword "a/b/c")', '#"re.*gex"']);

describe("values packed by a real Sente server", () => {
  test.each(
    vectors.flatMap((each) =>
      each.jvm === null ? [] : [[each.input, each.jvm, each.cljsReadsJvm] as const],
    ),
  )("%s", (input, text, cljsReads) => {
    if (unreadable.has(input)) {
      expect(() => parseEdn(text)).toThrow(SyntaxError);
      return;
    }
    const value = parseEdn(text);
    // A bigint of at most 64 bits is written as a plain integer, which .NET reads as a long.
    if (input !== "(bigint 5)") {
      expect(parseEdn(printEdn(value))).toEqual(value);
    }
    if (cljsReads !== null && !lostInClojureScript.has(input)) {
      expect(parseEdn(cljsReads)).toEqual(value);
    }
  });
});

describe("values packed by a real Sente client", () => {
  test.each(vectors.flatMap((each) => (each.cljs === null ? [] : [[each.input, each.cljs] as const])))(
    "%s",
    (_, text) => {
      const value = parseEdn(text);
      expect(parseEdn(printEdn(value))).toEqual(value);
    },
  );
});
