import type { ClientOptions } from "../client/options.js";
import type { Packed } from "../formats/packer.js";
import type { WebSocketConstructor, WebSocketLike } from "../transports/config.js";

/** A WebSocket whose other end is the test. */
export interface FakeSocket extends WebSocketLike {
  /** The client's handler of frames; a test that takes the client's place sets its own. */
  onmessage: ((event: { data: unknown }) => void) | null;
  /** The client's handler of failures. */
  onerror: ((event: object) => void) | null;
  /** The client's handler of the end. */
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null;
  /** The URL it was to connect to. */
  readonly url: string;
  /** What the client sent. */
  readonly sent: Packed[];
  /** How the client closed it, if it did. */
  readonly closed: { readonly code: number | undefined; readonly reason: string | undefined } | undefined;
  /** Whether it has ended, by whomever. */
  readonly ended: boolean;
  /** The server says something. */
  receive(packed: Packed): void;
  /** The server closes it, in good order. */
  end(code?: number, reason?: string): void;
  /** It is refused or cut: an error, and a close without a word. */
  fail(): void;
}

/** An HTTP request that the test answers. */
export interface FakeRequest {
  /** GET, or POST. */
  readonly method: string;
  /** The whole URL. */
  readonly url: URL;
  /** The headers that the client set. */
  readonly headers: Readonly<Record<string, string>>;
  /** The form's fields, or the bytes; undefined for a GET. */
  readonly body: URLSearchParams | Uint8Array | undefined;
  /** Whether the client has taken it back. */
  readonly aborted: boolean;
  /** Whether it has got its answer. */
  readonly answered: boolean;
  /** Answers. */
  respond(status: number, body: Packed, headers?: Readonly<Record<string, string>>): void;
  /** Fails as if the network did. */
  fail(): void;
}

/** A network whose other end is the test. */
export interface FakeNetwork extends Required<Pick<ClientOptions, "webSocket" | "fetch">> {
  /** All sockets, in the order in which they were made. */
  readonly sockets: FakeSocket[];
  /** All requests, in the order in which they were made. */
  readonly requests: FakeRequest[];
}

/**
 * Makes a network.
 *
 * @param onCreated - is told of each new socket and request.
 */
export function createFakeNetwork(
  onCreated: (made: FakeSocket | FakeRequest) => void = () => undefined,
): FakeNetwork {
  const sockets: FakeSocket[] = [];
  const requests: FakeRequest[] = [];

  const webSocket = function (url: string) {
    const socket = createSocket(url);
    sockets.push(socket);
    onCreated(socket);
    return socket;
  } as unknown as WebSocketConstructor;

  const fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const request = createRequest(url, init, resolve, reject);
      requests.push(request);
      onCreated(request);
    });

  return { sockets, requests, webSocket, fetch };
}

function createSocket(url: string): FakeSocket {
  let hasEnded = false;
  let closed: FakeSocket["closed"];
  const close = (code: number, reason: string, wasClean: boolean): void => {
    if (hasEnded) return;
    hasEnded = true;
    socket.onclose?.({ code, reason, wasClean });
  };
  const socket: FakeSocket = {
    url,
    sent: [],
    get closed() {
      return closed;
    },
    get ended() {
      return hasEnded;
    },
    binaryType: "blob",
    onmessage: null,
    onerror: null,
    onclose: null,
    send(data) {
      if (!hasEnded && !closed) this.sent.push(data);
    },
    close(code, reason) {
      closed ??= { code, reason };
      // The other side answers a close with the same.
      queueMicrotask(() => {
        close(code ?? 1005, reason ?? "", true);
      });
    },
    receive(packed) {
      const data = typeof packed === "string" ? packed : packed.slice().buffer;
      if (!hasEnded) this.onmessage?.({ data });
    },
    end(code = 1000, reason = "") {
      close(code, reason, true);
    },
    fail() {
      if (!hasEnded) this.onerror?.({});
      close(1006, "", false);
    },
  };
  return socket;
}

function createRequest(
  url: string,
  { method = "GET", headers, body, signal }: RequestInit,
  resolve: (response: Response) => void,
  reject: (error: Error) => void,
): FakeRequest {
  let answered = false;
  signal?.addEventListener("abort", () => {
    reject(new DOMException("The operation was aborted.", "AbortError"));
  });
  return {
    method,
    url: new URL(url),
    headers: headers as Record<string, string>,
    body: body as URLSearchParams | Uint8Array | undefined,
    get aborted() {
      return signal?.aborted ?? false;
    },
    get answered() {
      return answered;
    },
    respond(status, packed, responseHeaders = {}) {
      answered = true;
      resolve(new Response(packed as string | Uint8Array<ArrayBuffer>, { status, headers: responseHeaders }));
    },
    fail() {
      answered = true;
      reject(new TypeError("fetch failed"));
    },
  };
}
