import type { Connection } from "../connection/connection.js";
import type { Extension } from "../protocol/extension.js";
import { type ServerMessage, isUnreadable, pushedEventId } from "../protocol/messages.js";
import type { Session } from "../protocol/session.js";
import { createTimer } from "../transports/timer.js";
import type { Emitter } from "./emitter.js";
import type { Config } from "./options.js";
import type { PendingRequests } from "./pending-requests.js";

/** What the app has got is acknowledged after so many events or so long, or by the way when something is sent. */
const ackEvery = 64;
const ackDelayMs = 1_000;

/** Hands on what the server says: events to the app, replies to those who wait, the rest to where it belongs. */
export type Dispatch = (incoming: ServerMessage, extension: Extension, connection: Connection) => void;

/** @param problem - is told of events that aren't. */
export function createDispatcher(
  { packer, platform }: Config,
  session: Session,
  pending: PendingRequests,
  emitter: Emitter,
  problem: (error: Error) => void,
): Dispatch {
  const ackTimer = createTimer(platform);

  const deliver = (event: unknown): void => {
    const id = pushedEventId(event, packer);
    if (id !== undefined) emitter.emit(id, (event as unknown[])[1]);
    else
      problem(
        isUnreadable(event) ? event.error : new SyntaxError("Dropped what isn't an event [:ns/id data]"),
      );
  };

  return (incoming, { gap, replies = [], window, error, ...numbers }, connection) => {
    if (gap) {
      session.skip(gap);
      emitter.emit("chsk/gap", gap);
    }
    if (incoming.type === "reply") pending.settle(incoming.callback, incoming.value, error);
    else if (incoming.type === "ping") {
      connection.send([packer.keyword("chsk/ws-pong")], null);
      emitter.emit("chsk/ws-ping", undefined);
    } else if (incoming.type === "events") {
      session.newEvents(incoming.events, numbers).forEach(deliver);
      if (session.unacknowledged() >= ackEvery) connection.acknowledge();
      else if (!ackTimer.running()) ackTimer.start(ackDelayMs, connection.acknowledge);
    }
    for (const reply of replies) pending.settle(...reply);
    if (window !== undefined) connection.reconnectWithin(window);
  };
}
