import type { Message, Packer } from "../formats/packer.js";
import { Unreadable } from "../formats/unreadable.js";
import type { Keyword } from "../values/index.js";

/*
 * What a server says (before packing), and what it is taken for:
 *
 *   [[:chsk/handshake [uid nil ?data]] nil]   handshake   first on every connection; on Ajax again where the server has forgotten
 *   [[[:ns/id data] ..] nil]                  events      pushed
 *   [reply "cb"]                              reply       to a request, or "pong" to a ping; on Ajax the transport knows the cb
 *   [:chsk/ws-ping nil]                       ping        to be answered
 *   [:chsk/timeout nil]                       nothing     a poll that had nothing to bring
 *   [:chsk/dummy-cb-200 nil]                  nothing     a POST that wanted no reply
 *   [nil nil {..}]                            nothing     but its third element
 */
export type ServerMessage =
  | Handshake
  | { readonly type: "events"; readonly events: readonly unknown[] }
  | { readonly type: "reply"; readonly callback: string; readonly value: unknown }
  | { readonly type: "ping" }
  | { readonly type: "nothing" };

/** The server's first word on a connection. */
export interface Handshake {
  readonly type: "handshake";
  readonly uid: string | null;
  readonly data: unknown;
}

/** Says what a message is. Throws SyntaxError for one that no server sends. */
export function parseMessage([value, callback, extension]: Message, packer: Packer): ServerMessage {
  if (typeof callback === "string") {
    const unreadable = isUnreadable(extension) ? extension : unreadableIn(value);
    return { type: "reply", callback, value: unreadable ?? value };
  }
  const keyword = packer.keywordName(value);
  if (keyword === "chsk/ws-ping") return { type: "ping" };
  if (value === null || value === undefined || keyword !== undefined) return { type: "nothing" };
  if (Array.isArray(value)) {
    if (packer.keywordName(value[0]) !== "chsk/handshake") return { type: "events", events: value };
    if (isUnreadable(value[1])) throw value[1].error;
    const [uid, , data] = value[1] as [Uid, unknown, unknown];
    return { type: "handshake", uid: uidText(uid, packer), data: data ?? null };
  }
  throw new SyntaxError(`Expected events, a reply or a ping, not a ${typeof value}`);
}

export function isUnreadable(value: unknown): value is Unreadable {
  return value instanceof Unreadable;
}

/** What makes a reply unreadable: the reply as a whole, or an element of it. */
function unreadableIn(value: unknown): Unreadable | undefined {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).find(isUnreadable);
}

/** The id of a pushed event, or undefined if it isn't one. */
export function pushedEventId(event: unknown, packer: Packer): string | undefined {
  const id = Array.isArray(event) ? packer.keywordName(event[0]) : undefined;
  return id !== undefined && isAppEventId(id) ? id : undefined;
}

/** Whether an app's event may have this id: it has a name, and a namespace that isn't the protocol's own. */
export function isAppEventId(id: string): boolean {
  return /^(?!chsk\/)[^/]+\/[^/]+$/.test(id);
}

type Uid = string | number | bigint | Keyword | null | undefined;

/** Nobody is `:sente/nil-uid`. Users of a Clojure server may be any value: those that aren't text are given as text. */
function uidText(value: Uid, packer: Packer): string | null {
  return value === null || value === undefined || packer.keywordName(value) === "sente/nil-uid"
    ? null
    : String(value);
}
