import { describe, expect, test } from "vitest";
import { createFallback } from "../src/connection/fallback.js";
import { harness, type Harness, hello, query, transitions } from "./harness.js";

const withSession = '[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? false}]';
const probeAnswer = '[[:chsk/handshake ["ada" nil nil]] nil {:probe true}]';

/** Creates a client that has fallen back to polling with a server that has the extension. */
async function fellBack(): Promise<Harness> {
  const h = await harness();
  h.socket().fail();
  await h.platform.settle();
  await h.answer(h.poll(), withSession);
  return h;
}

describe("which transport is next", () => {
  const faulty = { reason: "unexpected", transportFault: true } as const;
  const spoken = { reason: "clean", transportFault: false } as const;

  test("the first fault of a WebSocket that never opened makes it fall back", () => {
    const fallback = createFallback("auto", true);
    expect(fallback.failed("ws", faulty)).toBe(true);
    expect(fallback.next()).toBe("ajax");
    expect(fallback.hasFallenBack()).toBe(true);
  });

  test("a WebSocket that the server closes with a code doesn't make it fall back", () => {
    const fallback = createFallback("auto", true);
    for (let i = 0; i < 10; i++) {
      expect(fallback.failed("ws", spoken)).toBe(false);
    }
    expect(fallback.next()).toBe("ws");
  });

  test("the third fault in a row of a WebSocket that has opened makes it fall back", () => {
    const fallback = createFallback("auto", true);
    fallback.opened("ws");
    expect([fallback.failed("ws", faulty), fallback.failed("ws", faulty)]).toEqual([false, false]);
    fallback.failed("ws", spoken);
    expect([fallback.failed("ws", faulty), fallback.failed("ws", faulty)]).toEqual([false, false]);
    expect(fallback.failed("ws", faulty)).toBe(true);
  });

  test("when Ajax fails too, the WebSocket isn't at fault", () => {
    const fallback = createFallback("auto", true);
    fallback.failed("ws", faulty);
    expect(fallback.failed("ajax", { reason: "unexpected" })).toBe(false);
    expect(fallback.next()).toBe("ws");
  });

  test("Ajax that has opened stays for two failures", () => {
    const fallback = createFallback("auto", true);
    fallback.failed("ws", faulty);
    fallback.opened("ajax");
    fallback.failed("ajax", { reason: "unexpected" });
    fallback.failed("ajax", { reason: "unexpected" });
    expect(fallback.next()).toBe("ajax");
    fallback.failed("ajax", { reason: "unexpected" });
    expect(fallback.next()).toBe("ws");
  });

  test.each(["ws", "ajax"] as const)("type %s is that and nothing else", (type) => {
    const fallback = createFallback(type, true);
    for (const kind of ["ws", "ajax", "ws"] as const) {
      expect(fallback.failed(kind, faulty)).toBe(false);
    }
    fallback.reset();
    expect(fallback.next()).toBe(type);
    expect(fallback.hasFallenBack()).toBe(false);
  });
});

describe("falling back", () => {
  test("Ajax follows a refused WebSocket at once", async () => {
    const h = await harness();
    h.socket().fail();
    await h.platform.settle();
    expect(h.client.state.get()).toMatchObject({
      type: "ajax",
      lastClose: { reason: "downgrading-ws-to-ajax" },
    });
    await h.answer(h.poll(), hello);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
    expect(transitions(h).filter((each) => each !== "-")).toEqual(["first open"]);
  });

  test("Ajax follows a WebSocket that opens and sends nothing, after the time-out", async () => {
    const h = await harness({ handshakeTimeoutMs: 4000 });
    await h.platform.advance(4000);
    expect(h.socket().closed).toBeDefined();
    await h.answer(h.poll(), hello);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
  });

  test("Ajax follows a WebSocket that a page's policy forbids", async () => {
    const h = await harness({
      webSocket: function () {
        throw new DOMException("forbidden", "SecurityError");
      } as never,
    });
    await h.answer(h.poll(), hello);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
  });

  test("after a close before the handshake, a WebSocket is tried again later", async () => {
    const h = await harness();
    h.socket().end(1013, "draining");
    await h.platform.settle();
    expect(h.network.requests).toHaveLength(0);
    await h.platform.advance(500);
    expect(h.network.sockets).toHaveLength(2);
  });

  test("when Ajax fails too, the next attempt begins with a WebSocket again", async () => {
    const h = await harness();
    h.socket().fail();
    await h.platform.settle();
    h.poll().fail();
    await h.platform.settle();
    expect(h.client.state.get().udtNextReconnect).not.toBeNull();
    await h.platform.advance(500);
    expect(h.network.sockets).toHaveLength(2);
    await h.open();
    expect(h.client.state.get()).toMatchObject({ type: "ws", open: true });
  });

  test("a WebSocket that never answers after its handshake is given up at the third time", async () => {
    const h = await harness();
    for (let i = 0; i < 3; i++) {
      await h.open();
      await h.platform.advance(15_000);
      expect(h.client.state.get().lastClose?.reason).toBe("ws-ping-timeout");
      await h.platform.advance(500);
    }
    expect(h.network.sockets).toHaveLength(3);
    await h.answer(h.poll(), hello);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
  });

  /** Opens the last socket, and cuts it after a while. */
  async function live(h: Harness, ms: number, handshake = hello): Promise<void> {
    await h.open(handshake);
    h.socket().receive("[[[:a/b 1]] nil]");
    await h.platform.advance(ms);
    h.socket().fail();
  }

  test.each([hello, withSession])(
    "a WebSocket that is cut soon after each handshake is given up at the third time",
    async (handshake) => {
      const h = await harness();
      for (let i = 0; i < 3; i++) {
        await live(h, 300, handshake);
        await h.platform.advance(5000);
      }
      expect(h.network.sockets).toHaveLength(3);
      await h.answer(h.poll(), handshake);
      expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
    },
  );

  test("a WebSocket that is stable in between is kept, and so is one that the server closes cleanly", async () => {
    const h = await harness();
    for (const ms of [300, 300, 5000, 300, 300]) {
      await live(h, ms);
      await h.platform.advance(5000);
    }
    for (let i = 0; i < 5; i++) {
      await h.open();
      h.socket().end(1012, "restart");
      await h.platform.advance(30_000);
    }
    expect(h.network.requests).toEqual([]);
  });

  test("when probes succeed but sockets are still cut, each probe comes later", async () => {
    const h = await fellBack();
    const ajaxMs: number[] = [];
    for (let round = 0; round < 3; round++) {
      const since = h.platform.now();
      const before = h.network.sockets.length;
      while (h.network.sockets.length === before) {
        await h.platform.advance(1000);
      }
      ajaxMs.push(h.platform.now() - since);
      await h.open(probeAnswer);
      h.socket().receive('["pong" "probe"]');
      await h.platform.settle();
      for (let i = 0; i < 3; i++) {
        await live(h, 300, withSession);
        await h.platform.advance(5000);
      }
      await h.answer(h.poll(), withSession);
      expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
    }
    expect(ajaxMs).toEqual([15_000, 30_000, 60_000]);
  });

  test("reconnect() tries WebSockets again", async () => {
    const h = await fellBack();
    h.client.reconnect();
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
  });
});

describe("returning to WebSockets", () => {
  test("a probe follows after a while, but not with a stock server", async () => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    expect(h.network.sockets).toHaveLength(2);
    expect(query(h.socket().url)).toMatchObject({ "sente-probe": "1", "client-id": "c1", "sente-x": "1" });
    expect(query(h.socket().url)).not.toHaveProperty("sente-session");

    const stock = await harness();
    stock.socket().fail();
    await stock.platform.settle();
    await stock.answer(stock.poll(), hello);
    await stock.platform.advance(50_000);
    expect(stock.network.sockets).toHaveLength(1);
  });

  test("after handshake and pong the WebSocket takes over, and the app notices no interruption", async () => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    const probe = h.socket();
    await h.open(probeAnswer);
    expect(probe.sent).toEqual(['[[:chsk/ws-ping] "probe"]']);
    probe.receive('["pong" "probe"]');
    await h.platform.settle();
    expect(probe.closed).toBeDefined();
    expect(query(h.socket().url)).toMatchObject({ "sente-session": "s1", "sente-ack": "0" });
    expect(query(h.socket().url)).not.toHaveProperty("sente-probe");

    // The server ends the held poll when the socket takes over. Another poll would take over again.
    const polls = h.network.requests.length;
    await h.answer(h.poll(), "[[[:a/b 1]] nil {:n 1}]");
    expect(h.network.requests).toHaveLength(polls);
    expect(h.client.send("chat/say", 1)).toBe(true);
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? true}]');
    h.socket().receive("[[[:a/b 1] [:a/b 2]] nil {:n 2}]");
    expect(h.client.state.get()).toMatchObject({ type: "ws", open: true });
    expect(h.received.filter(([id]) => id === "a/b").map(([, data]) => data)).toEqual([1, 2]);
    expect(transitions(h).filter((each) => each !== "-")).toEqual(["first open"]);
    await h.platform.advance(5_000);
    expect(h.network.requests.filter(({ method, answered }) => method === "GET" && !answered)).toEqual([]);
  });

  test.each<[string, (h: Harness) => unknown]>([
    [
      "is refused",
      (h) => {
        h.socket().fail();
      },
    ],
    ["stays silent", (h) => h.platform.advance(10_000)],
    [
      "gets no pong",
      async (h) => {
        await h.open(probeAnswer);
        await h.platform.advance(10_000);
      },
    ],
    ["isn't understood", (h) => h.open(withSession)],
    ["is answered with rubbish", (h) => h.open("[[[")],
  ])("a probe that %s changes nothing, and the next one comes later", async (_, fail) => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    await fail(h);
    await h.platform.settle();
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
    await h.answer(h.poll(), "[:chsk/timeout nil]");
    const before = h.network.sockets.length;
    await h.platform.advance(19_000);
    expect(h.network.sockets).toHaveLength(before);
    await h.platform.advance(12_000);
    expect(h.network.sockets).toHaveLength(before + 1);
  });

  test("when the takeover fails, polling goes on", async () => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    await h.open(probeAnswer);
    h.socket().receive('["pong" "probe"]');
    await h.platform.settle();
    await h.answer(h.poll(), "[:chsk/timeout nil]");
    const before = h.network.requests.length;
    h.socket().fail();
    await h.platform.settle();
    expect(h.network.requests).toHaveLength(before + 1);
    expect(h.client.state.get()).toMatchObject({ type: "ajax", open: true });
    await h.answer(h.poll(), "[[[:a/b 1]] nil {:n 1}]");
    expect(h.received.at(-1)).toEqual(["a/b", 1]);
  });

  test("when polling breaks during the takeover, the takeover goes on", async () => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    await h.open(probeAnswer);
    h.socket().receive('["pong" "probe"]');
    await h.platform.settle();
    h.poll().fail();
    await h.platform.settle();
    expect(h.client.state.get()).toMatchObject({ open: false, udtNextReconnect: null });
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? true}]');
    expect(h.client.state.get()).toMatchObject({ type: "ws", open: true });
  });

  test("a probe starts at once when the network returns", async () => {
    const h = await fellBack();
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
    h.platform.signal("online");
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
  });

  test.each(["online", "visibilitychange"] as const)(
    "a hanging probe is started again by the page event %s",
    async (signal) => {
      const h = await fellBack();
      h.platform.signal("online");
      await h.platform.advance(1000);
      const hung = h.socket();
      h.platform.signal(signal);
      await h.platform.settle();
      expect(hung.closed).toBeDefined();
      expect(h.network.sockets).toHaveLength(3);
      await h.open(probeAnswer);
      h.socket().receive('["pong" "probe"]');
      await h.platform.settle();
      expect(query(h.socket().url)).not.toHaveProperty("sente-probe");
    },
  );

  test("disconnect() ends a probe", async () => {
    const h = await fellBack();
    await h.platform.advance(15_000);
    h.client.disconnect();
    expect(h.socket().closed).toBeDefined();
    await h.platform.settle();
    expect(h.platform.timers).toBe(0);
  });
});
