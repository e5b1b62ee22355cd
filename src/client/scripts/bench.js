// Measures each packer: the size of a message, and the time to encode and decode it, compared with the libraries that apps use otherwise.
// `npm run bench` prints a Markdown table. The data has the shape of Sente's own test data, as in bench/Sente.Bench.Wire.
import { gzipSync } from "node:zlib";
import { Decoder, Encoder } from "@msgpack/msgpack";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import transitJs from "transit-js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Loads the sources as one module. */
async function load() {
  const names = [
    "index",
    ...["edn", "transit", "msgpack", "json"].map((format) => `formats/${format}/index`),
  ];
  const { outputFiles } = await build({
    stdin: { contents: names.map((name) => `export * from "./src/${name}.ts";`).join(""), resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const { edn, json, keyword, msgpack, transit, Uuid } = await load();

/** Creates a generator of random numbers that are the same in every run. */
function createRandom(seed = 1) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

/**
 * Creates the data: 64 integers by string, 128 maps with UUIDs, strings, vectors of doubles and integers, and sets; and composite keys, except for JSON.
 * @param {{ uuid(text: string): unknown, set(all: unknown[]): unknown, map(all: unknown[][]): unknown, composite: boolean }} make
 */
function large({ uuid, set, map, composite }) {
  const random = createRandom();
  const below = (limit) => Math.floor(random() * limit);
  const many = (count, one) => Array.from({ length: count }, (_, i) => one(i));
  const hex = (digits) => many(digits, () => below(16).toString(16)).join("");
  const data = {
    numbers: map(many(64, (i) => [`key-${i}`, below(100_000)])),
    entries: many(128, (i) => ({
      id: uuid([8, 4, 4, 4, 12].map(hex).join("-")),
      name: `Entry number ${i}`,
      tags: many(4, (tag) => `tag ${tag} of ${i}`),
      doubles: many(8, () => random() * 1000),
      ints: many(16, () => below(1_000_000)),
      kinds: set(["red", "green", "blue"]),
    })),
  };
  if (composite)
    data.composite = map([
      [[1, 2], "composite"],
      [set([1, 2]), "set"],
    ]);
  return data;
}

const small = { text: "You have mail", number: 42, "read?": true };
const ours = large({
  uuid: (text) => new Uuid(text),
  set: (all) => new Set(all),
  map: (all) => new Map(all),
  composite: true,
});
const plain = large({
  uuid: (text) => text,
  set: (all) => all,
  map: (all) => Object.fromEntries(all),
  composite: false,
});

/** Converts data to the types of transit-js. */
function forTransitJs(value) {
  if (Array.isArray(value)) return value.map(forTransitJs);
  if (value instanceof Uuid) return transitJs.uuid(value.text);
  if (value instanceof Set) return transitJs.set([...value].map(forTransitJs));
  if (value instanceof Map) return transitJs.map([...value].flat().map(forTransitJs));
  if (typeof value !== "object" || value === null) return value;
  return transitJs.map(
    Object.entries(value).flatMap(([key, each]) => [transitJs.keyword(key), forTransitJs(each)]),
  );
}

const ofPacker = (packer, data) => ({
  encode: () => packer.pack([[packer.keyword("chat/note"), data], null]),
  decode: (packed) => packer.unpack(packed),
});
const transitWriter = transitJs.writer("json");
const transitReader = transitJs.reader("json");
const encoder = new Encoder();
const decoder = new Decoder();
const contestants = (data, plainData) => {
  const transitData = [[transitJs.keyword("chat/note"), forTransitJs(data)], null];
  const plainMessage = [["chat/note", plainData], null];
  return {
    edn: ofPacker(edn(), data),
    transit: ofPacker(transit(), data),
    "transit-verbose": ofPacker(transit({ verbose: true }), data),
    "transit-js": {
      encode: () => transitWriter.write(transitData),
      decode: (text) => transitReader.read(text),
    },
    msgpack: ofPacker(msgpack(), data),
    "@msgpack/msgpack, plain data": {
      encode: () => encoder.encode(plainMessage),
      decode: (bytes) => decoder.decode(bytes),
    },
    json: ofPacker(json(), data === ours ? plainData : data),
    "JSON.stringify, plain data": {
      encode: () => JSON.stringify(plainMessage),
      decode: (text) => JSON.parse(text),
    },
  };
};

/** Returns the microseconds per call after a warm-up: the lower quartile of many batches. */
function time(call) {
  const batch = (calls) => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return (performance.now() - start) / calls;
  };
  let calls = 1;
  for (const start = performance.now(); performance.now() - start < 300;)
    calls = Math.max(1, Math.ceil(1 / batch(calls)));
  const times = Array.from({ length: 400 }, () => batch(calls)).sort((a, b) => a - b);
  return times[100] * 1000;
}

const rounds = 3;
const digits = (value) => (value < 100 ? value.toPrecision(3) : value.toFixed(0));
for (const [title, all] of [
  ["Small event (three fields)", contestants(small, small)],
  ["Sente's test data", contestants(ours, plain)],
]) {
  const entries = Object.entries(all).map(([name, { encode, decode }]) => ({
    name,
    packed: encode(),
    calls: [encode, (packed) => decode(packed)],
    times: [Infinity, Infinity],
  }));
  // The fastest of several interleaved rounds counts, because other work of the machine can only make a round slower.
  for (let round = 0; round < rounds; round++)
    for (const { packed, calls, times } of entries)
      calls.forEach(
        (call, i) =>
          (times[i] = Math.min(
            times[i],
            time(() => call(packed)),
          )),
      );
  console.log(
    `| ${title} | bytes | gzipped | encode, µs | decode, µs |\n| --- | ---: | ---: | ---: | ---: |`,
  );
  for (const { name, packed, times } of entries) {
    const numbers = [Buffer.byteLength(packed), gzipSync(packed).length, ...times.map(digits)];
    console.log(`| ${name} | ${numbers.join(" | ")} |`);
  }
  console.log();
}
