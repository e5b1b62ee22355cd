import { describe, expect, test } from "vitest";
import { harness, hello, transitions } from "./harness.js";

describe("the network", () => {
  test("its return starts the next attempt at once", async () => {
    const h = await harness({ type: "ws", backoff: () => 60_000 });
    h.socket().fail();
    h.platform.signal("offline");
    await h.platform.advance(1000);
    expect(h.network.sockets).toHaveLength(1);
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
    expect(h.client.state.get().udtNextReconnect).toBeNull();
  });

  test.each(["offline", "online", "visibilitychange"] as const)("%s checks a socket", async (signal) => {
    const h = await harness();
    await h.open();
    h.platform.signal(signal);
    expect(h.socket().sent).toEqual(['[[:chsk/ws-ping] "ping"]']);
    h.platform.signal(signal);
    expect(h.socket().sent).toHaveLength(1);
    await h.platform.advance(5000);
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "ws-ping-timeout" } });
  });

  test("a poll is replaced if an answer on its way would be repeated, and kept if not", async () => {
    const session = await harness({ type: "ajax" });
    await session.answer(
      session.poll(),
      '[[:chsk/handshake ["ada" nil nil]] nil {:session "s" :n 0 :resumed? false}]',
    );
    session.platform.signal("online");
    await session.platform.settle();
    expect(session.request(1).aborted).toBe(true);
    expect(session.network.requests).toHaveLength(3);
    expect(session.client.state.get().open).toBe(true);

    const stock = await harness({ type: "ajax" });
    await stock.answer(stock.poll(), hello);
    stock.platform.signal("online");
    await stock.platform.settle();
    expect(stock.network.requests).toHaveLength(2);
  });
});

describe("an attempt that hangs", () => {
  test.each(["ws", "ajax"] as const)(
    "%s: is started again at once when the network returns",
    async (type) => {
      const h = await harness({ type });
      const attempts = (): { ended?: boolean; aborted?: boolean }[] =>
        type === "ws" ? h.network.sockets : h.network.requests;
      h.platform.signal("online");
      await h.platform.settle();
      expect(attempts().map(({ ended, aborted }) => ended ?? aborted)).toEqual([true, false]);
      if (type === "ws") {
        await h.open();
      } else {
        await h.answer(h.poll(), hello);
      }
      expect(h.client.state.get().open).toBe(true);
    },
  );

  test("is started again when the tab comes to the front, unless it has just begun", async () => {
    const h = await harness();
    await h.platform.advance(900);
    h.platform.signal("visibilitychange");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(1);
    await h.platform.advance(100);
    h.platform.signal("visibilitychange");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
    expect(h.socket(0).closed).toBeDefined();
    await h.open();
    expect(h.client.state.get()).toMatchObject({ open: true, type: "ws" });
  });

  test("has its whole time again when it is started again, and offline doesn't end it", async () => {
    const h = await harness({ type: "ws" });
    await h.platform.advance(9000);
    h.platform.signal("offline");
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
    await h.platform.advance(9000);
    expect(h.socket().closed).toBeUndefined();
    await h.platform.advance(1000);
    expect(h.socket().closed).toBeDefined();
  });

  test("to take over is started again while the connection goes on", async () => {
    const h = await harness();
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "s" :n 0 :window 0}]');
    await h.platform.advance(0);
    expect(h.network.sockets).toHaveLength(2);
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.sockets.map(({ closed }) => closed !== undefined)).toEqual([false, true, false]);
    await h.open();
    expect(h.client.state.get().open).toBe(true);
    expect(h.socket(0).closed).toBeDefined();
  });
});

describe("the back/forward cache", () => {
  test("a page that the user leaves closes its socket and doesn't retry; shown again, it connects at once", async () => {
    const h = await harness();
    await h.open();
    h.platform.signal("pagehide");
    expect(h.socket().closed).toEqual({ code: 1000, reason: "CLOSE_NORMAL" });
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "page-hidden" } });
    expect(h.platform.timers).toBe(0);
    h.platform.signal("offline");
    h.platform.signal("online");
    await h.platform.advance(600_000);
    expect(h.network.sockets).toHaveLength(1);
    h.platform.signal("pageshow");
    await h.platform.settle();
    await h.open();
    expect(transitions(h).filter((each) => each !== "-")).toEqual(["first open", "closed", "opened"]);
  });

  test("the first pageshow of a page has no effect", async () => {
    const h = await harness();
    h.platform.signal("pageshow");
    await h.open();
    h.platform.signal("pageshow");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(1);
    expect(h.socket().sent).toEqual([]);
  });

  test("disconnect() works while the page is in the cache", async () => {
    const h = await harness();
    await h.open();
    h.platform.signal("pagehide");
    h.client.disconnect();
    h.platform.signal("pageshow");
    await h.platform.advance(60_000);
    expect(h.network.sockets).toHaveLength(1);
    expect(h.client.state.get().lastClose?.reason).toBe("requested-disconnect");
  });
});

describe("late timers", () => {
  test("after a long sleep an unanswered ping is repeated before the socket counts as dead", async () => {
    const h = await harness();
    await h.open();
    await h.platform.advance(10_000);
    expect(h.socket().sent).toHaveLength(1);
    h.platform.sleep(3_600_000);
    await h.platform.advance(0);
    expect(h.socket().sent).toHaveLength(2);
    h.socket().receive('["pong" "ping"]');
    await h.platform.advance(4_000);
    expect(h.client.state.get().open).toBe(true);
  });

  test("but only once", async () => {
    const h = await harness();
    await h.open();
    await h.platform.advance(10_000);
    h.platform.sleep(60_000);
    await h.platform.advance(0);
    h.platform.sleep(60_000);
    await h.platform.advance(0);
    expect(h.client.state.get()).toMatchObject({ open: false, lastClose: { reason: "ws-ping-timeout" } });
  });

  test("a tab with late timers pings as soon as one fires", async () => {
    const h = await harness();
    await h.open();
    h.platform.sleep(60_000);
    await h.platform.advance(0);
    expect(h.socket().sent).toHaveLength(1);
  });

  test("messages count by the clock, not by timers", async () => {
    const h = await harness();
    await h.open();
    h.platform.sleep(9_000);
    h.socket().receive("[[[:a/b 1]] nil]");
    h.platform.sleep(9_000);
    await h.platform.advance(0);
    expect(h.socket().sent).toEqual([]);
    await h.platform.advance(1_000);
    expect(h.socket().sent).toHaveLength(1);
  });
});
