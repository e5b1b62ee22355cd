import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edn } from "../../src/formats/edn/index.js";
import type { Packed, Packer } from "../../src/index.js";
import { gzip } from "../../src/formats/gzip/index.js";
import { json } from "../../src/formats/json/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { transit } from "../../src/formats/transit/index.js";
import { packedValues } from "../recordings/packed-values.js";

/** How long to test each reader, as in the server's tests. The seed is fixed, so a longer run begins like a shorter one. */
const seconds = Number(process.env.SENTE_FUZZ_SECONDS ?? 5);
const tireless = {
  seed: 1,
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: seconds * 1000,
  markInterruptAsFailure: false,
};

const textsOf = (format: "edn" | "transit" | "msgpack"): string[] =>
  packedValues(format)
    .flatMap(({ jvm, cljs }) => [jvm, cljs])
    .filter((each) => each !== null);
const texts = textsOf("transit");
const bytes = textsOf("msgpack").map((hex) => new Uint8Array(Buffer.from(hex, "hex")));

const timeout = seconds * 1000 + 60_000;

/** Mutates real input: replaces a piece of it by meaningful pieces of the format. */
const mutated = (real: readonly string[], meaningful: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...real),
      fc.nat(),
      fc.nat(4),
      fc.string({ unit: fc.constantFrom(...Array.from(meaningful)), maxLength: 3 }),
    )
    .map(
      ([text, at, cut, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut),
    );
const mutatedTexts = mutated(texts, '[]{}",:~^#i0 1n\\u');
const mutatedEdn = mutated(textsOf("edn"), "[](){}#\"\\:/^_;,'~@ \nabN01.-+eMu");
const transitish = fc
  .jsonValue({ depthSize: "medium" })
  .map((value) =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? "~" + each : each)),
  );
const tagged = fc
  .tuple(
    fc.constantFrom("set", "list", "cmap", "ratio", "'", "u", "m", "i", "b", "x", "", "my/tag"),
    fc.jsonValue(),
  )
  .map(([tag, value]) => JSON.stringify([[`~#${tag}`, value], null]));
const scalars = fc
  .tuple(
    fc.constantFrom(...Array.from(":$indfzcr_?umtbxA!#")),
    fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)),
  )
  .map(([letter, text]) => JSON.stringify([`~${letter}${text}`, null]));
const mutatedBytes = fc
  .tuple(fc.constantFrom(...bytes), fc.nat(), fc.nat(4), fc.uint8Array({ maxLength: 3 }))
  .map(
    ([all, at, cut, put]) =>
      new Uint8Array([...all.subarray(0, at % all.length), ...put, ...all.subarray((at % all.length) + cut)]),
  );
/** The bytes with which a value can begin. */
const codes = fc
  .array(fc.oneof(fc.nat(255), fc.integer({ min: 0xc0, max: 0xdf }), fc.nat(9)), { maxLength: 40 })
  .map((all) => Uint8Array.from(all));

async function unpack(packer: Packer, packed: Packed): Promise<void> {
  try {
    expect(await packer.unpack(packed)).toBeInstanceOf(Array);
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    expect((error as Error).message).toMatch(/expected/i);
  }
}

describe("any input is a message or a SyntaxError", () => {
  const all = fc.oneof(fc.string(), mutatedTexts, transitish, tagged, scalars);
  const allBytes = fc.oneof(fc.uint8Array(), mutatedBytes, codes);
  const flag = (each: Uint8Array, value: number): Uint8Array => new Uint8Array([value, ...each]);

  test.each<[Packer, fc.Arbitrary<Packed>]>([
    [edn(), fc.oneof(mutatedEdn, all)],
    [transit(), fc.oneof(all, allBytes)],
    [json(), fc.oneof(all, allBytes)],
    [msgpack(), fc.oneof(allBytes, all)],
    [
      gzip(msgpack()),
      fc.oneof(
        allBytes,
        fc.tuple(mutatedBytes, fc.nat(2)).map(([each, value]) => flag(each, value)),
        all,
      ),
    ],
    [gzip(transit()), all.map((text) => flag(new TextEncoder().encode(text), 0))],
  ])(
    "$name",
    async (packer, input) => {
      await fc.assert(
        fc.asyncProperty(input, (packed) => unpack(packer, packed)),
        tireless,
      );
    },
    timeout,
  );

  test(
    "compressed and then mutated",
    async () => {
      const packer = gzip(transit());
      const large = (await packer.pack([
        ["a".repeat(600), "0~1~2~3~4~5~6~7~8~9".repeat(80)],
        "cb",
      ])) as Uint8Array;
      expect(large[0]).toBe(1);
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }), async (where, cut, put) => {
          const at = 1 + (where % large.length);
          await unpack(
            packer,
            new Uint8Array([...large.subarray(0, at), ...put, ...large.subarray(at + cut)]),
          );
        }),
        tireless,
      );
    },
    timeout,
  );
});

describe("small input that claims a large size costs little", () => {
  test.each([
    ["an array of 2^32 - 1 items", "ddffffffff"],
    ["a map of 2^32 - 1 entries", "dfffffffff"],
    ["a string of 2^32 - 1 bytes", "dbffffffff"],
    ["as many bytes", "c6ffffffff"],
    ["an extension as long", "c9ffffffff00"],
    ["arrays of them in arrays", "ddffffffff".repeat(600)],
    ["a set of them", "c9ffffffff04ddffffffff"],
    ["doubles of them", "c9fffffff807"],
  ])("%s", (_, hex) => {
    expect(() => msgpack().unpack(Buffer.from(hex, "hex"))).toThrow(SyntaxError);
  });

  test.each<[string, Packer, Packed]>([
    ["arrays in Transit", transit(), "[".repeat(100_000)],
    ["whole arrays in Transit", transit(), "[".repeat(1000) + "]".repeat(1000)],
    ["tags in Transit", transit(), '["~#x",'.repeat(1000) + "1" + "]".repeat(1000)],
    ["quotes in Transit", transit(), `["~#'",`.repeat(1000) + "1" + "]".repeat(1000)],
    ["maps in Transit", transit(), '{"~:a":'.repeat(1000) + "1" + "}".repeat(1000)],
    ["a long number in Transit", transit(), `["~n${"9".repeat(5000)}",null]`],
    ["arrays in MessagePack", msgpack(), new Uint8Array(100_000).fill(0x91)],
    ["maps in MessagePack", msgpack(), new Uint8Array(100_000).fill(0x81)],
    ["sets in MessagePack", msgpack(), Buffer.from("c9ffffffff0491".repeat(1000), "hex")],
    ["sets of nothing but sets in MessagePack", msgpack(), Buffer.from("c9ffffffff04".repeat(20_000), "hex")],
  ])("%s", (_, packer, packed) => {
    expect(() => packer.unpack(packed)).toThrow(SyntaxError);
  });
});
