import { expect } from "vitest";
import { type Client, type ClientOptions, createClient, type Transition } from "../src/index.js";
import { edn } from "../src/formats/edn/index.js";
import {
  createFakeNetwork,
  createFakePlatform,
  type FakeNetwork,
  type FakePlatform,
  type FakeRequest,
  type FakeSocket,
} from "../src/testing/index.js";

export const hello = '[[:chsk/handshake ["ada" nil nil]] nil]';

/** A client on a fake platform and network, with what it reported. */
export interface Harness {
  readonly client: Client;
  readonly platform: FakePlatform;
  readonly network: FakeNetwork;
  /** The events of the handlers of `chsk/*` and `onAny`, in order. */
  readonly received: [id: string, data: unknown][];
  readonly errors: [source: string, message: string][];
  /** Returns the socket with this index, or the last one. */
  socket(index?: number): FakeSocket;
  /** Returns the request with this index, or the last one. */
  request(index?: number): FakeRequest;
  /** Returns the last GET that has no answer. */
  poll(): FakeRequest;
  /** Returns the last POST. */
  post(): FakeRequest;
  /** Answers with status 200, and lets the client handle the answer. */
  answer(request: FakeRequest, body: string): Promise<void>;
  /** Opens the last socket with a handshake. */
  open(handshake?: string): Promise<void>;
}

export async function harness(options: Partial<ClientOptions> = {}): Promise<Harness> {
  const platform = createFakePlatform();
  const network = createFakeNetwork();
  const client = createClient({
    url: "https://server.test/chsk",
    packer: edn(),
    clientId: "c1",
    platform,
    webSocket: network.webSocket,
    fetch: network.fetch,
    ...options,
  });
  const received: Harness["received"] = [];
  const errors: Harness["errors"] = [];
  client.on("chsk/*", (data, id) => received.push([id, data]));
  client.onAny((data, id) => received.push([id, data]));
  client.onError((error, source) => errors.push([source, error.message]));
  await platform.settle();

  const at = <T>(list: readonly T[], index = list.length - 1): T => {
    const found = list[index];
    if (found === undefined) {
      throw new Error(`There is no number ${index} among ${list.length}.`);
    }
    return found;
  };
  const self: Harness = {
    client,
    platform,
    network,
    received,
    errors,
    socket: (index) => at(network.sockets, index),
    request: (index) => at(network.requests, index),
    poll: () =>
      at(
        network.requests.filter(({ method, answered, aborted }) => method === "GET" && !answered && !aborted),
      ),
    post: () => at(network.requests.filter(({ method }) => method === "POST")),
    async answer(request, body) {
      request.respond(200, body);
      await platform.settle();
    },
    async open(handshake = hello) {
      self.socket().receive(handshake);
      await platform.settle();
    },
  };
  return self;
}

/** Returns the parameters of a URL. */
export function query(url: string | URL): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

/** Returns the packed message of a POST. */
export function posted({ body }: FakeRequest): string | null {
  expect(body).toBeInstanceOf(URLSearchParams);
  return (body as URLSearchParams).get("ppstr");
}

/** Returns the ids of the received events, in order. */
export function ids({ received }: Harness): string[] {
  return received.map(([id]) => id);
}

/** Returns the reported changes of state, each as `opened`, `closed` or `-`. */
export function transitions({ received }: Harness): string[] {
  return received
    .filter(([id]) => id === "chsk/state")
    .map(([, data]) => {
      const { opened, closed, firstOpen } = data as Transition;
      return opened ? (firstOpen ? "first open" : "opened") : closed ? "closed" : "-";
    });
}

/** Returns the callback of a sent message. */
export function callbackOf(packed: unknown): string {
  return /"([^"]+)"(?: \{.*\})?\]$/.exec(String(packed))?.[1] ?? "";
}
