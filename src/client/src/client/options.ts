import type { ConnectionConfig } from "../connection/config.js";
import type { Packer } from "../formats/packer.js";
import { randomClientId, type ValueOrProvider, type WebSocketConstructor } from "../transports/config.js";
import { type Platform, realPlatform } from "../transports/platform.js";
import type { TraceEntry } from "../transports/trace.js";
import type { TransportType } from "../transports/transport.js";

/** Options of `createClient`. */
export interface ClientOptions {
  /** The URL of the server's endpoint, such as `/chsk`. Without a page it must be absolute (http, https, ws or wss). */
  readonly url: string | URL;
  /** The packer, which the server must have too; for example `edn()` from `sente-client/edn`. */
  readonly packer: Packer;
  /** The type of transport: `ws` or `ajax` only, or `auto` (the default), which uses polling while WebSockets don't work. */
  readonly type?: "auto" | TransportType;
  /** The CSRF token that the server expects from its own pages; null or undefined for none. */
  readonly csrfToken?: ValueOrProvider<string | null | undefined>;
  /** The app's own query parameters, sent with every request. Servers log them, so they should not be secrets. */
  readonly params?: ValueOrProvider<Readonly<Record<string, string | number | undefined>>>;
  /** The app's own headers of polls and POSTs. (Browsers can't set those of a WebSocket.) */
  readonly headers?: ValueOrProvider<Readonly<Record<string, string>>>;
  /** Whether polls and POSTs include cookies, as in `fetch`; `same-origin` by default. */
  readonly credentials?: RequestCredentials;
  /**
   * The client-id; a random text by default. If two pages use the same one (a duplicated tab copies its sessionStorage), Sente for
   * .NET reports that to one of them, which takes a random one; see `client.clientId`.
   */
  readonly clientId?: string;
  /** The keep-alive time in milliseconds; 20,000 by default. A WebSocket without a message for half of it is pinged. Null for no pings. */
  readonly keepAliveMs?: number | null;
  /** The time to answer a ping, in milliseconds; 5,000 by default. After it, the WebSocket counts as dead. Null for no limit. */
  readonly pingTimeoutMs?: number | null;
  /** The time until a transport's handshake, in milliseconds; 10,000 by default. It begins when the app's functions have returned. */
  readonly handshakeTimeoutMs?: number;
  /**
   * The time-out of an HTTP request, and of the promises of `csrfToken`, `params` and `headers`, in milliseconds; 60,000 by default.
   * It must be longer than the server holds a poll (`LpTimeout`).
   */
  readonly ajaxTimeoutMs?: number;
  /** Returns the delay before a retry in milliseconds; `attempt` is 0 for the first. By default it is random, and at most 30 s. */
  readonly backoff?: (attempt: number) => number;
  /** The class of WebSockets; the global `WebSocket` by default. */
  readonly webSocket?: WebSocketConstructor;
  /** The function that makes HTTP requests; the global `fetch` by default. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * The number of messages that may wait for the first connection; 100 by default, 0 for none. More are refused: `send` returns
   * false, `request` rejects with `chsk/closed`.
   */
  readonly maxHeldMessages?: number;
  /** The size of these messages together, in packed bytes; 1,048,576 by default. */
  readonly maxHeldBytes?: number;
  /** Whether to connect at once; true by default. Otherwise the client connects by `connect()`. */
  readonly autoConnect?: boolean;
  /** Disconnects the client permanently when it is aborted. */
  readonly signal?: AbortSignal;
  /** Receives a trace of the protocol: everything sent and received, with tokens and session ids masked. */
  readonly trace?: (entry: TraceEntry) => void;
  /** The clock, timers, random numbers and page events; replaced in tests (`sente-client/testing`). */
  readonly platform?: Platform;
}

/** The options with their defaults filled in. */
export interface Config extends ConnectionConfig {
  readonly maxHeldMessages: number;
  readonly maxHeldBytes: number;
}

/** Checks the options, and fills in the defaults. */
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
    if (!(value >= 0)) {
      throw new TypeError(`Expected ${name} to be 0 or more, not ${value}`);
    }
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
