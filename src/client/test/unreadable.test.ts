import { describe, expect, test } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import { json } from "../src/formats/json/index.js";
import { Tagged } from "../src/index.js";
import { transit } from "../src/formats/transit/index.js";
import type { Packer } from "../src/formats/packer.js";
import { Unreadable } from "../src/index.js";
import { callbackOf, harness, type Harness, hello, query } from "./harness.js";

const session = '[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 3 :resumed? false}]';
const refuse = (): never => {
  throw new RangeError("no such thing");
};
const called: unknown[] = [];
const spy = (value: unknown): unknown => {
  called.push(value);
  return value;
};
const ednPacker = edn({ tags: { bad: refuse, spy } });
const transitPacker = transit({ readHandlers: { bad: refuse, spy } });

const polling = async (handshake: string, packer: Packer = ednPacker): Promise<Harness> => {
  const h = await harness({ type: "ajax", packer });
  await h.answer(h.poll(), handshake);
  return h;
};
const events = ({ received }: Harness): unknown[] => received.filter(([id]) => !id.startsWith("chsk/"));

describe.each<[string, Packer, (text: string) => string]>([
  ["EDN", ednPacker, (text) => text],
  [
    "Transit",
    transitPacker,
    (text) =>
      ({
        "[[[:a/b 1] [:a/b #bad 2] [:a/b 3]] nil]":
          '[[["~:a/bc",1],["^0",{"~:key1":["~#bad",2],"~:key2":1}],["~:a/bc",["^ ","^3",3]]],null]',
        '[#spy {:a #bad 1} "cb"]': '[["~#spy",["^ ","~:a",["~#bad",1]]],"cb"]',
        '[[1 #bad 2] "cb"]': '[[1,["~#bad",2]],"cb"]',
        "[#bad 1 nil]": '[["~#bad",1],null]',
        "[nil nil {:n #bad 1}]": '[null,null,["^ ","~:n",["~#bad",1]]]',
        "#bad []": '["~#bad",[]]',
      })[text] ?? text,
  ],
])("%s: an error of an app's reader", (name, packer, form) => {
  const unpack = (text: string): unknown => packer.unpack(form(text));
  const why =
    name === "EDN"
      ? "EDN: expected a value for #bad at character"
      : "Transit: expected a message, found no such thing";
  const unreadable = { error: { message: expect.stringContaining(why) as string } };

  test("in an event keeps the other events of its batch", () => {
    const [batch] = unpack("[[[:a/b 1] [:a/b #bad 2] [:a/b 3]] nil]") as [unknown[]];
    expect(batch).toHaveLength(3);
    expect(batch[1]).toBeInstanceOf(Unreadable);
    expect(batch[1]).toMatchObject(unreadable);
    // In Transit, the key of the third event entered the key cache in the event that can't be read.
    expect((batch[2] as unknown[])[1]).toEqual(name === "EDN" ? 3 : { key2: 3 });
  });

  test("in a reply keeps its callback, and readers of outer tags aren't called", () => {
    called.length = 0;
    expect(unpack('[#spy {:a #bad 1} "cb"]')).toMatchObject([unreadable, "cb"]);
    expect(unpack('[[1 #bad 2] "cb"]')).toMatchObject([[1, unreadable], "cb"]);
    expect(called).toEqual([]);
  });

  test.each(["[#bad 1 nil]", "[nil nil {:n #bad 1}]", "#bad []"])("in %s loses the message", (text) => {
    expect(() => unpack(text)).toThrow(SyntaxError);
    expect(() => unpack(text)).toThrow(why);
  });
});

test("in EDN, discarded forms don't count, duplicates aren't checked, and a malformed instant is unreadable too", () => {
  const unpack = (text: string): unknown => ednPacker.unpack(text);
  expect(unpack("[[[:a/b 1 #_ #bad 2]] nil]")).toMatchObject([[[{}, 1]], null]);
  expect(unpack('[[[:a/b #{#bad 1 #bad 2}] [:a/b #inst "x"] [:a/b #uuid 1] [:a/b #x 1]] nil]')).toMatchObject(
    [[{ error: {} }, { error: {} }, { error: {} }, [{}, new Tagged("x", 1)]], null],
  );
  expect(() => unpack("[[[:a/b #bad 1] [:a/b] nil]")).toThrow("the end");
});

describe("over Ajax", () => {
  test("one event is reported and acknowledged with the others, which are received", async () => {
    const h = await polling(session);
    await h.answer(h.poll(), "[[[:a/b 1] [:a/b #bad 2] [:a/b 3]] nil {:n 6}]");
    expect(events(h)).toEqual([
      ["a/b", 1],
      ["a/b", 3],
    ]);
    expect(h.errors).toEqual([["message", expect.stringContaining("a value for #bad")]]);
    expect(query(h.poll().url)).toMatchObject({ "sente-ack": "6" });
  });

  test("a whole message is reported, and the next poll acknowledges it without a number, because that is unreadable too", async () => {
    const h = await polling(session);
    await h.answer(h.poll(), "[[[:a/b");
    expect(h.errors).toEqual([["message", expect.stringContaining("EDN")]]);
    expect(h.client.state.get().open).toBe(true);
    expect(query(h.poll().url)).toMatchObject({ "sente-session": "s1" });
    expect(query(h.poll().url)).not.toHaveProperty("sente-ack");
    expect(query(h.poll().url)).not.toHaveProperty("handshake?");
    await h.answer(h.poll(), "[[[:a/b 1]] nil {:n 9}]");
    expect(events(h)).toEqual([["a/b", 1]]);
    expect(query(h.poll().url)).toMatchObject({ "sente-ack": "9" });
  });

  test("the acknowledgement without a number is sent once, because after a failed poll another answer may be the last", async () => {
    const h = await polling(session);
    await h.answer(h.poll(), "[[[:a/b");
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.requests.map(({ url }) => url.searchParams.get("sente-ack"))).toEqual([
      null,
      "3",
      null,
      "3",
    ]);
  });

  test("the same with a stock server, whatever the packer throws", async () => {
    const plain: Packer = {
      ...json(),
      unpack: (packed) =>
        JSON.parse(String(packed), (_, value: unknown) => (value === "bad" ? refuse() : value)) as never,
    };
    const h = await polling('[["chsk/handshake",["ada",null]],null]', plain);
    await h.answer(h.poll(), '[[["a/b","bad"]],null]');
    expect(h.errors).toEqual([["message", "no such thing"]]);
    expect(query(h.poll().url)).not.toHaveProperty("handshake?");
    await h.answer(h.poll(), '[[["a/b",1]],null]');
    expect(events(h)).toEqual([["a/b", 1]]);
  });

  test("two in a row close the connection, because they may come from a proxy", async () => {
    const h = await polling(hello);
    await h.answer(h.poll(), "<html>");
    await h.answer(h.poll(), "<html>");
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "unexpected" } });
    await h.platform.advance(500);
    expect(query(h.poll().url)["handshake?"]).toBe("1");
    expect(h.network.requests).toHaveLength(4);
  });

  test("an unreadable handshake fails the attempt", async () => {
    const h = await harness({ type: "ajax", packer: ednPacker });
    await h.answer(h.poll(), '[[:chsk/handshake ["ada" nil #bad 1]] nil]');
    expect(h.network.requests).toHaveLength(1);
    expect(h.errors).toEqual([["message", expect.stringContaining("a value for #bad")]]);
    await h.platform.advance(500);
    expect(h.network.requests).toHaveLength(2);
  });

  test("an unreadable reply fails its request at once", async () => {
    const h = await polling(hello);
    const outcome = h.client.tryRequest("a/b");
    await h.platform.settle();
    await h.answer(h.post(), "[[1 #bad 1] nil]");
    expect(await outcome).toMatchObject({ ok: false, reason: "chsk/error" });
  });
});

describe("over a WebSocket", () => {
  test("one event is reported and acknowledged with the others, which are received", async () => {
    const h = await harness({ type: "ws", packer: ednPacker });
    await h.open(session);
    h.socket().receive("[[[:a/b 1] [:a/b #bad 2]] nil {:n 5}]");
    await h.platform.advance(1000);
    expect(events(h)).toEqual([["a/b", 1]]);
    expect(h.errors).toEqual([["message", expect.stringContaining("a value for #bad")]]);
    expect(h.socket().sent).toEqual(["[nil nil {:ack 5}]"]);
  });

  test("a whole message is acknowledged with the next one", async () => {
    const h = await harness({ type: "ws", packer: ednPacker });
    await h.open(session);
    h.socket().receive("[[[:a/b");
    h.socket().receive("[[[:a/b 1]] nil {:n 5}]");
    await h.platform.advance(1000);
    expect(events(h)).toEqual([["a/b", 1]]);
    expect(h.errors).toHaveLength(1);
    expect(h.socket().sent).toEqual(["[nil nil {:ack 5}]"]);
  });

  test.each(["#bad 1", "[1 #bad 1]", "{:a #bad 1}"])(
    "the unreadable reply %s fails its request at once",
    async (reply) => {
      const h = await harness({ type: "ws", packer: ednPacker });
      await h.open(hello);
      const outcome = h.client.tryRequest("a/b");
      await h.platform.settle();
      h.socket().receive(`[${reply} "${callbackOf(h.socket().sent[0])}"]`);
      expect(await outcome).toMatchObject({
        ok: false,
        reason: "chsk/error",
        error: { cause: { message: expect.stringContaining("a value for #bad") as string } },
      });
    },
  );
});
