import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { edn } from "../src/formats/edn/index.js";
import { type Client, createClient } from "../src/index.js";
import { createFakeServer, type FakeServer } from "../src/testing/index.js";
import { type NodeServer, serve } from "./node-server.js";

/** Real sockets and a real fetch, for what the fakes can't show. */
describe("over a real network", () => {
  let fake: FakeServer;
  let server: NodeServer;
  let client: Client;
  let acceptSockets = true;
  const heard: unknown[] = [];

  beforeEach(async () => {
    acceptSockets = true;
    heard.length = 0;
    fake = createFakeServer(edn());
    fake.handle("test/echo", (data) => data);
    server = await serve(fake, () => acceptSockets);
  });
  afterEach(async () => {
    client.disconnect();
    await server.close();
  });
  const connect = async (type: "auto" | "ws" | "ajax"): Promise<void> => {
    client = createClient({ url: server.url, packer: edn(), type, webSocket: WebSocket, backoff: () => 5 });
    client.on("test/pushed", (data) => heard.push(data));
    await client.ready();
  };

  test.each(["ws", "ajax"] as const)("%s: events, requests and pushes go to and fro", async (type) => {
    await connect(type);
    expect(client.state.get()).toMatchObject({ type, uid: "user" });
    expect(client.send("test/event", { a: "ü☃ +&=\n" })).toBe(true);
    expect(await client.request("test/echo", { n: [1, null, "x"] })).toEqual({ n: [1, null, "x"] });
    expect(fake.received[0]).toEqual(["test/event", { a: "ü☃ +&=\n" }]);
    for (let i = 0; i < 200; i++) {
      fake.push("test/pushed", i);
    }
    await vi.waitFor(() => {
      expect(heard).toEqual(Array.from({ length: 200 }, (_, i) => i));
    });
  });

  test("auto falls back to Ajax if sockets are refused", async () => {
    acceptSockets = false;
    await connect("auto");
    expect(client.state.get()).toMatchObject({ type: "ajax", open: true });
    expect(await client.request("test/echo", 1)).toBe(1);
  });

  test("another socket follows one that is cut", async () => {
    await connect("auto");
    const handshakes: boolean[] = [];
    client.onHandshake(({ first }) => handshakes.push(first));
    server.cut();
    await vi.waitFor(() => {
      expect(handshakes).toEqual([false]);
    });
    expect(client.state.get()).toMatchObject({
      type: "ws",
      open: true,
      lastWsClose: { code: 1006, clean: false },
    });
    expect(await client.request("test/echo", 2)).toBe(2);
  });

  test("a request that times out doesn't affect the connection", async () => {
    await connect("ajax");
    expect(await client.tryRequest("test/nobody", 1, { timeoutMs: 20 })).toMatchObject({
      reason: "chsk/timeout",
    });
    expect(await client.request("test/echo", 3)).toBe(3);
  });

  test("disconnecting while a socket opens raises no error", async () => {
    const errors: unknown[] = [];
    client = createClient({
      url: server.url,
      packer: edn(),
      type: "ws",
      webSocket: WebSocket,
    });
    client.onError((error) => errors.push(error));
    await new Promise((resolve) => setImmediate(resolve));
    client.disconnect();
    client.connect();
    await client.ready();
    expect(errors).toEqual([]);
  });
});
