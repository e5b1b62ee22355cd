import { Decoder, Encoder } from "@msgpack/msgpack";
import fc from "fast-check";
import transitJs from "transit-js";
import { describe, expect, test } from "vitest";
import { keyword, type Message, type Packed, type Packer, Uuid } from "../../src/index.js";
import { gzip } from "../../src/formats/gzip/index.js";
import { json } from "../../src/formats/json/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { transit } from "../../src/formats/transit/index.js";
import { jsonValues, msgpackValues, transitValues } from "./arbitrary.js";

describe("a packed value is read as the same value", () => {
  test.each<[Packer, fc.Arbitrary<unknown>]>([
    [transit(), transitValues],
    [transit({ verbose: true }), transitValues],
    [msgpack(), msgpackValues],
    [json(), jsonValues],
    [gzip(transit()), transitValues],
    [gzip(msgpack()), msgpackValues],
  ])("$name", async (packer, values) => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        expect(await packer.unpack(await packer.pack([value, "cb"]))).toEqual([value, "cb"]);
      }),
      { numRuns: 1500 },
    );
  });
});

const text = fc.string({ unit: "grapheme" });

describe("Transit compared with transit-js", () => {
  const names = fc.stringMatching(/^[a-z]{1,8}$/);
  /** Values that can be converted to those of transit-js. They have few names, so that its key cache is used. */
  const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        text,
        fc.uuid().map((each) => new Uuid(each)),
      ),
      fc.oneof(
        fc.constantFrom("event/one", "event/two").map(keyword),
        fc.double({ noNaN: true }).map((each) => each + 0),
      ),
      fc.array(tie("value")),
      fc.dictionary(fc.constantFrom("first", "second", "third/of", "x"), tie("value")),
      fc
        .array(tie("value"), { maxLength: 3 })
        .map((each) => new Map(each.map((value, i) => [`text ${i}`, value]))),
      fc.tuple(fc.array(fc.nat()), tie("value")).map((entry) => new Map([entry])),
      fc.uniqueArray(names).map((each) => new Set(each)),
    ),
  }));
  const toTheirs = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(toTheirs);
    }
    if (value instanceof Uuid) {
      return transitJs.uuid(value.text);
    }
    if (value instanceof Set) {
      return transitJs.set([...(value as Set<unknown>)].map(toTheirs));
    }
    if (value instanceof Map) {
      return transitJs.map([...(value as Map<unknown, unknown>)].flat().map(toTheirs));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    if ("name" in value && value === keyword(String(value.name))) {
      return transitJs.keyword(String(value.name));
    }
    return transitJs.map(
      Object.entries(value).flatMap(([key, each]) => [transitJs.keyword(key), toTheirs(each)]),
    );
  };

  test.each(["json", "json-verbose"] as const)("we read what it writes (%s)", (form) => {
    const writer = transitJs.writer(form);
    fc.assert(
      fc.property(values, (value) => {
        const [read] = transit().unpack(writer.write([toTheirs(value), null])) as Message;
        // JSON has no negative zero.
        expect(JSON.stringify(transit().pack([read, null]))).toEqual(
          JSON.stringify(transit().pack([value, null])),
        );
      }),
    );
  });

  test("it reads what we write", () => {
    const reader = transitJs.reader("json");
    fc.assert(
      fc.property(values, fc.boolean(), (value, verbose) => {
        const packed = transit({ verbose }).pack([value, null]) as string;
        expect(transitJs.equals(reader.read(packed), [toTheirs(value), null])).toBe(true);
      }),
    );
  });
});

describe("MessagePack compared with @msgpack/msgpack", () => {
  /** The values that both have. The other's objects are maps with strings as keys. */
  const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        // It has no negative zero.
        fc.double().map((each) => each + 0),
        text,
        fc.string({ minLength: 200, maxLength: 400 }),
      ),
      fc.uint8Array({ maxLength: 300 }),
      fc.array(tie("value"), { maxLength: 40 }),
      fc
        .dictionary(
          text.filter((each) => each !== "__proto__"),
          tie("value"),
          { minKeys: 1 },
        )
        .map((each) => new Map(Object.entries(each))),
    ),
  }));
  const toTheirs = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(toTheirs);
    }
    if (value instanceof Map) {
      return Object.fromEntries(
        [...(value as Map<string, unknown>)].map(([key, each]) => [key, toTheirs(each)]),
      );
    }
    return value;
  };

  test("we read what it writes, and it reads what we write", () => {
    const [encoder, decoder] = [new Encoder(), new Decoder()];
    fc.assert(
      fc.property(values, (value) => {
        expect(msgpack().unpack(encoder.encode([toTheirs(value), null]))).toEqual([value, null]);
        expect(decoder.decode(msgpack().pack([value, null]) as Uint8Array)).toEqual([toTheirs(value), null]);
      }),
    );
  });
});

test.each([json(), transit(), msgpack()])("$name: packing a value doesn't change it", (packer) => {
  const value = { a: [new Set([1]), new Map([["b", { c: new Date(0) }]])] };
  const before = structuredClone(value);
  const packed: Packed | Promise<Packed> = packer.pack([value, null]);
  expect(packed).toBeDefined();
  expect(value).toEqual(before);
});
