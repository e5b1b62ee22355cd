import type { Packer } from "./packer.js";
import { type Platform, realPlatform } from "./platform.js";
import type { TraceEntry } from "./trace.js";
import type { Kind } from "./transports/link.js";

/** A value, or a function that is asked for it at every attempt to connect: so a reconnect picks up a new login. */
export type Fresh<T> = T | (() => T | Promise<T>);

/**
 * What the client needs of a WebSocket: the browser's, Deno's and Bun's own, or the package `ws` in Node. (They agree on
 * what handlers are given, but not on its types.)
 */
export interface WebSocketLike {
  /** Is set to `arraybuffer`. */
  binaryType: string;
  /** Is told of each frame: `{ data }`, text or an `ArrayBuffer`. */
  onmessage: unknown;
  /** Is told that it failed; `onclose` follows. */
  onerror: unknown;
  /** Is told how it ended: `{ code, reason, wasClean }`. */
  onclose: unknown;
  /** Sends a frame: text, or bytes. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Says goodbye. */
  close(code?: number, reason?: string): void;
}

/** Makes a WebSocket that connects to a URL. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** Options of `createClient`. */
export interface ClientOptions {
  /** The server's endpoint, such as `/chsk`. Absolute (http, https, ws or wss) where there is no page to be relative to. */
  readonly url: string | URL;
  /** The format of messages, which the server must speak too: `edn()` from `sente-client/edn`. */
  readonly packer: Packer;
  /** `ws` or `ajax` only, or `auto` (the default): WebSocket, else Ajax until WebSockets work. */
  readonly type?: "auto" | Kind;
  /** The token that the server expects of its own pages. */
  readonly csrfToken?: Fresh<string | null | undefined>;
  /** The app's own query parameters, sent with every request. They show in servers' logs: secrets go elsewhere. */
  readonly params?: Fresh<Readonly<Record<string, string | number | undefined>>>;
  /** The app's own headers, for Ajax only: browsers let nobody set a WebSocket's. */
  readonly headers?: Fresh<Readonly<Record<string, string>>>;
  /** Which cookies go with Ajax requests, as in `fetch`; `same-origin` by default. */
  readonly credentials?: RequestCredentials;
  /**
   * Names this client among those of its user; a random one by default. Where two pages share one (a duplicated tab copies its
   * sessionStorage), Sente for .NET tells one of them, which takes a random one: see `client.clientId`.
   */
  readonly clientId?: string;
  /** A WebSocket on which nothing came for half of this (20,000 ms) is pinged; null: never. */
  readonly keepAliveMs?: number | null;
  /** A WebSocket that leaves a ping unanswered so long (5,000 ms) is given up; null: never. */
  readonly pingTimeoutMs?: number | null;
  /** A transport that hasn't brought its handshake after so long (10,000 ms) has failed. The app's token, parameters and headers have their own time. */
  readonly handshakeTimeoutMs?: number;
  /**
   * The longest that one HTTP request, or a promise of `csrfToken`, `params` and `headers`, may take (60,000 ms). Must be
   * more than the server's lp-timeout-ms.
   */
  readonly ajaxTimeoutMs?: number;
  /** How long to wait before a retry, in ms; `attempt` is 0 for the first. By default jittered, and 30 s at most. */
  readonly backoff?: (attempt: number) => number;
  /** Makes WebSockets; the global `WebSocket` by default. */
  readonly webSocket?: WebSocketConstructor;
  /** Makes HTTP requests; the global `fetch` by default. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * How many messages sent before the first connection wait for it (100); 0: none, they fail at once. Those beyond are
   * refused: `send` returns false, `request` rejects with `chsk/closed`.
   */
  readonly maxHeldMessages?: number;
  /** How many bytes, packed, these messages may have together (1,048,576). */
  readonly maxHeldBytes?: number;
  /** Whether to connect at once (the default), or when `connect()` is called. */
  readonly autoConnect?: boolean;
  /** Disconnects for good when it is aborted. */
  readonly signal?: AbortSignal;
  /** Is shown the protocol: everything sent and received, with tokens and session ids masked. */
  readonly trace?: (entry: TraceEntry) => void;
  /** Clock, timers, randomness and page; for tests (`sente-client/testing`). */
  readonly platform?: Platform;
}

/** The options with nothing left open. */
export interface Config {
  readonly url: string | URL;
  readonly packer: Packer;
  readonly type: "auto" | Kind;
  readonly csrfToken: ClientOptions["csrfToken"];
  readonly params: NonNullable<ClientOptions["params"]>;
  readonly headers: NonNullable<ClientOptions["headers"]>;
  readonly credentials: RequestCredentials;
  /** Changes when another page turns out to use the same. Read where a connection is opened. */
  clientId: string;
  readonly keepAliveMs: number | null;
  readonly pingTimeoutMs: number | null;
  readonly handshakeTimeoutMs: number;
  readonly ajaxTimeoutMs: number;
  readonly backoff: ClientOptions["backoff"];
  readonly maxHeldMessages: number;
  readonly maxHeldBytes: number;
  readonly webSocket: WebSocketConstructor | undefined;
  readonly fetch: NonNullable<ClientOptions["fetch"]>;
  readonly signal: AbortSignal | undefined;
  readonly platform: Platform;
}

/** Completes the options. */
export function configure({
  url,
  packer,
  type = "auto",
  csrfToken,
  params = {},
  headers = {},
  credentials = "same-origin",
  clientId = randomId(),
  keepAliveMs = 20_000,
  pingTimeoutMs = 5_000,
  handshakeTimeoutMs = 10_000,
  ajaxTimeoutMs = 60_000,
  backoff,
  maxHeldMessages = 100,
  maxHeldBytes = 0x100000,
  webSocket = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket,
  fetch = (address, init) => globalThis.fetch(address, init),
  signal,
  platform = realPlatform(),
}: ClientOptions): Config {
  for (const [name, value] of Object.entries({ maxHeldMessages, maxHeldBytes })) {
    if (!(value >= 0)) throw new TypeError(`Expected ${name} to be 0 or more, not ${value}`);
  }
  return {
    url,
    packer,
    type,
    csrfToken,
    params,
    headers,
    credentials,
    clientId,
    keepAliveMs,
    pingTimeoutMs,
    handshakeTimeoutMs,
    ajaxTimeoutMs,
    backoff,
    maxHeldMessages,
    maxHeldBytes,
    webSocket,
    fetch,
    signal,
    platform,
  };
}

/** A client-id. (`crypto.randomUUID` is there on secure origins only.) */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
