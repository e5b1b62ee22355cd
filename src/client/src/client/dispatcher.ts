import type { Connection } from "../connection/connection.js";
import type { Extension } from "../protocol/extension.js";
import { isUnreadable, pushedEventId, type ServerMessage } from "../protocol/messages.js";
import type { Session } from "../protocol/session.js";
import { createTimer } from "../transports/timer.js";
import type { Emitter } from "./emitter.js";
import type { Config } from "./options.js";
import type { PendingRequests } from "./pending-requests.js";

// Received events are acknowledged after this many events or this long, or earlier with any message that is sent.
const ackEvery = 64;
const ackDelayMs = 1_000;

/** Passes a message on: events to the app, replies to their requests, and the rest of the extension to its parts of the client. */
export type Dispatch = (incoming: ServerMessage, extension: Extension, connection: Connection) => void;

/**
 * Creates the dispatcher.
 *
 * @param problem - receives the errors of malformed and unreadable events.
 */
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
    if (id !== undefined) {
      emitter.emit(id, (event as unknown[])[1]);
    } else {
      problem(
        isUnreadable(event)
          ? event.error
          : new SyntaxError("Expected an event [:ns/id data], dropped another value"),
      );
    }
  };

  return (incoming, { gap, replies = [], window, error, ...numbers }, connection) => {
    if (gap) {
      session.skip(gap);
      emitter.emit("chsk/gap", gap);
    }
    if (incoming.type === "reply") {
      pending.settle(incoming.callback, incoming.value, error);
    } else if (incoming.type === "ping") {
      connection.send([packer.keyword("chsk/ws-pong")], null);
      emitter.emit("chsk/ws-ping", undefined);
    } else if (incoming.type === "events") {
      session.newEvents(incoming.events, numbers).forEach(deliver);
      if (session.unacknowledged() >= ackEvery) {
        connection.acknowledge();
      } else if (!ackTimer.running()) {
        ackTimer.start(ackDelayMs, connection.acknowledge);
      }
    }
    for (const reply of replies) {
      pending.settle(...reply);
    }
    if (window !== undefined) {
      connection.reconnectWithin(window);
    }
  };
}
