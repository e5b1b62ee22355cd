import type { TransportCloseReason, TransportType, WsClose } from "../transports/transport.js";
import type { ConnectionError } from "./errors.js";

/** Why a connection closed, by the names of Sente; and `page-hidden`: the user left the page, which may return from the cache. */
export type CloseReason =
  | TransportCloseReason
  | "requested-disconnect"
  | "requested-reconnect"
  | "downgrading-ws-to-ajax"
  | "page-hidden";

/** The state of the connection: Sente's state map. All times (`udt`) are in milliseconds since 1970. */
export interface State {
  /** The type of the transport in use or being tried; `auto` before the first attempt. */
  readonly type: "auto" | TransportType;
  /** Whether the client is connected: it has received a handshake, and the connection hasn't closed since. */
  readonly open: boolean;
  /** Whether the client has ever been connected. */
  readonly everOpened: boolean;
  /** The uid that the server has for this client; null for an anonymous client and before the first handshake. */
  readonly uid: string | null;
  /** The CSRF token of the last attempt to connect; null without one. */
  readonly csrfToken: string | null;
  /** The app's data in the server's handshake; null without any. */
  readonly handshakeData: unknown;
  /** The last error of a WebSocket; null if there was none. (Browsers don't reveal what the error was.) */
  readonly lastWsError: { readonly udt: number } | null;
  /** The last close of a WebSocket; null if there was none. */
  readonly lastWsClose: WsClose | null;
  /** When and why the connection last closed; null if it never did. */
  readonly lastClose: { readonly udt: number; readonly reason: CloseReason } | null;
  /** The error of the last attempt, or by which the connection was lost; null while the client is connected. */
  readonly lastError: ConnectionError | null;
  /** The time of the next attempt; null while none is scheduled. */
  readonly udtNextReconnect: number | null;
}

/** A change of state (Sente's `:chsk/state`). */
export interface Transition {
  /** The state before. */
  readonly from: State;
  /** The state after. */
  readonly to: State;
  /** Whether `open` changed. */
  readonly openChanged: boolean;
  /** Whether the client has connected. */
  readonly opened: boolean;
  /** Whether the connection has closed. */
  readonly closed: boolean;
  /** Whether the client has connected for the first time. */
  readonly firstOpen: boolean;
}

/** An observable value. It is a store of Svelte, and fits React's `useSyncExternalStore`. */
export interface Store<T> {
  /** Returns the current value. The object is immutable: a change replaces it. */
  get(): T;
  /** Calls the listener with the current value, and then with each new one until the returned function is called. */
  subscribe(listener: (value: T) => void): () => void;
}

/** The store of the state, for the code that changes it. */
export interface StateStore extends Store<State> {
  /** Changes the state, and notifies the listeners if something is different. */
  set(patch: Partial<State>): void;
}
