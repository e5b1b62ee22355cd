import { describe, expect, test } from "vitest";
import { harness, type Harness, hello, ids, query, transitions } from "./harness.js";

const inUse = "this client-id is in use: take another";
const session = (id: string): string =>
  `[[:chsk/handshake ["ada" nil nil]] nil {:session "${id}" :n 4 :resumed? false}]`;
const changes = (h: Harness): string[] => transitions(h).filter((each) => each !== "-");

describe("another tab uses this client-id", () => {
  test("over a WebSocket, the client connects at once with another, and with a session of its own", async () => {
    const h = await harness({ type: "ws" });
    await h.open(session("s1"));
    const outcome = h.client.tryRequest("a/b");
    await h.platform.settle();
    h.socket().end(1000, inUse);
    expect(await outcome).toMatchObject({ ok: false, reason: "chsk/closed" });
    await h.platform.settle();
    expect(h.network.sockets).toHaveLength(2);
    const { "client-id": clientId, ...rest } = query(h.socket().url);
    expect(clientId).toBe(h.client.clientId);
    expect(clientId).toMatch(/^\d+-\d+-\d+-\d+$/);
    expect(rest).not.toHaveProperty("sente-session");
    await h.open(session("s2"));
    expect(h.received.filter(([id]) => id === "chsk/handshake").at(-1)?.[1]).toMatchObject({
      first: false,
      resumed: false,
    });
    expect(changes(h)).toEqual(["first open", "closed", "opened"]);
    // Numbers begin again too.
    h.socket().receive("[[[:a/b 1]] nil {:n 5}]");
    expect(ids(h).at(-1)).toBe("a/b");
  });

  test("over Ajax too", async () => {
    const h = await harness({ type: "ajax" });
    await h.answer(h.poll(), session("s1"));
    h.poll().respond(503, inUse, { "Retry-After": "5" });
    await h.platform.settle();
    expect(query(h.poll().url)).toMatchObject({ "client-id": h.client.clientId, "handshake?": "1" });
    expect(query(h.poll().url)).not.toHaveProperty("sente-session");
    expect(h.client.clientId).not.toBe("c1");
    await h.answer(h.poll(), session("s2"));
    expect(changes(h)).toEqual(["first open", "closed", "opened"]);
  });

  test.each(["ws", "ajax"] as const)(
    "%s: a client that is refused for it returns with another",
    async (type) => {
      const h = await harness({ type });
      if (type === "ws") {
        h.socket().end(1013, inUse);
      } else {
        h.poll().respond(503, inUse, { "Retry-After": "1" });
      }
      await h.platform.advance(1000);
      const url = type === "ws" ? h.socket(1).url : h.request(1).url;
      expect(query(url)["client-id"]).toBe(h.client.clientId);
      expect(h.client.clientId).not.toBe("c1");
    },
  );
});

describe("the client's own newer transport uses it", () => {
  test("a poll that the WebSocket replaces doesn't close the connection, and if the WebSocket fails, polls go on", async () => {
    const h = await harness();
    h.socket().fail();
    await h.platform.settle();
    await h.answer(h.poll(), session("s1"));
    h.platform.signal("online");
    await h.platform.settle();
    h.socket().receive('[[:chsk/handshake ["ada" nil nil]] nil {:probe true}]');
    h.socket().receive('["pong" "probe"]');
    await h.platform.settle();
    h.poll().respond(503, inUse);
    await h.platform.settle();
    expect(h.client.state.get().open).toBe(true);
    h.socket().fail();
    await h.platform.settle();
    expect(query(h.poll().url)["client-id"]).toBe("c1");
    expect(changes(h)).toEqual(["first open"]);
  });

  test("a client whose WebSocket is closed for it before the newer one's handshake keeps its client-id", async () => {
    const h = await harness({ type: "ws" });
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :window 0}]');
    await h.platform.advance(0);
    h.socket(0).end(1000, inUse);
    await h.open(session("s2"));
    expect(h.network.sockets).toHaveLength(2);
    expect(h.client.clientId).toBe("c1");
    expect(h.client.state.get().open).toBe(true);
  });
});

test("after a clean close for another reason, the client returns with the same client-id", async () => {
  const h = await harness({ type: "ws" });
  await h.open(hello);
  h.socket().end(1000, "");
  await h.platform.advance(500);
  expect(query(h.socket().url)["client-id"]).toBe("c1");
});
