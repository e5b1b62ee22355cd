import type { Session } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { type Credentials, resolveCredentials } from "./endpoint.js";
import { openLongPoll } from "./long-poll.js";
import type { Trace } from "./trace.js";
import type { Transport, TransportEvents, TransportType } from "./transport.js";
import { openWebSocket } from "./web-socket.js";

/** Opens a transport for the connection. */
export type OpenTransport = (
  type: TransportType,
  credentials: Credentials,
  events: TransportEvents,
) => Transport;
/** Opens a probe: a WebSocket that belongs to no connection. */
export type OpenProbe = (events: TransportEvents) => Promise<Transport>;

export function createOpeners(
  config: TransportConfig,
  session: Session,
  trace: Trace,
): [OpenTransport, OpenProbe] {
  return [
    (type, credentials, events) =>
      type === "ws"
        ? openWebSocket(config, credentials, session.queryParameters(), trace, events)
        : openLongPoll(config, credentials, session, trace, events),
    async (events) =>
      openWebSocket(config, await resolveCredentials(config), { "sente-probe": 1 }, trace, events),
  ];
}
