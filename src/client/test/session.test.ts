import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSession } from "../src/protocol/session.js";
import { callbackOf, harness, hello, type Harness, ids, query } from "./harness.js";

const shake = (extra: string): string => `[[:chsk/handshake ["ada" nil nil]] nil ${extra}]`;
const first = shake('{:session "s1" :n 17 :resumed? false}');

async function inSession(): Promise<Harness> {
  const h = await harness({ type: "ws" });
  await h.open(first);
  return h;
}

/** Creates a client whose server has resumed its session before. */
async function resumed(): Promise<Harness> {
  const h = await inSession();
  h.socket().fail();
  await h.platform.advance(500);
  await h.open(shake('{:session "s1" :n 17 :resumed? true}'));
  return h;
}

describe("the numbers of events", () => {
  test("whatever the server repeats after a break, the app receives each event once and in order", () => {
    // Batches of a server that repeats the events from any earlier one on.
    const batches = fc.array(fc.record({ back: fc.nat(12), length: fc.nat(12) }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.nat(1000), batches, (start, sends) => {
        const session = createSession();
        session.handshake({ session: "s", n: start });
        const got: number[] = [];
        let sent = start;
        for (const { back, length } of sends) {
          const from = Math.max(start, sent - back);
          const events = Array.from({ length }, (_, i) => from + i + 1);
          if (!length) {
            continue;
          }
          const n = from + length;
          got.push(...session.newEvents(events, { n }));
          sent = Math.max(sent, n);
        }
        expect(got).toEqual(Array.from({ length: sent - start }, (_, i) => start + i + 1));
        expect(session.unacknowledged()).toBe(sent - start);
        expect(session.takeAck()).toEqual(sent > start ? { ack: sent } : false);
        expect(session.unacknowledged()).toBe(0);
      }),
    );
  });

  test("without a session, numbers are ignored", () => {
    const session = createSession();
    session.handshake({});
    expect(session.newEvents([1, 2], { n: 1 })).toEqual([1, 2]);
    expect(session.newEvents([1, 2], { n: 1 })).toEqual([1, 2]);
    expect(session.queryParameters()).toEqual({});
    expect(session.unacknowledged()).toBe(0);
  });

  test("broadcasts aren't counted, and the last cursor is sent on reconnecting", () => {
    const session = createSession();
    session.handshake({ session: "s", n: 3 });
    expect(session.newEvents(["x"], { b: "cursor-1", n: 99 })).toEqual(["x"]);
    expect(session.queryParameters()).toEqual({
      "sente-session": "s",
      "sente-ack": 3,
      "sente-b": "cursor-1",
    });
    session.handshake({ session: "s2", n: 0 });
    expect(session.queryParameters()).toEqual({
      "sente-session": "s2",
      "sente-ack": 0,
      "sente-b": undefined,
    });
  });
});

describe("acknowledging on a socket", () => {
  test("a few events are acknowledged after a second, by a message of its own", async () => {
    const h = await inSession();
    h.socket().receive("[[[:a/b 1] [:a/b 2]] nil {:n 19}]");
    await h.platform.advance(500);
    h.socket().receive("[[[:a/b 3]] nil {:n 20}]");
    expect(h.socket().sent).toEqual([]);
    await h.platform.advance(500);
    expect(h.socket().sent).toEqual(["[nil nil {:ack 20}]"]);
    await h.platform.advance(3000);
    expect(h.socket().sent).toHaveLength(1);
  });

  test("64 events are acknowledged at once", async () => {
    const h = await inSession();
    const events = "[:a/b 1] ".repeat(64);
    h.socket().receive(`[[${events}] nil {:n 81}]`);
    expect(h.socket().sent).toEqual(["[nil nil {:ack 81}]"]);
  });

  test("any message that is sent also acknowledges", async () => {
    const h = await inSession();
    h.socket().receive("[[[:a/b 1]] nil {:n 18}]");
    h.client.send("chat/say", 1);
    h.client.send("chat/say", 2);
    expect(h.socket().sent).toEqual(["[[:chat/say 1] nil {:ack 18}]", "[[:chat/say 2] nil]"]);
  });

  test("a stock server receives no acknowledgements", async () => {
    const h = await harness({ type: "ws" });
    await h.open();
    h.socket().receive(`[[${"[:a/b 1] ".repeat(100)}] nil]`);
    await h.platform.advance(5000);
    expect(h.socket().sent).toEqual([]);
    h.socket().end();
    await h.platform.advance(500);
    expect(Object.keys(query(h.socket().url))).toEqual(["client-id", "sente-x", "sente-packer"]);
  });
});

describe("acknowledging by polls", () => {
  test("each poll acknowledges what the app has received", async () => {
    const h = await harness({ type: "ajax" });
    await h.answer(h.poll(), first);
    expect(query(h.poll().url)).toMatchObject({ "sente-session": "s1", "sente-ack": "17" });
    await h.answer(h.poll(), "[[[:a/b 1] [:a/b 2]] nil {:n 19}]");
    expect(query(h.poll().url)).toMatchObject({ "sente-ack": "19" });
    await h.platform.advance(2000);
    expect(h.network.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  test("events that a broken poll brought and a later one repeats are received once", async () => {
    const h = await harness({ type: "ajax" });
    await h.answer(h.poll(), first);
    await h.answer(h.poll(), "[[[:a/b 1] [:a/b 2]] nil {:n 19}]");
    h.poll().fail();
    await h.platform.advance(500);
    expect(query(h.poll().url)).toMatchObject({
      "handshake?": "1",
      "sente-session": "s1",
      "sente-ack": "19",
    });
    await h.answer(h.poll(), shake('{:session "s1" :n 19 :resumed? true}'));
    await h.answer(h.poll(), "[[[:a/b 2] [:a/b 3]] nil {:n 20}]");
    expect(h.received.filter(([id]) => id === "a/b").map(([, data]) => data)).toEqual([1, 2, 3]);
  });

  test("replies to requests made on a socket come with polls", async () => {
    const h = await harness();
    await h.open(first);
    h.socket().fail();
    await h.platform.advance(3000);
    await h.open(shake('{:session "s1" :n 17 :resumed? true}'));
    const reply = h.client.request("test/slow", 1, { timeoutMs: Infinity });
    const callback = callbackOf(h.socket().sent[0]);
    for (let i = 0; i < 4; i++) {
      h.socket().fail();
      await h.platform.advance(3000);
    }
    await h.answer(h.poll(), shake('{:session "s1" :n 17 :resumed? true}'));
    await h.answer(h.poll(), `[nil nil {:replies [["${callback}" 42] ["nobody" 1]]}]`);
    expect(await reply).toBe(42);
    expect(h.errors.filter(([source]) => source !== "connection")).toEqual([]);
  });
});

describe("resuming", () => {
  test("the next socket sends the session and the acknowledgement", async () => {
    const h = await inSession();
    h.socket().receive("[[[:a/b 1]] nil {:n 18}]");
    h.socket().receive('[[[:a/c 1]] nil {:b "cur"}]');
    h.socket().end();
    await h.platform.advance(500);
    expect(query(h.socket().url)).toMatchObject({
      "sente-session": "s1",
      "sente-ack": "18",
      "sente-b": "cur",
    });
  });

  test("requests wait for the resumed connection, and are repeated with their callbacks", async () => {
    const h = await resumed();
    const reply = h.client.request("test/slow", 1);
    const callback = callbackOf(h.socket().sent[0]);
    h.socket().fail();
    await h.platform.advance(2000);
    await h.open(shake('{:session "s1" :n 17 :resumed? true}'));
    expect(h.socket().sent).toEqual([`[[:test/slow 1] "${callback}" {:id "${callback}"}]`]);
    h.socket().receive(`[42 "${callback}"]`);
    expect(await reply).toBe(42);
    expect(h.received.at(-1)).toEqual([
      "chsk/handshake",
      { uid: "ada", data: null, first: false, resumed: true },
    ]);
  });

  test("if the server couldn't resume, they fail at its handshake", async () => {
    const h = await resumed();
    const outcome = h.client.tryRequest("test/slow", 1, { timeoutMs: 60_000 });
    h.socket().fail();
    await h.platform.advance(2000);
    await h.open(shake('{:session "s2" :n 0 :resumed? false}'));
    expect(await outcome).toMatchObject({ ok: false, reason: "chsk/closed" });
    h.socket().receive("[[[:a/b 1]] nil {:n 1}]");
    expect(h.received.at(-1)).toEqual(["a/b", 1]);
  });

  test("they fail at once on disconnect(), and by their time-outs", async () => {
    const h = await resumed();
    const given = h.client.tryRequest("test/slow", 1);
    h.socket().fail();
    const short = h.client.tryRequest("test/slow", 1);
    expect(await short).toMatchObject({ reason: "chsk/closed" });
    h.client.disconnect();
    expect(await given).toMatchObject({ reason: "chsk/closed" });

    const other = await resumed();
    const late = other.client.tryRequest("test/slow", 1, { timeoutMs: 200 });
    other.socket().fail();
    await other.platform.advance(200);
    expect(await late).toMatchObject({ reason: "chsk/timeout" });
  });

  test("until the server has resumed once, they fail when the connection is lost, whatever their timeout", async () => {
    for (const answer of [undefined, '{:session "s2" :n 0 :resumed? false}']) {
      const h = await inSession();
      if (answer !== undefined) {
        h.socket().fail();
        await h.platform.advance(500);
        await h.open(shake(answer));
      }
      const outcome = h.client.tryRequest("test/slow", 1, { timeoutMs: Infinity });
      h.socket().fail();
      expect(await outcome).toMatchObject({ reason: "chsk/closed" });
    }
  });

  test("requests wait for a server that has resumed once also in a new session, but not without a session", async () => {
    for (const [answer, waits] of [
      [shake('{:session "s2" :n 0 :resumed? false}'), true],
      [hello, false],
    ] as const) {
      const h = await resumed();
      h.socket().fail();
      await h.platform.advance(2000);
      await h.open(answer);
      let settled = false;
      void h.client.tryRequest("test/slow", 1, { timeoutMs: Infinity }).then(() => (settled = true));
      h.socket().fail();
      await h.platform.settle();
      expect(settled).toBe(!waits);
    }
  });

  test("a server that no longer has the extension is a stock server from then on", async () => {
    const h = await inSession();
    h.socket().end();
    await h.platform.advance(500);
    await h.open(hello);
    h.socket().receive("[[[:a/b 1]] nil]");
    await h.platform.advance(2000);
    expect(h.socket().sent).toEqual([]);
  });
});

describe("the extension of the server's messages", () => {
  test("lost events are reported as a gap, and the numbers go on after it", async () => {
    const h = await inSession();
    h.socket().receive("[[[:a/b 41]] nil {:gap {:from 18 :to 40} :n 41}]");
    expect(h.received.slice(-2)).toEqual([
      ["chsk/gap", { from: 18, to: 40 }],
      ["a/b", 41],
    ]);
    await h.platform.advance(1000);
    expect(h.socket().sent).toEqual(["[nil nil {:ack 41}]"]);
  });

  test("a gap may come alone, and with a handshake", async () => {
    const h = await inSession();
    const gaps: unknown[] = [];
    h.client.onGap((gap) => gaps.push(gap));
    h.socket().receive("[nil nil {:gap {:from 18 :to 20}}]");
    h.socket().end();
    await h.platform.advance(500);
    await h.open(shake('{:session "s1" :n 30 :resumed? true :gap {:from 21 :to 30}}'));
    expect(gaps).toEqual([
      { from: 18, to: 20 },
      { from: 21, to: 30 },
    ]);
    h.socket().receive("[[[:a/b 31]] nil {:n 31}]");
    expect(h.received.at(-1)).toEqual(["a/b", 31]);
  });

  test("the client leaves a stopping server within its window, and the new transport opens before the old one closes", async () => {
    const h = await inSession();
    h.socket().receive("[nil nil {:window 8000}]");
    await h.platform.advance(3999);
    expect(h.network.sockets).toHaveLength(1);
    await h.platform.advance(1);
    expect(h.network.sockets).toHaveLength(2);
    expect(h.client.send("chat/say", 1)).toBe(true);
    expect(h.socket(0).sent).toHaveLength(1);
    await h.open(shake('{:session "s1" :n 17 :resumed? true}'));
    expect(h.socket(0).closed).toEqual({ code: 1000, reason: "CLOSE_NORMAL" });
    expect(h.client.state.get().open).toBe(true);
    h.client.send("chat/say", 2);
    expect(h.socket(1).sent).toHaveLength(1);
    expect(ids(h).filter((id) => id === "chsk/handshake")).toHaveLength(2);
  });

  test("if the server stops before that, the client still returns at its own time within the window", async () => {
    const h = await inSession();
    h.socket().receive("[nil nil {:window 8000}]");
    await h.platform.advance(1000);
    h.socket().end(1001);
    expect((h.client.state.get().udtNextReconnect ?? 0) - h.platform.now()).toBe(3000);
  });

  test("unknown keys are ignored", async () => {
    const h = await inSession();
    h.socket().receive("[[[:a/b 1]] nil {:n 18 :new-thing [1 2]}]");
    expect(h.received.at(-1)).toEqual(["a/b", 1]);
    expect(h.errors).toEqual([]);
  });
});
