import { describe, expect, test } from "vitest";
import { harness, hello, type Harness } from "./harness.js";

const delay = ({ client, platform }: Harness): number =>
  (client.state.get().udtNextReconnect ?? 0) - platform.now();
const refuse = async (h: Harness, status = 401): Promise<void> => {
  h.poll().respond(status, "Unauthorized request");
  await h.platform.settle();
};

describe("a server that refuses permanently", () => {
  test.each([400, 401, 403])("with %i is tried again slowly, and the state shows it", async (status) => {
    const h = await harness({ type: "ajax", backoff: () => 50 });
    await refuse(h, status);
    expect(h.client.state.get()).toMatchObject({
      open: false,
      lastError: {
        udt: h.platform.now(),
        status,
        message: `Expected status 200, got ${status}: Unauthorized request`,
        terminal: true,
      },
    });
    expect(delay(h)).toBe(90_000);
    await h.platform.advance(90_000);
    expect(h.network.requests).toHaveLength(2);
    await h.answer(h.poll(), hello);
    expect(h.client.state.get()).toMatchObject({ open: true, lastError: null });
  });

  test.each([404, 429, 500, 503])("isn't one that answers %i", async (status) => {
    const h = await harness({ type: "ajax", backoff: () => 50 });
    await refuse(h, status);
    expect(h.client.state.get().lastError).toMatchObject({ status, terminal: false });
    expect(delay(h)).toBe(50);
  });

  test("in the middle of a connection is tried again slowly too", async () => {
    const h = await harness({ type: "ajax" });
    await h.answer(h.poll(), hello);
    await refuse(h, 403);
    expect(h.client.state.get()).toMatchObject({ open: false, lastError: { status: 403, terminal: true } });
    expect(delay(h)).toBe(90_000);
  });

  test("is tried over both transports each time, however often a WebSocket has worked", async () => {
    const h = await harness({ backoff: () => 50 });
    await h.open();
    while (!h.network.requests.length) {
      h.socket().fail();
      await h.platform.advance(50);
    }
    const sockets = h.network.sockets.length;
    expect(sockets).toBeGreaterThan(1);
    await refuse(h);
    expect(delay(h)).toBe(90_000);
    await h.platform.advance(90_000);
    expect(h.network.sockets).toHaveLength(sockets + 1);
    // The reason for which a WebSocket was refused is unknown.
    expect(h.client.state.get().lastError?.terminal).toBe(true);
    h.socket().fail();
    await h.platform.settle();
    await refuse(h);
    expect(delay(h)).toBe(90_000);
    await h.platform.advance(90_000);
    await h.open();
    expect(h.client.state.get()).toMatchObject({ open: true, type: "ws", lastError: null });
  });

  test.each<[string, (h: Harness) => void]>([
    [
      "reconnect()",
      ({ client }) => {
        client.reconnect();
      },
    ],
    [
      "a tab that comes to the front",
      ({ platform }) => {
        platform.signal("visibilitychange");
      },
    ],
  ])("is tried at once by %s", async (_, ask) => {
    const h = await harness({ type: "ajax" });
    await refuse(h);
    ask(h);
    await h.platform.settle();
    expect(h.network.requests).toHaveLength(2);
    await h.answer(h.poll(), hello);
    expect(h.client.state.get().open).toBe(true);
  });
});

test("the error of a lost WebSocket is in the state until there is another one", async () => {
  const h = await harness({ type: "ws" });
  await h.open();
  h.socket().end(1013, "draining");
  expect(h.client.state.get().lastError).toEqual({
    udt: h.platform.now(),
    message: "The WebSocket closed: 1013 draining",
    status: null,
    terminal: false,
  });
  await h.platform.advance(500);
  await h.open();
  expect(h.client.state.get().lastError).toBeNull();
});
