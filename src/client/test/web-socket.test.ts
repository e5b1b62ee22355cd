import { describe, expect, test } from "vitest";
import { SenteError } from "../src/index.js";
import { callbackOf, harness, ids, query, transitions } from "./harness.js";

describe("opening", () => {
  test("the URL has the client-id, the token, the app's parameters and those of the extension", async () => {
    const { socket } = await harness({
      csrfToken: "tok en",
      params: { room: "a&b", none: undefined, zero: 0 },
    });
    expect(socket().url).toMatch(/^wss:\/\/server\.test\/chsk\?/);
    expect(query(socket().url)).toEqual({
      room: "a&b",
      zero: "0",
      "client-id": "c1",
      "csrf-token": "tok en",
      "sente-x": "1",
      "sente-packer": "edn",
    });
  });

  test("the state has the uid after the handshake, and not before", async () => {
    const h = await harness({ csrfToken: "tok" });
    expect(h.client.state.get()).toMatchObject({
      type: "ws",
      open: false,
      everOpened: false,
      csrfToken: "tok",
    });
    await h.open('[[:chsk/handshake ["ada" nil {:hello "world"}]] nil]');
    expect(h.client.state.get()).toMatchObject({
      type: "ws",
      open: true,
      everOpened: true,
      uid: "ada",
      handshakeData: { hello: "world" },
    });
    expect(h.received.at(-1)).toEqual([
      "chsk/handshake",
      { uid: "ada", data: { hello: "world" }, first: true, resumed: false },
    ]);
    expect(transitions(h).at(-1)).toBe("first open");
  });

  test.each([
    [":sente/nil-uid", null],
    ["nil", null],
    ["42", "42"],
    [":admin", ":admin"],
  ])("the uid %s is reported as %j", async (uid, reported) => {
    const h = await harness();
    await h.open(`[[:chsk/handshake [${uid} nil nil]] nil]`);
    expect(h.client.state.get().uid).toBe(reported);
  });

  test("ready() waits for the connection, and resolves at once if the client is connected", async () => {
    const h = await harness();
    const early = h.client.ready();
    await h.open();
    expect((await early).uid).toBe("ada");
    expect((await h.client.ready()).open).toBe(true);
  });

  test("without a handshake in time the attempt fails", async () => {
    const h = await harness({ type: "ws", handshakeTimeoutMs: 3000 });
    await h.platform.advance(2999);
    expect(h.socket().closed).toBeUndefined();
    await h.platform.advance(1);
    expect(h.socket().closed).toBeDefined();
    expect(h.errors).toEqual([["connection", "No handshake came within 3000 ms"]]);
    await h.platform.advance(1000);
    expect(h.network.sockets).toHaveLength(2);
  });
});

describe("sending", () => {
  test("an event is sent with its data or without any, and null is data", async () => {
    const h = await harness();
    await h.open();
    expect(h.client.send("chat/say", { text: "hi" })).toBe(true);
    h.client.send("chat/leave");
    h.client.send("chat/topic", null);
    expect(h.socket().sent).toEqual([
      '[[:chat/say {:text "hi"}] nil]',
      "[[:chat/leave] nil]",
      "[[:chat/topic nil] nil]",
    ]);
  });

  test.each(["say", "/say", "chat/", "a/b/c", "chsk/ws-ping"])("the id %j is refused", async (id) => {
    const h = await harness();
    await h.open();
    expect(() => h.client.send(id as "chat/say", 1)).toThrow(TypeError);
    await expect(h.client.request(id as "chat/say", 1)).rejects.toThrow(TypeError);
  });

  test("data that can't be encoded is refused with its path, and nothing is sent or waits", async () => {
    const h = await harness();
    await h.open();
    const data = { user: { save: () => 1 } };
    expect(() => h.client.send("chat/say", data)).toThrow(
      "EDN can't encode a function (at event[1].user.save)",
    );
    await expect(h.client.request("chat/say", data)).rejects.toThrow("at event[1].user.save");
    expect(h.socket().sent).toEqual([]);
    await h.platform.advance(1);
    expect(h.platform.timers).toBe(1);
  });
});

describe("requests", () => {
  test("the reply is the server's, whatever is received before it", async () => {
    const h = await harness();
    await h.open();
    const first = h.client.request("test/echo", 1);
    const second = h.client.request("test/echo", 2);
    const [a, b] = h.socket().sent.map(callbackOf);
    expect(h.socket().sent[0]).toBe(`[[:test/echo 1] "${a}"]`);
    expect(a).not.toBe(b);
    h.socket().receive(`[{:n 2} "${b}"]`);
    h.socket().receive("[[[:test/pushed 9]] nil]");
    h.socket().receive(`[nil "${a}"]`);
    expect(await first).toBeNull();
    expect(await second).toEqual({ n: 2 });
  });

  test("the first reply counts, and a reply to no request is ignored", async () => {
    const h = await harness();
    await h.open();
    const reply = h.client.request("test/reply-twice");
    const callback = callbackOf(h.socket().sent[0]);
    h.socket().receive(`[1 "${callback}"]`);
    h.socket().receive(`[2 "${callback}"]`);
    h.socket().receive('[3 "nobody"]');
    expect(await reply).toBe(1);
    expect(h.errors).toEqual([]);
  });

  test("a request that times out fails, and its late reply is ignored", async () => {
    const h = await harness();
    await h.open();
    const reply = h.client.request("test/slow", null, { timeoutMs: 100 });
    const failed = expect(reply).rejects.toMatchObject({ name: "SenteError", reason: "chsk/timeout" });
    await h.platform.advance(100);
    await failed;
    h.socket().receive(`[9 "${callbackOf(h.socket().sent[0])}"]`);
    expect(h.errors).toEqual([]);
  });

  test.each(["chsk/closed", "chsk/timeout", "chsk/error"])("a reply :%s is a failure", async (reason) => {
    const h = await harness();
    await h.open();
    const outcome = h.client.tryRequest("test/fail");
    h.socket().receive(`[:${reason} "${callbackOf(h.socket().sent[0])}"]`);
    expect(await outcome).toMatchObject({ ok: false, reason, error: expect.any(SenteError) as unknown });
  });

  test("tryRequest returns the reply as an outcome, and still throws for a mistake of the caller", async () => {
    const h = await harness();
    await h.open();
    const outcome = h.client.tryRequest("test/echo", 5);
    h.socket().receive(`[5 "${callbackOf(h.socket().sent[0])}"]`);
    expect(await outcome).toEqual({ ok: true, reply: 5 });
    await expect(h.client.tryRequest("test/echo", () => 1)).rejects.toThrow(TypeError);
  });

  test("a signal aborts a request, also one that is aborted already", async () => {
    const h = await harness();
    await h.open();
    const abort = new AbortController();
    const reply = h.client.request("test/slow", 1, { signal: abort.signal });
    abort.abort("enough");
    await expect(reply).rejects.toMatchObject({ reason: "aborted", cause: "enough" });
    await expect(h.client.request("test/slow", 1, { signal: abort.signal })).rejects.toMatchObject({
      reason: "aborted",
    });
    expect(h.socket().sent).toHaveLength(1);
  });

  test("when the connection breaks, pending requests fail at once", async () => {
    const h = await harness();
    await h.open();
    const reply = h.client.request("test/slow", 1);
    h.socket().fail();
    await expect(reply).rejects.toMatchObject({ reason: "chsk/closed" });
  });
});

describe("what the server pushes", () => {
  test("the events of a batch are received in order, with their data or undefined", async () => {
    const h = await harness();
    await h.open();
    h.socket().receive('[[[:chat/message {:text "a"}] [:chat/left] [:chat/topic nil]] nil]');
    expect(h.received.slice(-3)).toEqual([
      ["chat/message", { text: "a" }],
      ["chat/left", undefined],
      ["chat/topic", null],
    ]);
  });

  test("invalid events and those of the client's own namespace are dropped and reported, and the others received", async () => {
    const h = await harness();
    await h.open();
    h.socket().receive('[[[:chsk/state 1] [:nons 1] "x" [:a/b 1]] nil]');
    expect(h.received.at(-1)).toEqual(["a/b", 1]);
    expect(ids(h).filter((id) => id === "chsk/state")).toHaveLength(transitions(h).length);
    expect(h.errors.map(([source]) => source)).toEqual(["message", "message", "message"]);
  });

  test("a frame that can't be read is reported, and the socket stays open", async () => {
    const h = await harness();
    await h.open();
    h.socket().receive("[[[:a/b 1]");
    h.socket().receive("17");
    h.socket().receive("[17 nil]");
    h.socket().receive("[[[:a/b 2]] nil]");
    expect(h.errors).toHaveLength(3);
    expect(h.errors[0]?.[1]).toContain("found the end");
    expect(h.received.at(-1)).toEqual(["a/b", 2]);
    expect(h.client.state.get().open).toBe(true);
  });

  test("the server's ping is answered and reported", async () => {
    const h = await harness();
    await h.open();
    h.socket().receive("[:chsk/ws-ping nil]");
    expect(h.socket().sent).toEqual(["[[:chsk/ws-pong] nil]"]);
    expect(h.received.at(-1)).toEqual(["chsk/ws-ping", undefined]);
  });
});
