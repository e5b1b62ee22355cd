import type { Packer } from "../formats/packer.js";
import type { Platform } from "./platform.js";

/** A value, or a function that returns it. The function is called for every attempt to connect, so that a new login takes effect. */
export type ValueOrProvider<T> = T | (() => T | Promise<T>);

/**
 * What the client uses of a WebSocket: that of the browser, Node 22, Deno or Bun, or of the package `ws`. (The handlers are
 * `unknown` because these agree on what a handler receives, but not on its type.)
 */
export interface WebSocketLike {
  /** The client sets it to `arraybuffer`. */
  binaryType: string;
  /** The handler of frames; receives `{ data }`, a text or an `ArrayBuffer`. */
  onmessage: unknown;
  /** The handler of errors, after which `onclose` is called too. */
  onerror: unknown;
  /** The handler of the close; receives `{ code, reason, wasClean }`. */
  onclose: unknown;
  /** Sends a text frame or a binary frame. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Closes the WebSocket with a close frame. */
  close(code?: number, reason?: string): void;
}

/** The class of WebSockets. Its constructor connects to a URL. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The options that the transports use, with their defaults filled in. */
export interface TransportConfig {
  readonly url: string | URL;
  readonly packer: Packer;
  readonly csrfToken: ValueOrProvider<string | null | undefined>;
  readonly params: ValueOrProvider<Readonly<Record<string, string | number | undefined>>>;
  readonly headers: ValueOrProvider<Readonly<Record<string, string>>>;
  readonly credentials: RequestCredentials;
  /** Changes when another page uses the same client-id. It is read when a transport opens. */
  clientId: string;
  readonly keepAliveMs: number | null;
  readonly pingTimeoutMs: number | null;
  readonly ajaxTimeoutMs: number;
  readonly webSocket: WebSocketConstructor | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly platform: Platform;
}

/** Creates a client-id. (`crypto.randomUUID` exists on secure origins only.) */
export function randomClientId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
