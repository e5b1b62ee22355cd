import { describe, expect, test } from "vitest";
import { harness, hello, ids, query, transitions } from "./harness.js";

describe("keep-alive", () => {
  test("a ping follows half the keep-alive time without a message, and its answer keeps the socket", async () => {
    const h = await harness({ keepAliveMs: 20_000, pingTimeoutMs: 5_000 });
    await h.open();
    await h.platform.advance(9_999);
    expect(h.socket().sent).toEqual([]);
    await h.platform.advance(1);
    expect(h.socket().sent).toEqual(['[[:chsk/ws-ping] "ping"]']);
    h.socket().receive('["pong" "ping"]');
    await h.platform.advance(9_999);
    expect(h.socket().sent).toHaveLength(1);
    await h.platform.advance(1);
    expect(h.socket().sent).toHaveLength(2);
    expect(h.client.state.get().open).toBe(true);
  });

  test("anything received delays the ping", async () => {
    const h = await harness();
    await h.open();
    await h.platform.advance(8_000);
    h.socket().receive("[[[:a/b 1]] nil]");
    await h.platform.advance(9_000);
    expect(h.socket().sent).toEqual([]);
    await h.platform.advance(1_000);
    expect(h.socket().sent).toHaveLength(1);
  });

  test("a ping that isn't answered ends the connection", async () => {
    const h = await harness();
    await h.open();
    await h.platform.advance(15_000);
    expect(h.socket(0).closed).toEqual({ code: 3000, reason: "CLOSE_ABNORMAL" });
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "ws-ping-timeout" } });
    await h.platform.advance(500);
    expect(h.network.sockets).toHaveLength(2);
  });

  test("null means no pings and no time-out", async () => {
    const h = await harness({ keepAliveMs: null });
    await h.open();
    await h.platform.advance(3_600_000);
    expect(h.socket().sent).toEqual([]);
    expect(h.client.state.get().open).toBe(true);
  });
});

describe("closing", () => {
  test("a close by the server is clean, a cut is an error, and another attempt follows both", async () => {
    const h = await harness();
    await h.open();
    h.socket().end(1001, "going away");
    expect(h.client.state.get()).toMatchObject({
      open: false,
      lastClose: { reason: "clean" },
      lastWsClose: { code: 1001, reason: "going away", clean: true },
      udtNextReconnect: h.platform.now() + 500,
    });
    await h.platform.advance(500);
    await h.open();
    expect(h.client.state.get()).toMatchObject({ open: true, udtNextReconnect: null });
    h.socket().fail();
    expect(h.client.state.get()).toMatchObject({
      lastClose: { reason: "ws-error" },
      lastWsClose: { code: 1006, clean: false },
      lastWsError: { udt: h.platform.now() },
    });
    expect(transitions(h).filter((each) => each !== "-")).toEqual([
      "first open",
      "closed",
      "opened",
      "closed",
    ]);
  });

  test("disconnect() closes cleanly, fails pending requests, and stays disconnected", async () => {
    const h = await harness();
    await h.open();
    const reply = h.client.request("test/slow");
    h.client.disconnect();
    expect(h.socket().closed).toEqual({ code: 1000, reason: "CLOSE_NORMAL" });
    expect(h.client.state.get()).toMatchObject({
      open: false,
      lastClose: { reason: "requested-disconnect" },
    });
    await expect(reply).rejects.toMatchObject({ reason: "chsk/closed" });
    await h.platform.advance(3_600_000);
    expect(h.network.sockets).toHaveLength(1);
    expect(h.platform.timers).toBe(0);
    expect(h.platform.watchers).toBe(0);
  });

  test("disconnect() ends connecting and waiting, and connect() begins again", async () => {
    const h = await harness({ type: "ws" });
    const ready = h.client.ready();
    h.client.disconnect();
    await expect(ready).rejects.toMatchObject({ reason: "chsk/closed" });
    expect(h.socket().closed).toBeDefined();
    h.client.connect();
    await h.platform.settle();
    h.socket().fail();
    expect(h.client.state.get().udtNextReconnect).not.toBeNull();
    h.client.disconnect();
    expect(h.client.state.get().udtNextReconnect).toBeNull();
    await h.platform.advance(60_000);
    expect(h.network.sockets).toHaveLength(2);
    h.client.connect();
    h.client.connect();
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(3);
    await h.open();
    expect(h.client.state.get().open).toBe(true);
  });

  test("reconnect() closes, and connects at once with a fresh token", async () => {
    let token = "old";
    const h = await harness({ csrfToken: () => Promise.resolve(token) });
    await h.open();
    token = "new";
    h.client.reconnect();
    expect(h.socket(0).closed).toEqual({ code: 1000, reason: "CLOSE_NORMAL" });
    expect(h.client.state.get().lastClose?.reason).toBe("requested-reconnect");
    await h.platform.settle();
    expect(query(h.socket(1).url)["csrf-token"]).toBe("new");
    await h.open('[[:chsk/handshake ["bob" nil nil]] nil]');
    expect(h.client.state.get()).toMatchObject({ uid: "bob", csrfToken: "new" });
  });

  test("breakConnection() closes like an error, and the client reconnects", async () => {
    const h = await harness();
    await h.open();
    h.client.breakConnection();
    expect(h.socket(0).closed).toEqual({ code: 3000, reason: "CLOSE_ABNORMAL" });
    await h.platform.settle();
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "clean" } });
    await h.platform.advance(500);
    expect(h.network.sockets).toHaveLength(2);
  });

  test("breakConnection({closeWs: false}) breaks the socket silently, and pings notice it", async () => {
    const h = await harness();
    await h.open();
    h.client.breakConnection({ closeWs: false });
    h.socket().receive("[[[:a/b 1]] nil]");
    expect(ids(h)).not.toContain("a/b");
    expect(h.client.state.get().open).toBe(true);
    await h.platform.advance(15_000);
    expect(h.socket(0).sent).toEqual([]);
    expect(h.client.state.get().lastClose?.reason).toBe("ws-ping-timeout");
  });

  test("a handler may call the client while it is called", async () => {
    const h = await harness();
    h.client.onTransition(({ opened }) => {
      if (opened) {
        h.client.disconnect();
      }
    });
    await h.open();
    expect(h.client.state.get().open).toBe(false);
    expect(ids(h)).not.toContain("chsk/handshake");
    await h.platform.advance(60_000);
    expect(h.network.sockets).toHaveLength(1);
  });
});

describe("retries", () => {
  test("delays grow up to a limit, and a stable connection resets them", async () => {
    const h = await harness({ type: "ws" });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      h.socket().fail();
      const wait = (h.client.state.get().udtNextReconnect ?? 0) - h.platform.now();
      waits.push(wait);
      await h.platform.advance(wait);
    }
    expect(waits).toEqual([500, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500]);
    await h.open();
    h.socket().end();
    expect((h.client.state.get().udtNextReconnect ?? 0) - h.platform.now()).toBe(22_500);
    await h.platform.advance(22_500);
    await h.open();
    await h.platform.advance(5_000);
    h.socket().end();
    expect((h.client.state.get().udtNextReconnect ?? 0) - h.platform.now()).toBe(500);
  });

  test("an app's own backoff is called, with attempts from 0", async () => {
    const asked: number[] = [];
    const h = await harness({
      type: "ws",
      backoff(attempt) {
        asked.push(attempt);
        return 10;
      },
    });
    h.socket().fail();
    await h.platform.advance(10);
    h.socket().fail();
    await h.platform.advance(10);
    expect(asked).toEqual([0, 1]);
    expect(h.network.sockets).toHaveLength(3);
  });

  test("a token whose promise rejects is a failed attempt", async () => {
    let fails = true;
    const h = await harness({
      csrfToken() {
        if (fails) {
          throw new Error("no token");
        }
        return "tok";
      },
    });
    expect(h.network.sockets).toHaveLength(0);
    expect(h.network.requests).toHaveLength(0);
    expect(h.errors).toEqual([["connection", "no token"]]);
    fails = false;
    await h.platform.advance(500);
    await h.open(hello);
    expect(h.client.state.get()).toMatchObject({ open: true, csrfToken: "tok", type: "ws" });
  });
});
