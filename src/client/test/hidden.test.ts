import { describe, expect, test } from "vitest";
import { harness, type Harness, hello, query } from "./harness.js";

const session = '[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? false}]';
const nothing = "[:chsk/timeout nil]";

const polling = async (handshake = session): Promise<Harness> => {
  const h = await harness({ type: "ajax" });
  await h.answer(h.poll(), handshake);
  return h;
};
const turn = async (h: Harness, hidden: boolean): Promise<void> => {
  h.platform.hidden = hidden;
  h.platform.signal("visibilitychange");
  await h.platform.settle();
};
const holds = ({ network }: Harness): (string | null)[] =>
  network.requests.map(({ url }) => url.searchParams.get("sente-hold"));

/** Advances until the held poll is the first one after a minute in the background. */
const aMinute = async (h: Harness): Promise<void> => {
  for (let half = 0; half < 2; half++) {
    await h.platform.advance(30_000);
    await h.answer(h.poll(), nothing);
  }
};

describe("a hidden tab over Ajax", () => {
  test("ends its poll, and holds the next ones for a short time only", async () => {
    const h = await polling();
    await turn(h, true);
    expect(h.request(1).aborted).toBe(true);
    await h.answer(h.poll(), nothing);
    expect(holds(h)).toEqual([null, null, "2000", "2000"]);
    expect(h.client.state.get().open).toBe(true);
  });

  test("rests between polls once it has been hidden for a minute, but for less than the server's grace", async () => {
    const h = await polling();
    await turn(h, true);
    await aMinute(h);
    expect(holds(h).at(-1)).toBe("1000");
    const polls = h.network.requests.length;
    await h.answer(h.poll(), "[[[:a/b 1]] nil {:n 1}]");
    expect(h.received.at(-1)).toEqual(["a/b", 1]);
    await h.platform.advance(2_999);
    expect(h.network.requests).toHaveLength(polls);
    await h.platform.advance(1);
    expect(h.network.requests).toHaveLength(polls + 1);
    expect(query(h.poll().url)).toMatchObject({ "sente-hold": "1000", "sente-ack": "1" });
  });

  test.each(["online", "visibilitychange"] as const)("that rests polls at once on %s", async (signal) => {
    const h = await polling();
    await turn(h, true);
    await aMinute(h);
    await h.answer(h.poll(), nothing);
    const polls = h.network.requests.length;
    h.platform.hidden = signal === "online";
    h.platform.signal(signal);
    await h.platform.settle();
    expect(h.network.requests).toHaveLength(polls + 1);
    expect(holds(h).at(-1)).toBe(h.platform.hidden ? "1000" : null);
    // The minute begins again.
    await turn(h, false);
    await turn(h, true);
    expect(holds(h).at(-1)).toBe("2000");
  });

  test("that rests can be disconnected and broken", async () => {
    for (const end of ["disconnect", "breakConnection"] as const) {
      const h = await polling();
      await turn(h, true);
      await aMinute(h);
      await h.answer(h.poll(), nothing);
      h.client[end]();
      await h.platform.settle();
      expect(h.client.state.get().open).toBe(false);
      h.client.disconnect();
      expect(h.platform.timers).toBe(0);
    }
  });

  test("that rests leaves the connection to a WebSocket that takes over meanwhile", async () => {
    const h = await harness();
    h.socket().fail();
    await h.platform.settle();
    await h.answer(h.poll(), session);
    await turn(h, true);
    await aMinute(h);
    await h.answer(h.poll(), nothing);
    const polls = h.network.requests.length;
    h.platform.signal("online");
    h.socket().receive('[[:chsk/handshake ["ada" nil nil]] nil {:probe true}]');
    await h.platform.settle();
    await h.answer(h.poll(), nothing);
    h.socket().receive('["pong" "probe"]');
    await h.platform.advance(5_000);
    expect(h.network.requests).toHaveLength(polls + 1);
    await h.open(session);
    expect(h.client.state.get()).toMatchObject({ open: true, type: "ws" });
    expect(h.network.requests).toHaveLength(polls + 1);
  });

  test("polls a stock server as usual, because that has no short polls and doesn't repeat answers", async () => {
    const h = await polling(hello);
    await turn(h, true);
    await h.platform.advance(50_000);
    expect(h.network.requests).toHaveLength(2);
    await h.answer(h.poll(), nothing);
    expect(holds(h)).toEqual([null, null, null]);
  });
});

test("a WebSocket isn't pinged because its tab is hidden, and an attempt goes on", async () => {
  const h = await harness();
  await h.platform.advance(5_000);
  await turn(h, true);
  expect(h.network.sockets).toHaveLength(1);
  await h.open();
  await turn(h, true);
  expect(h.socket().sent).toEqual([]);
});
