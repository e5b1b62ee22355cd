import type { ClientOptions } from "../client/options.js";
import type { Packed } from "../formats/packer.js";
import type { WebSocketConstructor, WebSocketLike } from "../transports/config.js";

/** A WebSocket for which the test plays the server. */
export interface FakeSocket extends WebSocketLike {
  /** The client's handler of frames. A test may set its own in place of a client. */
  onmessage: ((event: { data: unknown }) => void) | null;
  /** The client's handler of errors. */
  onerror: ((event: object) => void) | null;
  /** The client's handler of the close. */
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null;
  /** The URL to which the client connects. */
  readonly url: string;
  /** The packed messages that the client has sent. */
  readonly sent: Packed[];
  /** The code and reason with which the client closed it; undefined if it didn't. */
  readonly closed: { readonly code: number | undefined; readonly reason: string | undefined } | undefined;
  /** Whether it is closed, by either side. */
  readonly ended: boolean;
  /** Lets the client receive a packed message. */
  receive(packed: Packed): void;
  /** Closes it cleanly, as the server does. */
  end(code?: number, reason?: string): void;
  /** Refuses or cuts it: an error, then a close without a close frame. */
  fail(): void;
}

/** An HTTP request that the test answers. */
export interface FakeRequest {
  /** `GET` or `POST`. */
  readonly method: string;
  /** The whole URL. */
  readonly url: URL;
  /** The headers that the client set. */
  readonly headers: Readonly<Record<string, string>>;
  /** The form's fields, or the bytes of a binary packer; undefined for a GET. */
  readonly body: URLSearchParams | Uint8Array | undefined;
  /** Whether the client has aborted it. */
  readonly aborted: boolean;
  /** Whether it has been answered, or has failed. */
  readonly answered: boolean;
  /** Answers the request. */
  respond(status: number, body: Packed, headers?: Readonly<Record<string, string>>): void;
  /** Lets the request fail, as by an error of the network. */
  fail(): void;
}

/** A network for which the test plays the server. */
export interface FakeNetwork extends Required<Pick<ClientOptions, "webSocket" | "fetch">> {
  /** All sockets, in the order of their creation. */
  readonly sockets: FakeSocket[];
  /** All requests, in the order of their creation. */
  readonly requests: FakeRequest[];
}

/**
 * Creates a network.
 *
 * @param onCreated - receives each new socket and request.
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
    if (hasEnded) {
      return;
    }
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
      if (!hasEnded && !closed) {
        this.sent.push(data);
      }
    },
    close(code, reason) {
      closed ??= { code, reason };
      // The server answers a close frame with the same code and reason.
      queueMicrotask(() => {
        close(code ?? 1005, reason ?? "", true);
      });
    },
    receive(packed) {
      const data = typeof packed === "string" ? packed : packed.slice().buffer;
      if (!hasEnded) {
        this.onmessage?.({ data });
      }
    },
    end(code = 1000, reason = "") {
      close(code, reason, true);
    },
    fail() {
      if (!hasEnded) {
        this.onerror?.({});
      }
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
