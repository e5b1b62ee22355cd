import type { Packer } from "../formats/packer.js";
import type { Platform } from "./platform.js";

/** A value, or a function that is asked for it at every attempt to connect: so a reconnect picks up a new login. */
export type ValueOrProvider<T> = T | (() => T | Promise<T>);

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

/** The options that the transports use, with nothing left open. */
export interface TransportConfig {
  readonly url: string | URL;
  readonly packer: Packer;
  readonly csrfToken: ValueOrProvider<string | null | undefined>;
  readonly params: ValueOrProvider<Readonly<Record<string, string | number | undefined>>>;
  readonly headers: ValueOrProvider<Readonly<Record<string, string>>>;
  readonly credentials: RequestCredentials;
  /** Changes when another page turns out to use the same. Read where a connection is opened. */
  clientId: string;
  readonly keepAliveMs: number | null;
  readonly pingTimeoutMs: number | null;
  readonly ajaxTimeoutMs: number;
  readonly webSocket: WebSocketConstructor | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly platform: Platform;
}

/** A client-id. (`crypto.randomUUID` is there on secure origins only.) */
export function randomClientId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
