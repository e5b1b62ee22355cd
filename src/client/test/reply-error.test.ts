import { describe, expect, test } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import { json } from "../src/formats/json/index.js";
import { msgpack } from "../src/formats/msgpack/index.js";
import type { Packer } from "../src/formats/packer.js";
import { transit } from "../src/formats/transit/index.js";
import { type Client, createClient, SenteError, SenteReplyError } from "../src/index.js";
import { createFakeServer, type FakeServer } from "../src/testing/index.js";
import { callbackOf, harness } from "./harness.js";

const packers: [string, Packer][] = [edn(), transit(), msgpack(), json()].map((packer) => [
  String(packer.name),
  packer,
]);

async function connected(packer: Packer, transport: "ws" | "ajax"): Promise<[FakeServer, Client]> {
  const server = createFakeServer(packer);
  const client = createClient({ ...server.options, type: transport });
  await server.platform.settle();
  return [server, client];
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each(packers)("%s: a handler that replies with an error", (_, packer) => {
  test.each(["ws", "ajax"] as const)("rejects the request with that error, over %s", async (transport) => {
    const [server, client] = await connected(packer, transport);
    server.handle("chat/join", () => {
      throw new SenteReplyError("The room is full", "full", { seats: [1, 2] });
    });
    const error = await rejection(client.request("chat/join", "lobby"));
    expect(error).toBeInstanceOf(SenteReplyError);
    expect(error).toBeInstanceOf(SenteError);
    expect(error).toMatchObject({
      name: "SenteReplyError",
      reason: "reply-error",
      message: "The room is full",
      code: "full",
      data: { seats: [1, 2] },
    });
  });

  test("code and data are undefined where the server sends none", async () => {
    const [server, client] = await connected(packer, "ws");
    server.handle("chat/join", () => {
      throw new SenteReplyError("The room is full");
    });
    const outcome = await client.tryRequest("chat/join", "lobby");
    if (outcome.ok || outcome.reason !== "reply-error") {
      throw new Error("Expected a reply error");
    }
    expect(outcome.error.message).toBe("The room is full");
    expect(outcome.error.code).toBeUndefined();
    expect(outcome.error.data).toBeUndefined();
  });

  test("a bare :chsk/error is no SenteReplyError", async () => {
    const [server, client] = await connected(packer, "ws");
    server.handle("chat/join", () => packer.keyword("chsk/error"));
    const error = await rejection(client.request("chat/join", "lobby"));
    expect(error).not.toBeInstanceOf(SenteReplyError);
    expect(error).toMatchObject({ name: "SenteError", reason: "chsk/error" });
  });
});

describe("a reply with an error in its extension", () => {
  const replyWith = async (reply: string, extension: string, packer = edn()): Promise<unknown> => {
    const h = await harness({ type: "ws", packer });
    await h.open();
    const outcome = h.client.tryRequest("chat/join", "lobby");
    h.socket().receive(`[${reply} "${callbackOf(h.socket().sent[0])}" ${extension}]`);
    expect(h.errors).toEqual([]);
    return outcome;
  };

  test("takes nil for no code, and keeps data that is nil", async () => {
    expect(await replyWith(":chsk/error", '{:error {:message "full" :code nil :data nil}}')).toMatchObject({
      error: { message: "full", code: undefined, data: null },
    });
  });

  test.each(["{}", "nil", "{:error nil}", '{:error "full"}', "{:error {:message 1}}", "{:other 1}"])(
    "is a bare :chsk/error with the extension %s",
    async (extension) => {
      const outcome = await replyWith(":chsk/error", extension);
      expect(outcome).toMatchObject({ ok: false, reason: "chsk/error" });
    },
  );

  test("counts only with :chsk/error", async () => {
    expect(await replyWith("42", '{:error {:message "full"}}')).toEqual({ ok: true, reply: 42 });
    expect(await replyWith(":chsk/timeout", '{:error {:message "full"}}')).toMatchObject({
      ok: false,
      reason: "chsk/timeout",
    });
  });

  test("fails the request at once when its data can't be read", async () => {
    const tags = {
      bad: () => {
        throw new RangeError("no such thing");
      },
    };
    const outcome = await replyWith(":chsk/error", '{:error {:message "full" :data #bad 1}}', edn({ tags }));
    expect(outcome).toMatchObject({ reason: "chsk/error", error: { cause: { name: "SyntaxError" } } });
  });

  test("comes with a poll where the request's socket is gone", async () => {
    const h = await harness({ type: "ws" });
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "s1" :n 0 :resumed? false}]');
    const outcome = h.client.tryRequest("chat/join", "lobby");
    const callback = callbackOf(h.socket().sent[0]);
    h.socket().receive(`[nil nil {:replies [["${callback}" :chsk/error {:message "full"}]]}]`);
    expect(await outcome).toMatchObject({ reason: "reply-error", error: { message: "full" } });
  });
});
