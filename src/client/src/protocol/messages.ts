import type { Message, Packer } from "../formats/packer.js";
import { Unreadable } from "../formats/unreadable.js";
import type { Keyword } from "../values/index.js";

/**
 * A message from the server, by its type ("Messages" in the protocol):
 *
 * ```
 *   [[:chsk/handshake [uid nil ?data]] nil]   handshake   the first message of a transport; later when a server has forgotten a polling client
 *   [[[:ns/id data] ..] nil]                  events      a batch of pushed events
 *   [reply "cb"]                              reply       to a request, or "pong" to a ping; for a POST the transport adds the callback
 *   [:chsk/ws-ping nil]                       ping        must be answered
 *   [:chsk/timeout nil]                       nothing     a poll without events
 *   [:chsk/dummy-cb-200 nil]                  nothing     a POST without a reply
 *   [nil nil {..}]                            nothing     only an extension
 * ```
 */
export type ServerMessage =
  | Handshake
  | { readonly type: "events"; readonly events: readonly unknown[] }
  | { readonly type: "reply"; readonly callback: string; readonly value: unknown }
  | { readonly type: "ping" }
  | { readonly type: "nothing" };

/** The server's first message on a transport. */
export interface Handshake {
  readonly type: "handshake";
  readonly uid: string | null;
  readonly data: unknown;
}

/**
 * Determines the type of a message.
 *
 * @throws SyntaxError for a message that no server sends.
 */
export function parseMessage([value, callback, extension]: Message, packer: Packer): ServerMessage {
  if (typeof callback === "string") {
    const unreadable = isUnreadable(extension) ? extension : unreadableIn(value);
    return { type: "reply", callback, value: unreadable ?? value };
  }
  const keyword = packer.keywordName(value);
  if (keyword === "chsk/ws-ping") {
    return { type: "ping" };
  }
  if (value === null || value === undefined || keyword !== undefined) {
    return { type: "nothing" };
  }
  if (Array.isArray(value)) {
    if (packer.keywordName(value[0]) !== "chsk/handshake") {
      return { type: "events", events: value };
    }
    if (isUnreadable(value[1])) {
      throw value[1].error;
    }
    const [uid, , data] = value[1] as [Uid, unknown, unknown];
    return { type: "handshake", uid: uidText(uid, packer), data: data ?? null };
  }
  throw new SyntaxError(`Expected events, a reply or a ping, not a ${typeof value}`);
}

export function isUnreadable(value: unknown): value is Unreadable {
  return value instanceof Unreadable;
}

/** Returns what makes a reply unreadable: the reply itself, or an element of it. */
function unreadableIn(value: unknown): Unreadable | undefined {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).find(isUnreadable);
}

/** Returns the id of a pushed event; undefined for anything that isn't one. */
export function pushedEventId(event: unknown, packer: Packer): string | undefined {
  const id = Array.isArray(event) ? packer.keywordName(event[0]) : undefined;
  return id !== undefined && isAppEventId(id) ? id : undefined;
}

/** Whether an event of the app may have this id: a namespace other than the protocol's own, `chsk`, and a name. */
export function isAppEventId(id: string): boolean {
  return /^(?!chsk\/)[^/]+\/[^/]+$/.test(id);
}

type Uid = string | number | bigint | Keyword | null | undefined;

/** Converts a uid to text; null for `:sente/nil-uid`, an anonymous client. A Clojure server's uids may be other values than text. */
function uidText(value: Uid, packer: Packer): string | null {
  return value === null || value === undefined || packer.keywordName(value) === "sente/nil-uid"
    ? null
    : String(value);
}
