import { describe, expect, test, vi, afterEach } from "vitest";
import type { ClientOptions } from "../src/index.js";
import { harness, hello, query } from "./harness.js";

const later = <T>(
  h: () => { setTimeout(run: () => void, ms: number): unknown },
  ms: number,
  value: T,
): Promise<T> =>
  new Promise((resolve) =>
    h().setTimeout(() => {
      resolve(value);
    }, ms),
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the time of the app's functions", () => {
  test.each<[string, (wait: <T>(value: T) => Promise<T>) => Partial<ClientOptions>]>([
    ["csrfToken", (wait) => ({ csrfToken: () => wait("tok") })],
    ["params", (wait) => ({ params: () => wait({ a: 1 }) })],
    ["headers", (wait) => ({ headers: () => wait({ a: "1" }) })],
  ])("a slow promise of %s doesn't count as handshake time or as a failed WebSocket", async (_, options) => {
    const h = await harness({
      autoConnect: false,
      ...options((value) => later(() => h.platform, 15_000, value)),
    });
    h.client.connect();
    await h.platform.advance(15_000);
    expect(h.network.requests).toEqual([]);
    await h.platform.advance(9_000);
    await h.open();
    expect(h.client.state.get()).toMatchObject({ open: true, type: "ws" });
    expect(h.network.sockets).toHaveLength(1);
  });

  test("a promise that never settles is retried, and doesn't count as a failed WebSocket", async () => {
    let asked = 0;
    const h = await harness({
      csrfToken: () => (++asked < 5 ? new Promise<string>(() => undefined) : "tok"),
    });
    await h.platform.advance(59_000);
    expect(asked).toBe(1);
    while (asked < 5) {
      await h.platform.advance(10_000);
    }
    expect(query(h.socket(0).url)).toMatchObject({ "csrf-token": "tok" });
    expect(h.network.requests).toEqual([]);
  });

  test("a probe waits for them too", async () => {
    let slow = false;
    const h = await harness({
      csrfToken: () => (slow ? later(() => h.platform, 15_000, "tok") : "tok"),
    });
    h.socket().fail();
    await h.platform.settle();
    await h.answer(h.poll(), '[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? false}]');
    slow = true;
    h.platform.signal("online");
    await h.platform.advance(15_000);
    expect(query(h.socket().url)).toHaveProperty("sente-probe");
    await h.platform.advance(9_000);
    expect(h.socket().closed).toBeUndefined();
    await h.platform.advance(1_000);
    expect(h.socket().closed).toBeDefined();
  });
});

describe("a relative URL", () => {
  test("is relative to the document's base, like every URL of a page", async () => {
    vi.stubGlobal("location", { href: "https://page.test/deep/index.html" });
    vi.stubGlobal("document", { baseURI: "https://base.test/app/" });
    const h = await harness({ url: "chsk" });
    expect(h.socket().url).toContain("wss://base.test/app/chsk?");
    h.socket().fail();
    await h.platform.settle();
    expect(h.poll().url.href).toContain("https://base.test/app/chsk?");
    await h.answer(h.poll(), hello);
    h.client.disconnect();
  });

  test("is relative to the location in a worker, which has no document", async () => {
    vi.stubGlobal("location", { href: "https://page.test/deep/worker.js" });
    const h = await harness({ url: "chsk" });
    expect(h.socket().url).toContain("wss://page.test/deep/chsk?");
  });
});
