import type { TransportType, TransportCloseReason, WsClose } from "../transports/transport.js";
import type { ConnectionError } from "./errors.js";

/** Why a connection closed, in Sente's words, and `page-hidden`: the page was left and may come back from the cache. */
export type CloseReason =
  | TransportCloseReason
  | "requested-disconnect"
  | "requested-reconnect"
  | "downgrading-ws-to-ajax"
  | "page-hidden";

/** Sente's state map. All times (`udt`) are milliseconds since 1970. */
export interface State {
  /** The transport in use or being tried; `auto` before the first try. */
  readonly type: "auto" | TransportType;
  /** Whether there is a connection: a handshake came, and no close since. */
  readonly open: boolean;
  /** Whether there has ever been one. */
  readonly everOpened: boolean;
  /** The user's id as the server sees it, null for an anonymous client and before the first handshake. */
  readonly uid: string | null;
  /** The CSRF token that the connection was made with. */
  readonly csrfToken: string | null;
  /** What the server's handshake brought for the app. */
  readonly handshakeData: unknown;
  /** When a WebSocket last reported an error. (Browsers don't say which.) */
  readonly lastWsError: { readonly udt: number } | null;
  /** How a WebSocket last closed. */
  readonly lastWsClose: WsClose | null;
  /** When and why there last ceased to be a connection. */
  readonly lastClose: { readonly udt: number; readonly reason: CloseReason } | null;
  /** What the last attempt failed by, or the connection was lost by; null once there is a connection. */
  readonly lastError: ConnectionError | null;
  /** When the next attempt is due, while there is one to come. */
  readonly udtNextReconnect: number | null;
}

/** A change of state (Sente's `:chsk/state`). */
export interface Transition {
  /** What was. */
  readonly from: State;
  /** What is. */
  readonly to: State;
  /** Whether `open` changed. */
  readonly openChanged: boolean;
  /** Whether there is a connection now that wasn't. */
  readonly opened: boolean;
  /** Whether a connection is gone. */
  readonly closed: boolean;
  /** Whether it opened for the first time. */
  readonly firstOpen: boolean;
}

/** A value that changes, in the form that Svelte calls a store; React's `useSyncExternalStore` takes it too. */
export interface Store<T> {
  /** The value as it is. It is never changed itself: another one takes its place. */
  get(): T;
  /** Calls at once with the value as it is, then with each other one, until the returned function is called. */
  subscribe(listener: (value: T) => void): () => void;
}

/** The state, as those see it who change it. */
export interface StateStore extends Store<State> {
  /** Changes the state, and tells everyone if that makes a difference. */
  set(patch: Partial<State>): void;
}
