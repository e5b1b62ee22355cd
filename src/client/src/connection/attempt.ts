import { type Extension, extensionOf } from "../protocol/extension.js";
import { type Handshake, parseMessage, type ServerMessage } from "../protocol/messages.js";
import { type Credentials, resolveCredentials } from "../transports/endpoint.js";
import type { OpenTransport } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { Transport, TransportClose, TransportEvents, TransportType } from "../transports/transport.js";
import type { ConnectionConfig } from "./config.js";

/** The events of an attempt to connect, and of the transport that it opened. */
export interface AttemptEvents extends Pick<TransportEvents, "problem"> {
  /** The app's credentials are resolved. */
  credentials(credentials: Credentials): void;
  /** The transport is open: the handshake was received. */
  opened(transport: Transport, handshake: Handshake, extension: Extension): void;
  /** The open transport received a message. */
  message(transport: Transport, incoming: ServerMessage, extension: Extension): void;
  /** The attempt failed. */
  gaveUp(type: TransportType, close: TransportClose): void;
  /** The open transport closed by itself. */
  lost(transport: Transport, close: TransportClose): void;
}

/**
 * Starts an attempt to connect.
 *
 * ```
 *   credentials ──▶ transport ──▶ handshake ──▶ open ──▶ lost
 *        └─────────────┴─ error, close or time-out ──▶ gave up
 * ```
 *
 * @returns a function that cancels the attempt or closes its transport; then there are no more events.
 */
export function startAttempt(
  type: TransportType,
  config: ConnectionConfig,
  open: OpenTransport,
  events: AttemptEvents,
): () => void {
  const deadline = createTimer(config.platform);
  let transport: Transport | undefined;
  let phase: "connecting" | "open" | "over" = "connecting";

  const cancel = (): void => {
    phase = "over";
    deadline.stop();
    transport?.close();
  };
  const giveUp = (close: Partial<TransportClose>): void => {
    if (phase !== "connecting") {
      return;
    }
    cancel();
    events.gaveUp(type, { reason: "unexpected", ...close });
  };
  const run = async (): Promise<void> => {
    // An error of the app's own functions isn't the transport's fault.
    let transportFault = false;
    try {
      const credentials = await resolveCredentials(config);
      if (phase !== "connecting") {
        return;
      }
      transportFault = true;
      deadline.start(config.handshakeTimeoutMs, () => {
        giveUp({
          transportFault,
          error: new Error(`No handshake came within ${config.handshakeTimeoutMs} ms`),
        });
      });
      // Some browsers throw here if the page's content security policy forbids the WebSocket.
      transport = open(type, credentials, {
        ...events,
        message(message) {
          if (!transport) {
            return;
          }
          const incoming = parseMessage(message, config.packer);
          if (phase === "connecting" && incoming.type === "handshake") {
            phase = "open";
            deadline.stop();
            events.opened(transport, incoming, extensionOf(message));
          } else {
            events.message(transport, incoming, extensionOf(message));
          }
        },
        closed(close) {
          if (transport && phase === "open") {
            events.lost(transport, close);
          } else {
            giveUp(close);
          }
        },
      });
      events.credentials(credentials);
    } catch (error) {
      giveUp({ transportFault, error });
    }
  };
  // The app may fetch its credentials from a slow server, which isn't the transport's fault.
  deadline.start(config.ajaxTimeoutMs, () => {
    giveUp({
      transportFault: false,
      error: new Error(`csrfToken, params or headers took longer than ${config.ajaxTimeoutMs} ms`),
    });
  });
  void run();
  return cancel;
}
