import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edn } from "../../src/formats/edn/index.js";
import type { Message, Packer } from "../../src/index.js";
import { gzip } from "../../src/formats/gzip/index.js";
import { json } from "../../src/formats/json/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { transit } from "../../src/formats/transit/index.js";
import { askDotNet, hasDotNet } from "../oracle/oracle.js";
import { commonValues, jsonValues, msgpackValues, transitValues } from "./arbitrary.js";

const seconds = 60_000;
const verbose = transit({ verbose: true });

/** .NET must read and write messages with any values unchanged. */
async function check(from: Packer, to: Packer, values: fc.Arbitrary<unknown>, count: number): Promise<void> {
  const messages = fc.sample(values, count).map((value, i): Message => [value, i % 2 ? "cb" : null]);
  const answers = await askDotNet(from, to, messages);
  expect(answers).toHaveLength(count);
  for (const [i, message] of messages.entries()) {
    expect(answers[i]).toEqual(message);
  }
}

describe.skipIf(!hasDotNet)(".NET reads what we pack, and we read what it packs, as the same value", () => {
  test.each<[Packer, fc.Arbitrary<unknown>]>([
    [edn(), commonValues],
    [transit(), transitValues],
    [verbose, transitValues],
    [msgpack(), msgpackValues],
    [json(), jsonValues],
    [gzip(edn()), commonValues],
    [gzip(transit()), transitValues],
    [gzip(msgpack()), msgpackValues],
    [gzip(json()), jsonValues],
  ])(
    "$name",
    async (packer, values) => {
      await check(packer, packer, values, 1500);
    },
    seconds,
  );

  const packers = [edn(), transit(), verbose, msgpack(), gzip(transit())];
  test.each(
    packers.flatMap((from) =>
      packers.filter((to) => to !== from).map((to) => [from.name, to.name, from, to] as const),
    ),
  )(
    "%s to %s",
    async (_, __, from, to) => {
      await check(from, to, commonValues, 300);
    },
    seconds,
  );
});
