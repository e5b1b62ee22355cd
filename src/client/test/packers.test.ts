import { describe, expect, test, vi } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import type { Message, Packer } from "../src/index.js";
import { json } from "../src/formats/json/index.js";
import { harness, hello } from "./harness.js";

describe("packers", () => {
  /** A packer of bytes with promises, which takes longer for shorter messages. */
  function slow(): Packer {
    const text = edn();
    const pause = (length: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, 40 / length));
    return {
      ...text,
      name: "slow",
      binary: true,
      async pack(message) {
        const packed = (await text.pack(message)) as string;
        await pause(packed.length);
        if (packed.includes("unencodable")) {
          throw new TypeError("can't encode it");
        }
        return new TextEncoder().encode(packed);
      },
      async unpack(packed): Promise<Message> {
        await pause(packed.length);
        return text.unpack(new TextDecoder().decode(packed as Uint8Array));
      },
    };
  }
  const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
  const read = (packed: unknown): string => new TextDecoder().decode(packed as Uint8Array);

  test("one that returns promises keeps all messages in order, both ways", async () => {
    const h = await harness({ packer: slow() });
    h.socket().receive(bytes(hello));
    await vi.waitFor(() => {
      expect(h.client.state.get().open).toBe(true);
    });
    for (const text of ["a long message that takes a short while", "short"]) {
      h.client.send("chat/say", text);
    }
    await vi.waitFor(() => {
      expect(h.socket().sent.map(read)).toEqual([
        '[[:chat/say "a long message that takes a short while"] nil]',
        '[[:chat/say "short"] nil]',
      ]);
    });
    h.socket().receive(bytes("[[[:a/b 1]] nil]"));
    h.socket().receive(bytes('[[[:a/b "a long message that takes a short while"]] nil]'));
    h.socket().end();
    await vi.waitFor(() => {
      expect(h.client.state.get().open).toBe(false);
    });
    expect(h.received.filter(([id]) => id === "a/b").map(([, data]) => data)).toEqual([
      1,
      "a long message that takes a short while",
    ]);
    expect(h.socket().binaryType).toBe("arraybuffer");
  });

  test("a message that it can't pack fails the request, or is reported", async () => {
    const h = await harness({ packer: slow() });
    h.socket().receive(bytes(hello));
    await vi.waitFor(() => {
      expect(h.client.state.get().open).toBe(true);
    });
    expect(await h.client.tryRequest("chat/ask", "unencodable")).toMatchObject({
      ok: false,
      reason: "chsk/error",
    });
    h.client.send("chat/say", "unencodable");
    await vi.waitFor(() => {
      expect(h.errors).toHaveLength(1);
    });
  });

  test("over Ajax, a binary packer has bytes in the body and the parameters in the query", async () => {
    const h = await harness({ type: "ajax", packer: slow() });
    h.poll().respond(200, bytes(hello));
    await vi.waitFor(() => {
      expect(h.client.state.get().open).toBe(true);
    });
    const reply = h.client.request("test/echo", 1);
    await vi.waitFor(() => {
      expect(h.post().method).toBe("POST");
    });
    expect(read(h.post().body)).toBe("[[:test/echo 1] :ajax]");
    expect(h.post().headers["Content-Type"]).toBe("application/octet-stream");
    expect(Object.fromEntries(h.post().url.searchParams)).toMatchObject({
      "binary?": "true",
      "client-id": "c1",
      udt: String(h.platform.now()),
      "sente-packer": "slow",
    });
    h.post().respond(200, bytes("[1 nil]"));
    expect(await reply).toBe(1);
  });

  test("one without keywords uses strings", async () => {
    const h = await harness({ packer: json(), type: "ws" });
    await h.open('[["chsk/handshake",["ada",null,{"a":1}]],null,{"session":"s","n":0,"resumed?":false}]');
    expect(h.client.state.get()).toMatchObject({ open: true, uid: "ada", handshakeData: { a: 1 } });
    const reply = h.client.request("test/echo", { a: 1 });
    const sent = JSON.parse(String(h.socket().sent[0])) as [unknown, string];
    expect(sent[0]).toEqual(["test/echo", { a: 1 }]);
    h.socket().receive(JSON.stringify(["a string", sent[1]]));
    expect(await reply).toBe("a string");
    h.socket().receive('[[["a/b",1],["a/c"]],null,{"n":2}]');
    h.socket().receive('["chsk/ws-ping",null]');
    expect(h.received.slice(-3)).toEqual([
      ["a/b", 1],
      ["a/c", undefined],
      ["chsk/ws-ping", undefined],
    ]);
    expect(h.socket().sent.at(-1)).toBe('[["chsk/ws-pong"],null,{"ack":2}]');
  });
});
