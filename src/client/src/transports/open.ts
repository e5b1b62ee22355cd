import type { Session } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { type Credentials, credentialsOf } from "./endpoint.js";
import type { Kind, Link, LinkEvents } from "./link.js";
import { openLongPoll } from "./long-poll.js";
import type { Trace } from "./trace.js";
import { openWebSocket } from "./web-socket.js";

/** Opens a link, to be the connection. */
export type OpenLink = (kind: Kind, credentials: Credentials, events: LinkEvents) => Link;
/** Opens a WebSocket that the server answers but doesn't attach. */
export type OpenProbe = (events: LinkEvents) => Promise<Link>;

export function createOpeners(
  config: TransportConfig,
  session: Session,
  trace: Trace,
): [OpenLink, OpenProbe] {
  return [
    (kind, credentials, events) =>
      kind === "ws"
        ? openWebSocket(config, credentials, session.parameters(), trace, events)
        : openLongPoll(config, credentials, session, trace, events),
    async (events) => openWebSocket(config, await credentialsOf(config), { "sente-probe": 1 }, trace, events),
  ];
}
