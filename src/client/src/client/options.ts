import type { ConnectionConfig } from "../connection/config.js";
import type { Packer } from "../formats/packer.js";
import { type ValueOrProvider, randomClientId, type WebSocketConstructor } from "../transports/config.js";
import type { TransportType } from "../transports/transport.js";
import { type Platform, realPlatform } from "../transports/platform.js";
import type { TraceEntry } from "../transports/trace.js";

/** Options of `createClient`. */
export interface ClientOptions {
  /** The server's endpoint, such as `/chsk`. Absolute (http, https, ws or wss) where there is no page to be relative to. */
  readonly url: string | URL;
  /** The format of messages, which the server must speak too: `edn()` from `sente-client/edn`. */
  readonly packer: Packer;
  /** `ws` or `ajax` only, or `auto` (the default): WebSocket, else Ajax until WebSockets work. */
  readonly type?: "auto" | TransportType;
  /** The token that the server expects of its own pages. */
  readonly csrfToken?: ValueOrProvider<string | null | undefined>;
  /** The app's own query parameters, sent with every request. They show in servers' logs: secrets go elsewhere. */
  readonly params?: ValueOrProvider<Readonly<Record<string, string | number | undefined>>>;
  /** The app's own headers, for Ajax only: browsers let nobody set a WebSocket's. */
  readonly headers?: ValueOrProvider<Readonly<Record<string, string>>>;
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
export interface Config extends ConnectionConfig {
  readonly maxHeldMessages: number;
  readonly maxHeldBytes: number;
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
  clientId = randomClientId(),
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
