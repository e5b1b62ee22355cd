import type { Message } from "../formats/packer.js";

/** The type of a transport: `ws` for a WebSocket, `ajax` for a series of polls and POSTs. */
export type TransportType = "ws" | "ajax";

/**
 * An open transport, which carries messages both ways until it closes. Polling has the same interface as a WebSocket, so that
 * the rest of the client doesn't depend on the type.
 */
export interface Transport {
  readonly type: TransportType;
  /** Sends a message. Throws if the packer can't encode it; later errors go to {@link TransportEvents.problem}. */
  send(message: Message): SendResult;
  /** Finds out whether the transport still works, because something makes that doubtful. */
  check(): void;
  /**
   * Pauses or resumes receiving while another transport may take over. What is being received when the pause begins still
   * arrives. A WebSocket ignores it.
   */
  setPaused(paused: boolean): void;
  /** Simulates a broken connection for a test. A silent one reports no close, so that only keep-alive can notice it. */
  simulateBreak(silently: boolean): void;
  /** Closes the transport. After this it reports nothing but replies to POSTs that are under way. */
  close(): void;
}

/**
 * The result of sending a message: false if it isn't sent; true if it is, and a reply will come by the connection; a function
 * if the message has a POST of its own, which brings the reply also without a connection. The function aborts the POST.
 */
export type SendResult = boolean | (() => void);

/** The events of a transport. */
export interface TransportEvents {
  /** A message was received. */
  message(message: Message): void;
  /**
   * An error occurred that doesn't close the transport: a message couldn't be read, sent or answered.
   *
   * @param callback - the callback of the request that fails by it; undefined or null for no request.
   */
  problem(error: unknown, callback?: unknown): void;
  /** The transport has closed by itself. This is its last event. */
  closed(close: TransportClose): void;
}

/** Why a transport closed, by the names of Sente. */
export type TransportCloseReason = "clean" | "unexpected" | "ws-ping-timeout" | "ws-error";

/** How a WebSocket closed. */
export interface WsClose {
  /** The time of the close, in milliseconds since 1970. */
  readonly udt: number;
  /** The close code. 1006 means that the connection was cut, without a close frame. */
  readonly code: number;
  /** The reason that the server sent with the code; empty if there was none. */
  readonly reason: string;
  /** Whether both sides sent a close frame. */
  readonly clean: boolean;
}

/** The part of the state that a WebSocket changes when it ends. */
export interface WsStatePatch {
  readonly lastWsError?: { readonly udt: number };
  readonly lastWsClose?: WsClose;
}

/** How a transport ended. */
export interface TransportClose {
  readonly reason: TransportCloseReason;
  /**
   * Whether this type of transport doesn't seem to work here: it was refused, cut or timed out without a message from the
   * server. Undefined for polling, where each close counts as one.
   */
  readonly transportFault?: boolean;
  /** The error that closed the transport. */
  readonly error?: unknown;
  /** What changes in the state; undefined for polling. */
  readonly state?: WsStatePatch;
}
