import { afterEach, describe, expect, test, vi } from "vitest";
import { createClient } from "../src/index.js";
import { edn } from "../src/formats/edn/index.js";
import { createFakeNetwork, createFakePlatform } from "../src/testing/index.js";
import { callbackOf, harness } from "./harness.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("listening", () => {
  test("an event is passed to the handlers of its id, its namespace and onAny; to onUnhandled only without the first two", async () => {
    const h = await harness();
    const heard: string[] = [];
    h.client.on("chat/message", (data, id) => heard.push(["id", id, data].join(" ")));
    h.client.on("chat/*", (data, id) => heard.push(["ns", id, data].join(" ")));
    h.client.onAny((_, id) => heard.push(`any ${id}`));
    h.client.onUnhandled((_, id) => heard.push(`unhandled ${id}`));
    await h.open();
    h.socket().receive("[[[:chat/message 1] [:chat/left 2] [:other/x 3] [:chatter/x 4]] nil]");
    expect(heard).toEqual([
      "id chat/message 1",
      "ns chat/message 1",
      "any chat/message",
      "ns chat/left 2",
      "any chat/left",
      "any other/x",
      "unhandled other/x",
      "any chatter/x",
      "unhandled chatter/x",
    ]);
  });

  test("a function added twice is called twice, and each is removed by itself", async () => {
    const h = await harness();
    let calls = 0;
    const handler = (): number => ++calls;
    const off = h.client.on("a/b", handler);
    h.client.on("a/b", handler);
    h.client.inject(["a/b", 1]);
    off();
    off();
    h.client.inject(["a/b", 1]);
    expect(calls).toBe(3);
  });

  test("handlers that throw or reject are reported, and the others are called", async () => {
    const h = await harness();
    const heard: unknown[] = [];
    h.client.on("a/b", () => {
      throw new Error("first");
    });
    h.client.on("a/b", () => Promise.reject(new Error("second")));
    h.client.on("a/b", (data) => heard.push(data));
    h.client.inject(["a/b", 1]);
    await h.platform.settle();
    expect(heard).toEqual([1]);
    expect(h.errors).toEqual([
      ["handler", "first"],
      ["handler", "second"],
    ]);
  });

  test("without onError, errors of handlers and messages go to the console, those of connections don't", async () => {
    const shown = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const platform = createFakePlatform();
    const network = createFakeNetwork();
    const client = createClient({
      url: "https://server.test/chsk",
      packer: edn(),
      platform,
      ...network,
      type: "ws",
    });
    await platform.settle();
    network.sockets[0]?.fail();
    expect(shown).not.toHaveBeenCalled();
    client.on("a/b", () => {
      throw new Error("mine");
    });
    client.inject(["a/b"]);
    expect(shown).toHaveBeenCalledTimes(1);
    client.disconnect();
  });
});

test("the error of an onError handler goes to the console, and the other handlers are called", async () => {
  const shown = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const h = await harness();
  h.client.onError(() => {
    throw new Error("in onError");
  });
  const reported: unknown[] = [];
  h.client.onError((error) => reported.push(error.message));
  h.client.on("a/b", () => {
    throw new Error("mine");
  });
  h.client.inject(["a/b"]);
  expect(reported).toEqual(["mine"]);
  expect(shown).toHaveBeenCalledTimes(1);
});

describe("events() as an iterator", () => {
  test("returns the events from the call on, in order, until the loop ends", async () => {
    const h = await harness();
    const events = h.client.events("a/b");
    for (const data of [1, 2, 3]) {
      h.client.inject(["a/b", data]);
    }
    const got: unknown[] = [];
    for await (const data of events) {
      got.push(data);
      if (data === 2) {
        h.client.inject(["a/b", 4]);
      }
      if (data === 4) {
        break;
      }
    }
    expect(got).toEqual([1, 2, 3, 4]);
  });

  test("waits for events, and ends with its signal", async () => {
    const h = await harness();
    const abort = new AbortController();
    const got: unknown[] = [];
    const loop = (async () => {
      for await (const data of h.client.events("a/b", { signal: abort.signal })) {
        got.push(data);
      }
    })();
    await h.platform.settle();
    h.client.inject(["a/b", 1]);
    await h.platform.settle();
    abort.abort();
    await loop;
    h.client.inject(["a/b", 2]);
    expect(got).toEqual([1]);
  });

  test("a loop that falls too far behind ends with an error, and nothing is dropped silently", async () => {
    const h = await harness();
    const events = h.client.events("a/b", { limit: 2 });
    for (const data of [1, 2, 3, 4]) {
      h.client.inject(["a/b", data]);
    }
    await expect(events.next()).rejects.toThrow("More than 2 events are waiting");
    expect((await events.next()).done).toBe(true);
  });
});

describe("the state as a store", () => {
  test("subscribe calls at once and with each new state, and states are immutable", async () => {
    const h = await harness();
    const seen: unknown[] = [];
    const before = h.client.state.get();
    const off = h.client.state.subscribe((state) => seen.push(state));
    expect(seen).toEqual([before]);
    await h.open();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(h.client.state.get());
    expect(before.open).toBe(false);
    expect(Object.isFrozen(before)).toBe(true);
    off();
    h.client.disconnect();
    expect(seen).toHaveLength(2);
  });
});

describe("creating a client", () => {
  const network = createFakeNetwork();
  const options = { packer: edn(), platform: createFakePlatform(), ...network };

  test("a relative URL without a page is refused when the client connects", () => {
    expect(() => createClient({ ...options, url: "/chsk" })).toThrow(TypeError);
    const client = createClient({ ...options, url: "/chsk", autoConnect: false });
    expect(() => {
      client.connect();
    }).toThrow(TypeError);
  });

  test("type ws without WebSockets is refused too", () => {
    const bare = { packer: edn(), platform: createFakePlatform(), fetch: network.fetch };
    expect(() => createClient({ ...bare, url: "https://server.test/", type: "ws" })).toThrow(
      "set the option webSocket",
    );
  });

  test("without autoConnect it makes no request, timer or listener", async () => {
    const h = await harness({ autoConnect: false });
    await h.platform.advance(60_000);
    expect([h.network.sockets, h.network.requests]).toEqual([[], []]);
    expect([h.platform.timers, h.platform.watchers]).toEqual([0, 0]);
    expect(h.client.state.get().type).toBe("auto");
    h.client.connect();
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(1);
    expect(h.platform.watchers).toBe(1);
  });

  test("its own client-id is unique", () => {
    const ids = Array.from(
      { length: 100 },
      () => createClient({ ...options, url: "/", autoConnect: false }).clientId,
    );
    expect(new Set(ids).size).toBe(100);
    expect(ids[0]).toMatch(/^\d+(-\d+){3}$/);
  });

  test("its signal disconnects it permanently", async () => {
    const abort = new AbortController();
    const h = await harness({ signal: abort.signal });
    await h.open();
    abort.abort();
    expect(h.client.state.get().open).toBe(false);
    h.client.connect();
    h.client.reconnect();
    await h.platform.advance(60_000);
    expect(h.network.sockets).toHaveLength(1);
    expect((await harness({ signal: abort.signal })).network.sockets).toHaveLength(0);
  });

  test("http, https, ws and wss URLs lead to the same endpoint", async () => {
    for (const [url, socket] of [
      ["http://a.test/chsk?x=1", "ws://a.test/chsk?x=1&"],
      ["https://a.test/chsk", "wss://a.test/chsk?"],
      ["ws://a.test/chsk", "ws://a.test/chsk?"],
    ] as const) {
      const h = await harness({ url });
      expect(h.socket().url).toContain(socket);
      h.socket().fail();
      await h.platform.settle();
      expect(h.poll().url.href).toMatch(/^https?:\/\/a\.test\/chsk\?/);
    }
  });
});

test("callbacks differ from client to client, because a server may remember them", async () => {
  const callbacks = [];
  for (const randomness of [0.1, 0.9]) {
    const h = await harness({ autoConnect: false });
    h.platform.randomness = randomness;
    const other = createClient({
      url: "https://server.test/chsk",
      packer: edn(),
      platform: h.platform,
      webSocket: h.network.webSocket,
      fetch: h.network.fetch,
    });
    await h.platform.settle();
    await h.open();
    void other.tryRequest("a/b");
    callbacks.push(callbackOf(h.socket().sent[0]));
  }
  expect(new Set(callbacks).size).toBe(2);
});
