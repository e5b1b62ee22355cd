import { SenteReplyError } from "../client/errors.js";
import type { ClientOptions } from "../client/options.js";
import type { Message, Packed, Packer } from "../formats/packer.js";
import { createFakeNetwork, type FakeNetwork, type FakeRequest, type FakeSocket } from "./fake-network.js";
import { createFakePlatform, type FakePlatform } from "./fake-platform.js";

/** An event that a client sent: its id and data. */
export type Received = readonly [id: string, data: unknown];

/** Replies to requests with what it returns, or with the error when it throws a {@link SenteReplyError}. */
export type FakeHandler = (data: unknown, id: string) => unknown;

/** A reply, and the extension beside it. */
type FakeReply = readonly [value: unknown, extension?: unknown];

/** A Sente server in the process of the test, over a fake network. */
export interface FakeServer {
  /** Options that connect a client to this server and to {@link FakeServer.platform}. */
  readonly options: Pick<ClientOptions, "url" | "packer"> & FakeNetwork & { readonly platform: FakePlatform };
  /** The platform of the client, whose time stands still until the test advances it. */
  readonly platform: FakePlatform;
  /** The uid of every client; null for anonymous clients. */
  uid: string | null;
  /** The app's data in the handshake. */
  handshakeData: unknown;
  /** Whether WebSockets work, are refused, or open and deliver nothing. */
  webSockets: "open" | "refused" | "silent";
  /** Whether HTTP requests are answered, or fail. */
  ajax: "open" | "refused";
  /** All events that clients have sent, except pings and pongs. */
  readonly received: Received[];
  /** Sets the handler of an event id. Requests without a handler get no reply. */
  handle(id: string, handler: FakeHandler): void;
  /** Pushes an event to every connected client. A client between two polls receives it with the next poll. */
  push(id: string, data?: unknown): void;
  /** Closes every connection. The clients reconnect. */
  closeAll(): void;
}

/**
 * Creates a server for the tests of an app.
 *
 * @param packer - the packer of the server and its clients.
 *
 * @example
 * ```ts
 * const server = createFakeServer(edn());
 * const client = createClient<App>({ ...server.options });
 * server.handle("chat/history", () => ["hello"]);
 * await server.platform.settle();
 * server.push("chat/message", { text: "hi" });
 * ```
 */
export function createFakeServer(packer: Packer): FakeServer {
  const platform = createFakePlatform();
  const handlers = new Map<string, FakeHandler>();
  const sockets = new Set<FakeSocket>();
  const polls = new Set<FakeRequest>();
  const knownClientIds = new Set<string | null>();
  const undelivered: unknown[] = [];

  const sendMessage = async (message: Message, transmit: (packed: Packed) => void): Promise<void> => {
    transmit(await packer.pack(message));
  };
  const keyword = (name: string): unknown => packer.keyword(name);
  const handshake = (): Message => [
    [keyword("chsk/handshake"), [server.uid ?? keyword("sente/nil-uid"), null, server.handshakeData]],
    null,
  ];

  const serveSocket = (socket: FakeSocket): void => {
    if (server.webSockets === "refused") {
      socket.fail();
    }
    if (server.webSockets !== "open") {
      return;
    }
    sockets.add(socket);
    socket.send = (packed) => {
      socket.sent.push(packed);
      void handleMessage(packed, (callback, reply, ...extension) => {
        if (callback !== null) {
          void sendMessage([reply, callback, ...extension], (answer) => {
            socket.receive(answer);
          });
        }
      });
    };
    const receive = (packed: Packed): void => {
      socket.receive(packed);
    };
    void sendMessage(handshake(), receive);
  };

  const serveRequest = (request: FakeRequest): void => {
    if (server.ajax === "refused") {
      request.fail();
    } else if (request.method === "POST") {
      servePost(request);
    } else {
      servePoll(request);
    }
  };
  const respond =
    (request: FakeRequest) =>
    (packed: Packed): void => {
      request.respond(200, packed);
    };
  const servePost = (request: FakeRequest): void => {
    const { body } = request;
    void handleMessage(
      body instanceof URLSearchParams ? (body.get("ppstr") ?? "") : (body ?? ""),
      (callback, reply, ...extension) => {
        const value = callback === null ? keyword("chsk/dummy-cb-200") : reply;
        void sendMessage([value, null, ...extension], respond(request));
      },
    );
  };
  const servePoll = (request: FakeRequest): void => {
    const clientId = request.url.searchParams.get("client-id");
    if (request.url.searchParams.has("handshake?") || !knownClientIds.has(clientId)) {
      knownClientIds.add(clientId);
      void sendMessage(handshake(), respond(request));
    } else if (undelivered.length) {
      void sendMessage([undelivered.splice(0), null], respond(request));
    } else {
      polls.add(request);
    }
  };

  /** Passes an event to its handler, and to `answer` the reply of the handler, or null for an event that wants none. */
  const handleMessage = async (
    packed: Packed,
    answer: (callback: unknown, ...reply: FakeReply) => void,
  ): Promise<void> => {
    const [event, callback] = await packer.unpack(packed);
    const [key, data] = event as [unknown, unknown];
    const id = packer.keywordName(key) ?? "";
    if (id === "chsk/ws-ping") {
      answer(callback, "pong");
    }
    if (id.startsWith("chsk/")) {
      return;
    }
    server.received.push([id, data]);
    const handler = handlers.get(id);
    if (callback === null) {
      answer(null, null);
    }
    if (handler) {
      const reply = await replyOf(handler, data, id);
      if (callback !== null) {
        answer(callback, ...reply);
      }
    }
  };

  /** The reply, or `:chsk/error` with the extension that explains it. */
  const replyOf = async (handler: FakeHandler, data: unknown, id: string): Promise<FakeReply> => {
    try {
      return [await handler(data, id)];
    } catch (thrown) {
      if (!(thrown instanceof SenteReplyError)) {
        throw thrown;
      }
      const { message, code, data } = thrown;
      return [keyword("chsk/error"), { error: { message, code, data } }];
    }
  };

  const server: FakeServer = {
    options: {
      url: "https://server.test/chsk",
      packer,
      platform,
      ...createFakeNetwork((made) => {
        // A real network never answers in the same turn of the event loop.
        queueMicrotask(() => {
          if ("sent" in made) {
            serveSocket(made);
          } else {
            serveRequest(made);
          }
        });
      }),
    },
    platform,
    uid: "user",
    handshakeData: null,
    webSockets: "open",
    ajax: "open",
    received: [],
    handle(id, handler) {
      handlers.set(id, handler);
    },
    push(id, data) {
      const event = data === undefined ? [keyword(id)] : [keyword(id), data];
      for (const socket of sockets) {
        void sendMessage([[event], null], (packed) => {
          socket.receive(packed);
        });
      }
      const held = [...polls].filter(({ aborted }) => !aborted);
      polls.clear();
      if (knownClientIds.size && !held.length) {
        undelivered.push(event);
      }
      for (const poll of held) {
        void sendMessage([[event], null], respond(poll));
      }
    },
    closeAll() {
      for (const socket of sockets) {
        socket.end();
      }
      for (const poll of polls) {
        poll.fail();
      }
      sockets.clear();
      polls.clear();
      knownClientIds.clear();
    },
  };
  return server;
}
