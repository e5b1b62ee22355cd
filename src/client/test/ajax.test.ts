import { describe, expect, test } from "vitest";
import { harness, hello, type Harness, ids, posted, query, transitions } from "./harness.js";

const ajax = async (options = {}): Promise<Harness> => {
  const h = await harness({ type: "ajax", ...options });
  return h;
};
const opened = async (options = {}): Promise<Harness> => {
  const h = await ajax(options);
  await h.answer(h.poll(), hello);
  return h;
};

describe("polling", () => {
  test("the first GET asks for the handshake, with token and headers; the next is held", async () => {
    const h = await ajax({ csrfToken: "tok", headers: { "X-App": "1" }, params: { room: "x y" } });
    const first = h.poll();
    expect(query(first.url)).toEqual({
      room: "x y",
      udt: String(h.platform.now()),
      "client-id": "c1",
      "handshake?": "1",
      "sente-x": "1",
      "sente-packer": "edn",
    });
    expect(first.url.search).toContain("handshake%3F=1");
    expect(first.headers).toEqual({
      "X-Requested-With": "XMLHTTPRequest",
      "X-CSRF-Token": "tok",
      "X-App": "1",
    });
    await h.answer(first, hello);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true, uid: "ada" });
    expect(query(h.poll().url)).not.toHaveProperty("handshake?");
    expect(h.network.requests).toHaveLength(2);
  });

  test("without a token there is no header for it", async () => {
    const h = await ajax();
    expect(h.poll().headers).not.toHaveProperty("X-CSRF-Token");
  });

  test("a batch is passed on and a time-out isn't, and the next poll follows both", async () => {
    const h = await opened();
    await h.answer(h.poll(), "[[[:a/b 1] [:a/b 2]] nil]");
    await h.answer(h.poll(), "[:chsk/timeout nil]");
    expect(h.received.slice(-2)).toEqual([
      ["a/b", 1],
      ["a/b", 2],
    ]);
    expect(h.network.requests).toHaveLength(4);
    expect(h.client.state.get().open).toBe(true);
  });

  test("a handshake as the answer to a poll is reported again, and the connection stays open", async () => {
    const h = await opened();
    await h.answer(h.poll(), '[[:chsk/handshake ["bob" nil nil]] nil]');
    expect(h.client.state.get()).toMatchObject({ open: true, uid: "bob" });
    expect(h.received.at(-1)).toEqual([
      "chsk/handshake",
      { uid: "bob", data: null, first: false, resumed: false },
    ]);
    expect(transitions(h).filter((each) => each !== "-")).toEqual(["first open"]);
  });

  test.each([
    [
      "fails",
      (h: Harness) => {
        h.poll().fail();
      },
    ],
    [
      "is answered with an error",
      (h: Harness) => {
        h.poll().respond(500, "oops");
      },
    ],
    [
      "has an empty answer",
      (h: Harness) => {
        h.poll().respond(200, "");
      },
    ],
    [
      "is aborted by breakConnection()",
      (h: Harness) => {
        h.client.breakConnection();
      },
    ],
  ])("a poll that %s closes the connection, and a new handshake is asked for", async (_, fail) => {
    const h = await opened();
    fail(h);
    await h.platform.settle();
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "unexpected" } });
    expect(h.errors).toHaveLength(1);
    await h.platform.advance(500);
    expect(query(h.poll().url)["handshake?"]).toBe("1");
    await h.answer(h.poll(), hello);
    expect(transitions(h).filter((each) => each !== "-")).toEqual(["first open", "closed", "opened"]);
  });

  test("the server's text about an error is reported", async () => {
    const h = await ajax();
    await h.answer(h.poll(), "x");
    h.errors.length = 0;
    await h.platform.advance(500);
    h.poll().respond(403, "Bad CSRF token");
    await h.platform.settle();
    expect(h.errors).toEqual([["connection", "Expected status 200, got 403: Bad CSRF token"]]);
  });

  test("the header Retry-After delays the next attempt", async () => {
    const h = await ajax();
    h.poll().respond(503, "draining", { "Retry-After": "7" });
    await h.platform.settle();
    expect((h.client.state.get().udtNextReconnect ?? 0) - h.platform.now()).toBe(7000);
    await h.platform.advance(6999);
    expect(h.network.requests).toHaveLength(1);
    await h.platform.advance(1);
    expect(h.network.requests).toHaveLength(2);
  });

  test("a poll that times out is repeated once, and then the connection is closed", async () => {
    const h = await opened({ ajaxTimeoutMs: 30_000 });
    await h.platform.advance(30_000);
    expect(h.request(1).aborted).toBe(true);
    expect(h.client.state.get().open).toBe(true);
    expect(query(h.poll().url)).not.toHaveProperty("handshake?");
    await h.platform.advance(30_000);
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "unexpected" } });
    expect(h.errors).toEqual([["connection", "The server didn't answer in time"]]);
  });

  test("disconnect() aborts the poll", async () => {
    const h = await opened();
    h.client.disconnect();
    await h.platform.advance(60_000);
    expect(h.request().aborted).toBe(true);
    expect(h.network.requests).toHaveLength(2);
    expect(h.platform.timers).toBe(0);
    expect(h.errors).toEqual([]);
  });
});

describe("posting", () => {
  test("an event is a form with time, client-id and packed message; our own parameters are in the query", async () => {
    const h = await opened({ csrfToken: "tok", params: { uid: "u1" } });
    expect(h.client.send("chat/say", "ü☃ +&=")).toBe(true);
    await h.platform.settle();
    const post = h.post();
    expect(query(post.url)).toEqual({ uid: "u1", "sente-x": "1", "sente-packer": "edn" });
    expect(Object.fromEntries(post.body as URLSearchParams)).toEqual({
      udt: String(h.platform.now()),
      "client-id": "c1",
      ppstr: '[[:chat/say "ü☃ +&="] nil]',
    });
    expect(post.headers["X-CSRF-Token"]).toBe("tok");
    await h.answer(post, "[:chsk/dummy-cb-200 nil]");
    expect(h.errors).toEqual([]);
  });

  test("a request is marked :ajax, and its reply is the answer", async () => {
    const h = await opened();
    const reply = h.client.request("test/echo", 1);
    await h.platform.settle();
    expect(posted(h.post())).toBe("[[:test/echo 1] :ajax]");
    await h.answer(h.post(), "[{:one 1} nil]");
    expect(await reply).toEqual({ one: 1 });
  });

  test.each([
    ["[:chsk/timeout nil]", 200, "chsk/timeout"],
    ["[:chsk/error nil]", 200, "chsk/error"],
    ["", 200, "chsk/error"],
    ["oops", 500, "chsk/error"],
    ["Bad CSRF token", 403, "chsk/error"],
    ["[[[", 200, "chsk/error"],
  ])("the answer %j with status %i is the failure %s", async (body, status, reason) => {
    const h = await opened();
    const outcome = h.client.tryRequest("test/fail");
    await h.platform.settle();
    h.post().respond(status, body);
    expect(await outcome).toMatchObject({ ok: false, reason });
    expect(h.client.state.get().open).toBe(true);
  });

  test("a request that times out is aborted", async () => {
    const h = await opened();
    const outcome = h.client.tryRequest("test/slow", 1, { timeoutMs: 300 });
    await h.platform.advance(300);
    expect(await outcome).toMatchObject({ ok: false, reason: "chsk/timeout" });
    expect(h.post().aborted).toBe(true);
    expect(h.errors).toEqual([]);
  });

  test("a request without a time-out ends with the time-out of HTTP requests", async () => {
    const h = await opened({ ajaxTimeoutMs: 60_000 });
    await h.platform.advance(30_000);
    const outcome = h.client.tryRequest("test/slow", 1, { timeoutMs: Infinity });
    await h.platform.advance(30_000);
    await h.answer(h.poll(), "[:chsk/timeout nil]");
    await h.platform.advance(30_000);
    expect(await outcome).toMatchObject({ ok: false, reason: "chsk/timeout" });
  });

  test("events are sent one after the other and requests behind them, but nothing waits for a reply", async () => {
    const h = await opened();
    h.client.send("chat/say", 1);
    h.client.send("chat/say", 2);
    void h.client.tryRequest("chat/ask", 3);
    h.client.send("chat/say", 4);
    const posts = (): (string | null)[] =>
      h.network.requests.filter(({ method }) => method === "POST").map(posted);
    await h.platform.settle();
    expect(posts()).toEqual(["[[:chat/say 1] nil]"]);
    await h.answer(h.post(), "[:chsk/dummy-cb-200 nil]");
    expect(posts()).toHaveLength(2);
    h.post().fail();
    await h.platform.settle();
    expect(posts().slice(2)).toEqual(["[[:chat/ask 3] :ajax]", "[[:chat/say 4] nil]"]);
    expect(h.errors).toEqual([["connection", "fetch failed"]]);
  });

  test("a poll that fails doesn't affect requests, which have POSTs of their own", async () => {
    const h = await opened();
    const reply = h.client.request("test/slow", 1);
    await h.platform.settle();
    h.poll().fail();
    await h.platform.settle();
    expect(h.client.state.get().open).toBe(false);
    await h.answer(h.post(), "[5 nil]");
    expect(await reply).toBe(5);
  });

  test("disconnect() fails requests at once and aborts their POSTs", async () => {
    const h = await opened();
    const reply = h.client.request("test/slow", 1);
    await h.platform.settle();
    h.client.disconnect();
    await expect(reply).rejects.toMatchObject({ reason: "chsk/closed" });
    expect(h.post().aborted).toBe(true);
  });
});

test("without WebSockets, auto means Ajax", async () => {
  const h = await harness({ webSocket: undefined as never });
  // Node 20 has no global WebSocket.
  expect(h.network.sockets).toHaveLength(0);
  await h.answer(h.poll(), hello);
  expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
  expect(ids(h)).toContain("chsk/handshake");
});
