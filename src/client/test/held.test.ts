import { describe, expect, test } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import { gzip } from "../src/formats/gzip/index.js";
import { createClient, type Packer } from "../src/index.js";
import { createFakeNetwork, createFakePlatform, createFakeServer } from "../src/testing/index.js";
import { callbackOf, harness, hello, posted } from "./harness.js";

describe("before the first connection", () => {
  test("sends and requests wait for it, and arrive in order, before what is sent when it opens", async () => {
    const h = await harness();
    h.client.onTransition(({ firstOpen }) => {
      if (firstOpen) {
        h.client.send("chat/say", "at the opening");
      }
    });
    expect(h.client.send("chat/say", 1)).toBe(true);
    const reply = h.client.request("chat/ask", 2);
    expect(h.client.send("chat/say", 3)).toBe(true);
    expect(h.socket().sent).toEqual([]);
    await h.open();
    const callback = callbackOf(h.socket().sent[1]);
    expect(h.socket().sent).toEqual([
      "[[:chat/say 1] nil]",
      `[[:chat/ask 2] "${callback}"]`,
      "[[:chat/say 3] nil]",
      '[[:chat/say "at the opening"] nil]',
    ]);
    h.socket().receive(`[42 "${callback}"]`);
    expect(await reply).toBe(42);
  });

  test("they are sent by Ajax if the WebSocket is refused, and survive failed attempts and reconnect()", async () => {
    const h = await harness();
    const reply = h.client.request("chat/ask", 1);
    h.socket().fail();
    await h.platform.settle();
    h.poll().fail();
    await h.platform.settle();
    h.client.reconnect();
    h.platform.signal("pagehide");
    h.platform.signal("pageshow");
    await h.platform.settle();
    h.socket().fail();
    await h.platform.settle();
    await h.answer(h.poll(), hello);
    expect(posted(h.post())).toBe("[[:chat/ask 1] :ajax]");
    await h.answer(h.post(), "[42 nil]");
    expect(await reply).toBe(42);
  });

  test("they wait for connect() too", async () => {
    const server = createFakeServer(edn());
    server.handle("test/echo", (data) => data);
    const client = createClient({ ...server.options, autoConnect: false });
    const reply = client.request("test/echo", 1);
    client.connect();
    expect(await reply).toBe(1);
  });

  test("the time-out and signal of a waiting request count, and then it isn't sent", async () => {
    const h = await harness();
    const abort = new AbortController();
    const late = h.client.tryRequest("chat/ask", 1, { timeoutMs: 200 });
    const aborted = h.client.tryRequest("chat/ask", 2, { signal: abort.signal });
    abort.abort();
    expect(await aborted).toMatchObject({ reason: "aborted" });
    await h.platform.advance(200);
    expect(await late).toMatchObject({ reason: "chsk/timeout" });
    await h.open();
    expect(h.socket().sent).toEqual([]);
  });

  test("maxHeldMessages may wait, and those that have left make room", async () => {
    const h = await harness({ maxHeldMessages: 2 });
    expect(h.client.send("chat/say", 1)).toBe(true);
    const late = h.client.tryRequest("chat/ask", 2, { timeoutMs: 200 });
    expect(h.client.send("chat/say", 3)).toBe(false);
    expect(await h.client.tryRequest("chat/ask", 4)).toMatchObject({ reason: "chsk/closed" });
    await h.platform.advance(200);
    expect(await late).toMatchObject({ reason: "chsk/timeout" });
    expect(h.client.send("chat/say", 5)).toBe(true);
    await h.open();
    expect(h.socket().sent).toEqual(["[[:chat/say 1] nil]", "[[:chat/say 5] nil]"]);
    expect(h.client.send("chat/say", 6)).toBe(true);
  });

  test("maxHeldBytes may wait, counted as UTF-8", async () => {
    const h = await harness({ maxHeldBytes: '[[:chat/say "☃☃"] nil]'.length + 4 });
    expect(h.client.send("chat/say", "☃☃☃")).toBe(false);
    expect(h.client.send("chat/say", "☃☃")).toBe(true);
    expect(h.client.send("chat/say")).toBe(false);
  });

  test("the size of a message that is packed with a promise counts once it is known", async () => {
    const h = await harness({ packer: gzip(edn()), maxHeldBytes: 3000 });
    const random = (): string =>
      Array.from(crypto.getRandomValues(new Uint32Array(500)), (n) => n.toString(36)).join("");
    expect(h.client.send("chat/say", random())).toBe(true);
    await expect.poll(() => h.client.send("chat/say", random())).toBe(false);
    expect(h.client.send("chat/say", 1)).toBe(false);
  });

  test("0 messages: everything fails at once, as it does after a loss", async () => {
    const h = await harness({ maxHeldMessages: 0 });
    expect(h.client.send("chat/say", 1)).toBe(false);
    expect(await h.client.tryRequest("chat/ask")).toMatchObject({ reason: "chsk/closed" });
  });

  test.each(["maxHeldMessages", "maxHeldBytes"])("%s must not be negative", (name) => {
    for (const value of [-1, NaN]) {
      expect(() => createClient({ url: "https://server.test/", packer: edn(), [name]: value })).toThrow(name);
    }
  });

  test("a message that can't be packed is refused at the call, and delays nothing", async () => {
    const h = await harness();
    expect(() => h.client.send("chat/say", () => 1)).toThrow(TypeError);
    await expect(h.client.request("chat/ask", () => 1)).rejects.toThrow(TypeError);
    h.client.send("chat/say", 1);
    await h.open();
    expect(h.socket().sent).toEqual(["[[:chat/say 1] nil]"]);
  });

  test("a message that can't be packed any more when the client connects is reported, and the others are sent", async () => {
    const h = await harness();
    const data: { bad?: unknown } = {};
    h.client.send("chat/say", data);
    const asked = expect(h.client.request("chat/ask", data)).rejects.toThrow(TypeError);
    h.client.send("chat/say", 2);
    data.bad = () => 1;
    await h.open();
    await asked;
    expect(h.errors.map(([source]) => source)).toEqual(["message"]);
    expect(h.socket().sent).toEqual(["[[:chat/say 2] nil]"]);
  });

  test("a packer that rejects delays nothing either", async () => {
    const plain = edn();
    const packer: Packer = {
      ...plain,
      pack: (message) =>
        Array.isArray(message[0]) && message[0][1] === "bad"
          ? Promise.reject(new TypeError("can't be packed"))
          : plain.pack(message),
    };
    const h = await harness({ packer });
    const bad = h.client.tryRequest("chat/ask", "bad");
    h.client.send("chat/say", 1);
    await h.open();
    expect(await bad).toMatchObject({ reason: "chsk/error" });
    expect(h.socket().sent).toEqual(["[[:chat/say 1] nil]"]);
  });

  test("disconnect() drops the waiting messages, and connect() lets new ones wait", async () => {
    for (const autoConnect of [true, false]) {
      const h = await harness({ autoConnect });
      h.client.send("chat/say", 1);
      const asked = h.client.tryRequest("chat/ask", 2);
      h.client.disconnect();
      expect(await asked).toMatchObject({ reason: "chsk/closed" });
      expect(h.client.send("chat/say", 3)).toBe(false);
      h.client.connect();
      expect(h.client.send("chat/say", 4)).toBe(true);
      await h.platform.settle();
      await h.open();
      expect(h.socket().sent).toEqual(["[[:chat/say 4] nil]"]);
    }
  });

  test("a client whose signal is aborted never connects, and keeps nothing", () => {
    const client = createClient({
      url: "https://server.test/chsk",
      packer: edn(),
      platform: createFakePlatform(),
      ...createFakeNetwork(),
      signal: AbortSignal.abort(),
    });
    expect(client.send("chat/say", 1)).toBe(false);
  });
});

test("after a loss, sends and requests fail at once until there is a connection again", async () => {
  const h = await harness();
  await h.open();
  h.socket().fail();
  expect(h.client.send("chat/say", 1)).toBe(false);
  expect(await h.client.tryRequest("chat/ask")).toMatchObject({ reason: "chsk/closed" });
  await h.platform.advance(500);
  await h.open();
  expect(h.socket().sent).toEqual([]);
  expect(h.client.send("chat/say", 2)).toBe(true);
});
