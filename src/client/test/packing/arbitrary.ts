import fc from "fast-check";
import { keyword, Ratio, Sym, Tagged, Uuid } from "../../src/index.js";

const name = fc.stringMatching(/^[a-zA-Z*!_?$%&=<>.é日][a-zA-Z0-9*+!\-_?$%&=<>.#']{0,6}$/);
const qualified = fc.oneof(
  name,
  fc.tuple(name, name).map(([ns, local]) => `${ns}/${local}`),
);
const keywords = qualified.map(keyword);
const dates = fc.date({ min: new Date("0100-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const uuids = fc.uuid().map((text) => new Uuid(text));
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
const loneSurrogates = fc.constantFrom("\ud83d", "a\udc00b");

/** Values that every implementation represents exactly. */
const portable = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, Infinity, -Infinity),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true })
    .map((value) => (Number.isInteger(value) ? value + 0.5 : value))
    .filter((v) => v % 1 !== 0),
  text,
  keywords,
  qualified.filter((each) => !["nil", "true", "false"].includes(each)).map((each) => new Sym(each)),
  dates,
  uuids,
);

/** Values that only our own reader reads unchanged. */
const exact = fc.oneof(
  portable,
  fc.double(),
  fc.bigInt().filter(isLarge),
  loneSurrogates,
  ratioOf(fc.bigInt(), fc.bigInt({ min: 2n })),
);

function nested(
  scalar: fc.Arbitrary<unknown>,
  keys: fc.Arbitrary<unknown>,
  tags: readonly string[],
): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { arbitrary: scalar, weight: 3 },
      { arbitrary: fc.array(tie("value"), { maxLength: 5 }), weight: 1 },
      {
        arbitrary: fc
          .array(fc.tuple(fc.oneof(qualified, fc.constant("__proto__")), tie("value")), { maxLength: 5 })
          .map((entries) => Object.fromEntries(entries)),
        weight: 1,
      },
      {
        // A map with only keywords as keys, or without keys, is read as a plain object.
        arbitrary: fc
          .array(fc.tuple(keys, tie("value")), { maxLength: 5 })
          .map((entries) => new Map([["one key is text", 0], ...entries])),
        weight: 1,
      },
      { arbitrary: fc.array(keys, { maxLength: 5 }).map((members) => new Set(members)), weight: 1 },
      ...tags.map((tag) => ({
        arbitrary: tie("value").map((value) => new Tagged(tag, value)),
        weight: 1,
      })),
    ),
  })).value;
}

const keys = fc.oneof(fc.maxSafeInteger(), text, keywords, fc.boolean(), fc.constant(null));
const tags = ["my/tag", "tag"];
const bytes = fc.uint8Array();
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter(isLarge);

function isLarge(value: bigint): boolean {
  return !Number.isSafeInteger(Number(value));
}

function ratioOf(over: fc.Arbitrary<bigint>, under: fc.Arbitrary<bigint>): fc.Arbitrary<Ratio> {
  return fc
    .tuple(over, under)
    .map(([over, under]) => new Ratio(over, under))
    .filter((ratio) => ratio.denominator > 1n);
}

/** Any value that EDN encodes and that we read unchanged. */
export const ednValues = nested(exact, keys, tags);
/** Any value that ClojureScript reads unchanged from EDN too. */
export const portableValues = nested(portable, keys, tags);
/** Any value that every format with keywords encodes, and .NET in each of them. */
export const commonValues = nested(portable, keys, []);
/** Any value that Transit encodes. */
export const transitValues = nested(fc.oneof(exact, bytes), keys, tags);
/** Any value that MessagePack encodes. */
export const msgpackValues = nested(
  fc.oneof(
    portable,
    fc.double(),
    long,
    ratioOf(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: 2n, max: 2n ** 63n - 1n }),
    ),
    bytes,
  ),
  keys,
  [],
);
/** Any value that JSON encodes and that is read unchanged. */
export const jsonValues = fc.jsonValue({ stringUnit: "grapheme" }).map(withoutUnsafe);

/** Integers that browsers would round are refused. */
function withoutUnsafe(value: unknown): unknown {
  if (typeof value === "number") {
    return Object.is(value, -0) || (value % 1 === 0 && !Number.isSafeInteger(value)) ? 0 : value;
  }
  if (Array.isArray(value)) {
    return value.map(withoutUnsafe);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutUnsafe(each)]));
}
