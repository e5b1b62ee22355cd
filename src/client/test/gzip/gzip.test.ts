import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { edn } from "../../src/formats/edn/index.js";
import { gzip } from "../../src/formats/gzip/index.js";
import type { Message, Packer } from "../../src/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { harness, hello } from "../harness.js";

const text = "a long text, which says the same again and again; ".repeat(50);
const flagged = (flag: number, bytes: Uint8Array): Uint8Array => new Uint8Array([flag, ...bytes]);
const encode = (content: string): Uint8Array => new TextEncoder().encode(content);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("gzip around a packer", () => {
  test("has its name and its keywords, and is binary", () => {
    expect(gzip(edn())).toMatchObject({ name: "gzip-edn", binary: true });
    expect(gzip(msgpack()).name).toBe("gzip-msgpack");
    expect(gzip(edn()).keywordName(gzip(edn()).keyword("a/b"))).toBe("a/b");
    const { pack, unpack, keyword, keywordName } = edn();
    expect(gzip({ pack, unpack, keyword, keywordName })).not.toHaveProperty("name");
  });

  test("small messages are sent uncompressed, at once", () => {
    expect(gzip(edn()).pack([1, null])).toEqual(flagged(0, encode("[1 nil]")));
    expect(gzip(msgpack()).pack([1, null])).toEqual(new Uint8Array([0, 0x92, 0x01, 0xc0]));
    expect(gzip(edn()).unpack(flagged(0, encode("[1 nil]")))).toEqual([1, null]);
    const longest = "a".repeat(1023 - '["" nil]'.length);
    expect(gzip(edn()).pack([longest, null])).toBeInstanceOf(Uint8Array);
    expect(gzip(edn()).pack([longest + "a", null])).toBeInstanceOf(Promise);
  });

  test.each([edn(), msgpack()])("$name: large ones are compressed", async (inner) => {
    const packer = gzip(inner);
    const packed = (await packer.pack([text, "cb"])) as Uint8Array;
    expect(packed.length).toBeLessThan(200);
    expect(packed[0]).toBe(1);
    expect(
      inner.unpack(inner.binary ? gunzipSync(packed.subarray(1)) : gunzipSync(packed.subarray(1)).toString()),
    ).toEqual([text, "cb"]);
    expect(await packer.unpack(packed)).toEqual([text, "cb"]);
    // Also as a part of a larger buffer.
    expect(await packer.unpack(flagged(9, packed).subarray(1))).toEqual([text, "cb"]);
  });

  test("with an inner packer that returns promises", async () => {
    const inner = edn();
    const slow: Packer = {
      ...inner,
      pack: (message) => Promise.resolve(inner.pack(message)),
      unpack: (packed) => Promise.resolve(inner.unpack(packed)),
    };
    for (const value of [1, text]) {
      expect(await gzip(slow).unpack(await gzip(slow).pack([value, null]))).toEqual([value, null]);
    }
  });

  test("a value that its packer can't encode throws at once", () => {
    expect(() => gzip(edn()).pack([() => 1, null])).toThrow("can't encode a function");
  });
});

describe("malformed messages", () => {
  const whole = flagged(1, gzipSync(encode(`["${text}" nil]`)));
  test.each<[string, Uint8Array | string, string]>([
    ["nothing", new Uint8Array(), "Gzip: expected a flag of 0 or 1 at byte 0, found the end"],
    ["another flag", new Uint8Array([2, 1]), "expected a flag of 0 or 1 at byte 0, found 2"],
    ["text", "[1 nil]", "expected a flag of 0 or 1"],
    ["no gzip", new Uint8Array([1, 1, 2, 3]), "expected complete gzip data"],
    ["half of it", whole.subarray(0, whole.length / 2), "expected complete gzip data"],
    ["all but its end", whole.subarray(0, -1), "expected complete gzip data"],
    ["a changed byte", whole.map((byte, i) => (i === 60 ? byte ^ 255 : byte)), "expected"],
    ["no UTF-8", new Uint8Array([0, 0xff]), "expected UTF-8"],
    ["no EDN", flagged(0, encode("[1")), "EDN: expected a value"],
    ["no EDN in it", flagged(1, gzipSync("[1")), "EDN: expected a value"],
  ])("%s", async (_, packed, message) => {
    const unpack = async (): Promise<Message> => gzip(edn()).unpack(packed);
    await expect(unpack()).rejects.toThrow(message);
    await expect(unpack()).rejects.toBeInstanceOf(SyntaxError);
  });

  test("a small frame that inflates beyond the limit is refused before its end", async () => {
    const bomb = flagged(1, gzipSync(new Uint8Array(1 << 26)));
    const read = vi.spyOn(ReadableStreamDefaultReader.prototype, "read");
    await expect(gzip(edn()).unpack(bomb)).rejects.toThrow(
      "Gzip: expected at most 16777216 bytes when inflated",
    );
    expect(read.mock.calls.length).toBeLessThan(5000);
    read.mockRestore();
    const small = gzip(edn(), { maxInflatedBytes: 1000 });
    await expect(small.unpack(flagged(1, gzipSync(`["${text}" nil]`)))).rejects.toThrow("at most 1000 bytes");
  });
});

test("a platform without compression is reported", () => {
  vi.stubGlobal("CompressionStream", undefined);
  expect(() => gzip(edn())).toThrow("gzip needs CompressionStream, which this platform lacks");
});

test("in a connection: small and large messages stay in order, both ways", async () => {
  const packer = gzip(edn());
  const h = await harness({ packer });
  h.socket().receive(flagged(0, encode(hello)));
  expect(h.client.state.get().open).toBe(true);
  for (const data of [text, "short", text, "shorter"]) {
    h.client.send("chat/say", data);
  }
  await vi.waitFor(() => {
    expect(h.socket().sent).toHaveLength(4);
  });
  const sent = await Promise.all(
    h.socket().sent.map(async (each) => (await packer.unpack(each))[0] as unknown[]),
  );
  expect(sent.map(([, data]) => data)).toEqual([text, "short", text, "shorter"]);
  h.socket().receive(flagged(1, gzipSync(`[[[:a/b "${text}"]] nil]`)));
  h.socket().receive(flagged(0, encode('[[[:a/b "short"]] nil]')));
  await vi.waitFor(() => {
    expect(h.received.filter(([id]) => id === "a/b").map(([, data]) => data)).toEqual([text, "short"]);
  });
});
