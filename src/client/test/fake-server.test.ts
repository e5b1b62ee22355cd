import { describe, expect, test } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import { type Client, createClient } from "../src/index.js";
import { createFakeServer, type FakeServer } from "../src/testing/index.js";

async function connected(set: (server: FakeServer) => void = () => undefined): Promise<[FakeServer, Client]> {
  const server = createFakeServer(edn());
  set(server);
  const client = createClient(server.options);
  await server.platform.settle();
  return [server, client];
}

describe("the fake server", () => {
  test("sends a handshake with the uid and data of its properties", async () => {
    const [, client] = await connected((server) => {
      server.uid = null;
      server.handshakeData = { motd: "hi" };
    });
    expect(client.state.get()).toMatchObject({ open: true, uid: null, handshakeData: { motd: "hi" } });
  });

  test("replies to requests, and records what was sent", async () => {
    const [server, client] = await connected();
    server.handle("math/double", (data) => Number(data) * 2);
    expect(await client.request("math/double", 21)).toBe(42);
    client.send("chat/say", "hi");
    await server.platform.settle();
    expect(server.received).toEqual([
      ["math/double", 21],
      ["chat/say", "hi"],
    ]);
  });

  test("without a handler a request times out", async () => {
    const [server, client] = await connected();
    const outcome = client.tryRequest("no/body", 1, { timeoutMs: 50 });
    await server.platform.advance(50);
    expect(await outcome).toMatchObject({ reason: "chsk/timeout" });
  });

  test.each(["open", "refused", "silent"] as const)(
    "pushes to clients, with WebSockets %s",
    async (webSockets) => {
      const [server, client] = await connected((fake) => (fake.webSockets = webSockets));
      await server.platform.advance(10_000);
      const heard: unknown[] = [];
      client.onAny((data, id) => heard.push([id, data]));
      server.push("chat/message", 1);
      server.push("chat/left");
      await server.platform.settle();
      expect(heard).toEqual([
        ["chat/message", 1],
        ["chat/left", undefined],
      ]);
      expect(client.state.get().type).toBe(webSockets === "open" ? "ws" : "ajax");
    },
  );

  test("closes every connection, and the clients reconnect", async () => {
    const [server, client] = await connected();
    server.closeAll();
    expect(client.state.get().open).toBe(false);
    await server.platform.advance(1000);
    expect(client.state.get().open).toBe(true);
  });

  test("can refuse everything", async () => {
    const [server, client] = await connected((fake) => {
      fake.webSockets = "refused";
      fake.ajax = "refused";
    });
    await server.platform.advance(60_000);
    expect(client.state.get()).toMatchObject({ open: false, everOpened: false });
  });
});
