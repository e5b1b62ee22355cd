import type { Message } from "../formats/packer.js";

/** A transport: WebSocket, or Ajax long-polling. */
export type Kind = "ws" | "ajax";

/**
 * One connection over one transport. Long-polling looks like a WebSocket here: messages both ways until it closes, so
 * that nothing else has to know the difference.
 */
export interface Link {
  /** Which transport. */
  readonly kind: Kind;
  /**
   * Sends a message. What can't be packed throws; what fails later goes to {@link LinkEvents}.
   */
  send(message: Message): Sent;
  /** There is reason to doubt that the link works: find out. */
  check(): void;
  /** Receives nothing more after what is under way, and goes on when told so: another link is to take its place. */
  hold(on: boolean): void;
  /** Simulates a break, noticed at once or (`silently`) to be noticed. */
  breakOff(silently: boolean): void;
  /** Closes. Nothing is told any more, but replies to what is under way. */
  close(): void;
}

/**
 * How a message went: not at all; on its way, a reply will come by the connection; or by an exchange of its own, which
 * needs no connection to be answered, and which the function ends.
 */
export type Sent = boolean | (() => void);

/** What a link tells. */
export interface LinkEvents {
  /** A message came. */
  message(message: Message): void;
  /**
   * Something went wrong that isn't the end: a message that can't be read, or one that wasn't sent or answered.
   *
   * @param callback - the request that will have no reply, where it was one.
   */
  problem(error: unknown, callback?: unknown): void;
  /** The link is gone, by itself. The last thing it tells, and told once. */
  closed(close: Close): void;
}

/** Why a link closed, in Sente's words. */
export type LinkCloseReason = "clean" | "unexpected" | "ws-ping-timeout" | "ws-error";

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
export interface WsReport {
  readonly lastWsError?: { readonly udt: number };
  readonly lastWsClose?: WsClose;
}

/** How a link ended. */
export interface Close {
  /** Why. */
  readonly reason: LinkCloseReason;
  /** Whether it was refused, cut or timed out without a word from the server. */
  readonly mute?: boolean;
  /** The error behind it. */
  readonly error?: unknown;
  /** What the state says of it, where it was a WebSocket. */
  readonly state?: WsReport;
}
