import { edn } from "../src/formats/edn/index.js";
import type { Keyword, Message } from "../src/index.js";
import { keyword } from "../src/index.js";
import {
  createFakeNetwork,
  type FakeNetwork,
  type FakeRequest,
  type FakeSocket,
} from "../src/testing/index.js";

const packer = edn();
const perBatch = 3;

/**
 * A model of a server with the extension, for one client. It numbers the events that it pushes, keeps them until the client
 * has acknowledged them, and sends them again over the next transport. A message is delivered when the
 * test calls `deliver`. When a transport is cut, messages on their way are lost in both directions.
 */
export class SessionServer {
  readonly network: FakeNetwork;
  /** Whether WebSockets can be opened. */
  webSockets = true;
  /** How often each request was handled, by its data. */
  readonly runs = new Map<unknown, number>();
  readonly #outbox: { n: number; event: unknown }[] = [];
  readonly #replies: [string, unknown][] = [];
  /** The replies by callback. A repeated request isn't handled again, but its reply is sent again. */
  readonly #made = new Map<string, unknown>();
  readonly #underway: (() => void)[] = [];
  #n = 0;
  #session = 0;
  #port: { socket?: FakeSocket; poll?: FakeRequest } | undefined;
  #attached: "ws" | "ajax" | undefined;

  constructor() {
    this.network = createFakeNetwork((made) => {
      this.#later(() => {
        if ("sent" in made) {
          this.#connect(made);
        } else {
          this.#answer(made);
        }
      });
    });
  }

  push(data: unknown): void {
    this.#outbox.push({ n: ++this.#n, event: [keyword("test/pushed"), data] });
    this.#flush();
  }

  /** Delivers so many of the messages on their way, the oldest first. */
  deliver(count: number): void {
    for (const run of this.#underway.splice(0, count)) {
      run();
    }
  }

  /** Cuts the open transports. Messages on their way are lost. */
  cut(): void {
    for (const socket of this.network.sockets) {
      if (!socket.ended) {
        socket.fail();
      }
    }
    for (const request of this.network.requests) {
      if (!request.answered && request.method === "GET") {
        request.fail();
      }
    }
    this.#port = undefined;
  }

  #later(run: () => void): void {
    this.#underway.push(run);
  }

  #connect(socket: FakeSocket): void {
    if (socket.ended) {
      return;
    }
    if (!this.webSockets) {
      socket.fail();
      return;
    }
    const query = new URL(socket.url).searchParams;
    if (query.has("sente-probe")) {
      socket.send = (packed) => {
        this.#later(() => {
          const [, callback] = packer.unpack(packed) as Message;
          this.#sendMessage(socket, ["pong", callback]);
        });
      };
      this.#sendMessage(socket, [[keyword("chsk/handshake"), ["ada", null, null]], null, { probe: true }]);
      return;
    }
    const handshake = this.#shake(query);
    this.#replace({ socket });
    socket.send = (packed) => {
      this.#later(() => {
        this.#take(packer.unpack(packed) as Message);
      });
    };
    this.#attached = "ws";
    this.#sendMessage(socket, handshake);
    this.#flush();
  }

  #answer(request: FakeRequest): void {
    if (request.aborted || request.answered) {
      return;
    }
    const query = request.url.searchParams;
    if (request.method === "POST") {
      const [event, callback] = packer.unpack(
        (request.body as URLSearchParams).get("ppstr") ?? "",
      ) as Message;
      const reply = callback === null ? keyword("chsk/dummy-cb-200") : this.#run(event);
      this.#respond(request, [reply, null]);
      return;
    }
    const known = this.#attached === "ajax" && query.get("sente-session") === this.#id;
    if (query.has("handshake?") || !known) {
      const handshake = this.#shake(query);
      this.#replace(undefined);
      this.#attached = "ajax";
      this.#respond(request, handshake);
      return;
    }
    this.#acknowledge(Number(query.get("sente-ack")));
    this.#replace({ poll: request });
    this.#flush();
  }

  get #id(): string {
    return `session-${this.#session}`;
  }

  #shake(query: URLSearchParams): Message {
    const resumed = this.#session > 0 && query.get("sente-session") === this.#id;
    if (resumed) {
      this.#acknowledge(Number(query.get("sente-ack")));
    } else {
      this.#session++;
    }
    const n = (this.#outbox[0]?.n ?? this.#n + 1) - 1;
    return [
      [keyword("chsk/handshake"), ["ada", null, null]],
      null,
      { session: this.#id, n, "resumed?": resumed },
    ];
  }

  /** Lets a newer transport replace the older one, which is closed. */
  #replace(port: { socket?: FakeSocket; poll?: FakeRequest } | undefined): void {
    const old = this.#port;
    this.#port = port;
    if (old?.poll && !old.poll.aborted) {
      this.#respond(old.poll, [keyword("chsk/timeout"), null]);
    }
    const socket = old?.socket;
    if (socket) {
      this.#later(() => {
        if (!socket.ended) {
          socket.end(1000);
        }
      });
    }
  }

  #acknowledge(n: number): void {
    while (this.#outbox[0] && this.#outbox[0].n <= n) {
      this.#outbox.shift();
    }
  }

  /** Sends the waiting events and replies: to a socket in batches, to a poll in its answer. */
  #flush(): void {
    const { socket, poll } = this.#port ?? {};
    const replies = this.#replies.splice(0);
    if (socket) {
      for (const [callback, reply] of replies) {
        this.#sendMessage(socket, [reply, callback]);
      }
    } else {
      this.#replies.push(...replies);
    }
    for (let at = 0; at < this.#outbox.length; at += perBatch) {
      const batch = this.#outbox.slice(at, at + perBatch);
      const message: Message = [batch.map(({ event }) => event), null, { n: batch.at(-1)?.n }];
      if (socket) {
        this.#sendMessage(socket, message);
      } else if (poll && !poll.answered) {
        this.#port = undefined;
        this.#respond(poll, message);
        return;
      }
    }
    if (poll && this.#port && this.#replies.length) {
      this.#port = undefined;
      this.#respond(poll, [null, null, { replies: this.#replies.splice(0) }]);
    }
  }

  #take([event, callback, extra]: Message): void {
    const { ack, id } = (extra ?? {}) as { ack?: number; id?: string };
    if (ack !== undefined) {
      this.#acknowledge(ack);
    }
    if (!Array.isArray(event)) {
      return;
    }
    if ((event[0] as Keyword).name === "chsk/ws-ping") {
      this.#replies.push([callback as string, "pong"]);
    } else if (typeof callback === "string") {
      if (id === undefined || !this.#made.has(id)) {
        this.#made.set(callback, this.#run(event));
      }
      this.#replies.push([callback, this.#made.get(callback)]);
    }
    this.#flush();
  }

  #run(event: unknown): unknown {
    const data = (event as unknown[])[1];
    this.runs.set(data, (this.runs.get(data) ?? 0) + 1);
    return data;
  }

  #sendMessage(socket: FakeSocket, message: Message): void {
    const packed = packer.pack(message) as string;
    this.#later(() => {
      socket.receive(packed);
    });
  }

  #respond(request: FakeRequest, message: Message): void {
    const packed = packer.pack(message) as string;
    this.#later(() => {
      if (!request.aborted && !request.answered) {
        request.respond(200, packed);
      }
    });
  }
}
