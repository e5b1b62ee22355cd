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

/** A client on a fake platform and network, and what it told. */
export interface Harness {
  readonly client: Client;
  readonly platform: FakePlatform;
  readonly network: FakeNetwork;
  /** All that `chsk/*` and `onAny` heard, in order. */
  readonly heard: [id: string, data: unknown][];
  readonly errors: [source: string, message: string][];
  /** The last socket, or the one of this number. */
  socket(index?: number): FakeSocket;
  /** The last request, or the one of this number. */
  request(index?: number): FakeRequest;
  /** The last GET that waits for its answer. */
  poll(): FakeRequest;
  /** The last POST. */
  post(): FakeRequest;
  /** Answers with status 200, and waits until the client has done what it does then. */
  answer(request: FakeRequest, body: string): Promise<void>;
  /** Opens the last socket: the server shakes hands. */
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
  const heard: Harness["heard"] = [];
  const errors: Harness["errors"] = [];
  client.on("chsk/*", (data, id) => heard.push([id, data]));
  client.onAny((data, id) => heard.push([id, data]));
  client.onError((error, source) => errors.push([source, error.message]));
  await platform.settle();

  const at = <T>(list: readonly T[], index = list.length - 1): T => {
    const found = list[index];
    if (found === undefined) throw new Error(`There is no number ${index} among ${list.length}.`);
    return found;
  };
  const self: Harness = {
    client,
    platform,
    network,
    heard,
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

/** The parameters of a URL. */
export function query(url: string | URL): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

/** The packed message of a POST. */
export function posted({ body }: FakeRequest): string | null {
  expect(body).toBeInstanceOf(URLSearchParams);
  return (body as URLSearchParams).get("ppstr");
}

/** The ids of what was heard, in order. */
export function ids({ heard }: Harness): string[] {
  return heard.map(([id]) => id);
}

/** The changes of state that were told, each as `opened`, `closed` or `-`. */
export function transitions({ heard }: Harness): string[] {
  return heard
    .filter(([id]) => id === "chsk/state")
    .map(([, data]) => {
      const { opened, closed, firstOpen } = data as Transition;
      return opened ? (firstOpen ? "first open" : "opened") : closed ? "closed" : "-";
    });
}

/** The callback id of a sent message. */
export function callbackOf(packed: unknown): string {
  return /"([^"]+)"(?: \{.*\})?\]$/.exec(String(packed))?.[1] ?? "";
}
