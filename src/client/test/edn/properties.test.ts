import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEdn, printEdn } from "../../src/formats/edn/index.js";
import { askOracle } from "../oracle/oracle.js";
import { ednValues, portableValues } from "../packing/arbitrary.js";
import { packedValues } from "../recordings/packed-values.js";

describe("EDN for any value", () => {
  test("a printed value is read as the same value", () => {
    fc.assert(
      fc.property(ednValues, (value) => {
        expect(parseEdn(printEdn(value))).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  test("ClojureScript reads what we print, and we read what it prints, as the same value", () => {
    const values = fc.sample(portableValues, 1500);
    const echoes = askOracle(values.map((value) => printEdn(value)));
    expect(echoes).toHaveLength(values.length);
    values.forEach((value, i) => {
      const echo = echoes[i];
      if (!echo || !("edn" in echo)) {
        expect.fail(`${printEdn(value)} was refused: ${JSON.stringify(echo)}`);
      }
      expect(parseEdn(echo.edn)).toEqual(parseEdn(printEdn(value), tagsAsVectors));
    });
  });

  test("any text is a value or a SyntaxError with a position", () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...packedValues("edn").map((each) => each.jvm ?? "")),
        fc.nat(),
        fc.nat(3),
        fc.string({ maxLength: 3 }),
      )
      .map(
        ([text, at, cut, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut),
      );
    const edny = fc.string({ unit: fc.constantFrom(...Array.from("[](){}#\"\\:/^_;,'~@ \nabN01.-+eMu")) });
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated, edny), (text) => {
        try {
          const value = parseEdn(text);
          expect(value).not.toBe(undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          expect((error as Error).message).toMatch(/expected/i);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

/** Converts tags as the oracle writes those that it doesn't know. */
const tagsAsVectors = {
  tag: (value: unknown) => ["tag", value],
  "my/tag": (value: unknown) => ["my/tag", value],
};
