import { describe, expect, expectTypeOf, test } from "vitest";
import type {
  Client,
  ClientOptions,
  HandshakeEvent,
  Outcome,
  Transition,
  WebSocketConstructor,
} from "../src/index.js";
import type { WebSocket as NodeWebSocket } from "ws";
import { createClient } from "../src/index.js";
import { edn } from "../src/formats/edn/index.js";

interface Message {
  readonly from: string;
  readonly text: string;
}

interface App {
  "chat/say": { send: { text: string } };
  "chat/leave": { send: undefined };
  "chat/history": { send: { room: string }; reply: Message[] };
  "chat/rooms": { reply: string[] };
  "chat/message": { receive: Message };
  "chat/closed": { receive: undefined };
  "admin/notice": { receive: string };
}

const client = createClient<App>({ url: "https://server.test/chsk", packer: edn(), autoConnect: false });
const untyped = createClient({ url: "https://server.test/chsk", packer: edn(), autoConnect: false });

// The compiler checks these tests: `npm run check` fails if an expected error doesn't occur, or another one does.
describe("an app's events, checked by the compiler", () => {
  test("ids and data of what is sent", () => {
    expectTypeOf(client.send("chat/say", { text: "hi" })).toEqualTypeOf<boolean>();
    client.send("chat/leave");
    client.send("chat/rooms");
    // @ts-expect-error: no such event
    client.send("chat/shout", { text: "hi" });
    // @ts-expect-error: its data is missing
    client.send("chat/say");
    // @ts-expect-error: other data
    client.send("chat/say", { text: 1 });
    // @ts-expect-error: only received, never sent
    client.send("chat/message", { from: "a", text: "b" });
  });

  test("data and replies of requests", () => {
    const unused = (): unknown[] => [
      expectTypeOf(client.request("chat/history", { room: "lobby" })).resolves.toEqualTypeOf<Message[]>(),
      expectTypeOf(client.request("chat/rooms")).resolves.toEqualTypeOf<string[]>(),
      expectTypeOf(client.tryRequest("chat/rooms", undefined, { timeoutMs: 5 })).resolves.toEqualTypeOf<
        Outcome<string[]>
      >(),
      // @ts-expect-error: nobody replies to that
      client.request("chat/say", { text: "hi" }),
      // @ts-expect-error: its data is missing
      client.request("chat/history"),
    ];
    expectTypeOf(unused).toBeFunction();
  });

  test("data of what is received, for ids and patterns", () => {
    client.on("chat/message", (data, id) => {
      expectTypeOf(data).toEqualTypeOf<Message>();
      expectTypeOf(id).toEqualTypeOf<"chat/message">();
    });
    client.on("chat/closed", (data) => {
      expectTypeOf(data).toEqualTypeOf<undefined>();
    });
    client.on("chat/*", (...[data, id]) => {
      expectTypeOf(id).toEqualTypeOf<"chat/message" | "chat/closed">();
      if (id === "chat/message") {
        expectTypeOf(data).toEqualTypeOf<Message>();
      }
    });
    client.onAny((_, id) => {
      expectTypeOf(id).toEqualTypeOf<"chat/message" | "chat/closed" | "admin/notice">();
    });
    expectTypeOf(client.events("admin/notice")).toEqualTypeOf<AsyncIterableIterator<string>>();
    client.inject(["chat/message", { from: "a", text: "b" }]);
    // @ts-expect-error: never received
    client.on("chat/say", () => 1);
    // @ts-expect-error: no such namespace
    client.on("game/*", () => 1);
    // @ts-expect-error: other data
    client.inject(["admin/notice", 5]);
  });

  test("the client's own events", () => {
    client.on("chsk/state", (data) => {
      expectTypeOf(data).toEqualTypeOf<Transition>();
    });
    client.on("chsk/handshake", (data) => {
      expectTypeOf(data).toEqualTypeOf<HandshakeEvent>();
    });
    untyped.on("chsk/state", (data) => {
      expectTypeOf(data).toEqualTypeOf<Transition>();
    });
  });

  test("without types of events, any id is allowed, and its data is unknown", () => {
    untyped.send("any/thing", { a: 1 });
    untyped.send("any/thing");
    untyped.on("any/thing", (data) => {
      expectTypeOf(data).toBeUnknown();
    });
    untyped.on("any/*", (data) => {
      expectTypeOf(data).toBeUnknown();
    });
    // @ts-expect-error: an id has a namespace
    expect(() => untyped.send("thing")).toThrow(TypeError);
    expectTypeOf(untyped).toEqualTypeOf<Client>();
  });

  test("the WebSockets of the browser and of the package ws fit", () => {
    expectTypeOf<typeof WebSocket>().toExtend<WebSocketConstructor>();
    expectTypeOf<typeof NodeWebSocket>().toExtend<WebSocketConstructor>();
    expectTypeOf<typeof fetch>().toExtend<NonNullable<ClientOptions["fetch"]>>();
  });

  test("the types of events must have ids as keys", () => {
    interface NoNamespace {
      chat: { send: string };
    }
    // @ts-expect-error: an id has a namespace
    const wrong = (): unknown => createClient<NoNamespace>({ url: "/", packer: edn() });
    expectTypeOf(wrong).toBeFunction();
  });
});
