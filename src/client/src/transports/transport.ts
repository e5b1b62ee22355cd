import type { Message } from "../formats/packer.js";

/** A transport: WebSocket, or Ajax long-polling. */
export type TransportType = "ws" | "ajax";

/**
 * One connection over one transport. Long-polling looks like a WebSocket here: messages both ways until it closes, so
 * that nothing else has to know the difference.
 */
export interface Transport {
  /** Which transport. */
  readonly type: TransportType;
  /**
   * Sends a message. What can't be packed throws; what fails later goes to {@link TransportEvents}.
   */
  send(message: Message): SendResult;
  /** There is reason to doubt that the transport works: find out. */
  check(): void;
  /** Receives nothing more after what is under way, and goes on when told so: another transport is to take its place. */
  setPaused(paused: boolean): void;
  /** Simulates a break, noticed at once or (`silently`) to be noticed. */
  simulateBreak(silently: boolean): void;
  /** Closes. Nothing is told any more, but replies to what is under way. */
  close(): void;
}

/**
 * How a message went: not at all; on its way, a reply will come by the connection; or by an exchange of its own, which
 * needs no connection to be answered, and which the function ends.
 */
export type SendResult = boolean | (() => void);

/** What a transport tells. */
export interface TransportEvents {
  /** A message came. */
  message(message: Message): void;
  /**
   * Something went wrong that isn't the end: a message that can't be read, or one that wasn't sent or answered.
   *
   * @param callback - the request that will have no reply, where it was one.
   */
  problem(error: unknown, callback?: unknown): void;
  /** The transport is gone, by itself. The last thing it tells, and told once. */
  closed(close: TransportClose): void;
}

/** Why a transport closed, in Sente's words. */
export type TransportCloseReason = "clean" | "unexpected" | "ws-ping-timeout" | "ws-error";

/** How a WebSocket closed. */
export interface WsClose {
  /** When. */
  readonly udt: number;
  /** The close code; 1006 where the other side said none. */
  readonly code: number;
  /** The other side's words. */
  readonly reason: string;
  /** Whether both sides said goodbye. */
  readonly clean: boolean;
}

/** The part of the state that a WebSocket changes when it ends. */
export interface WsStatePatch {
  readonly lastWsError?: { readonly udt: number };
  readonly lastWsClose?: WsClose;
}

/** How a transport ended. */
export interface TransportClose {
  /** Why. */
  readonly reason: TransportCloseReason;
  /** Whether it was refused, cut or timed out without a word from the server. */
  readonly transportFault?: boolean;
  /** The error behind it. */
  readonly error?: unknown;
  /** What the state says of it, where it was a WebSocket. */
  readonly state?: WsStatePatch;
}
