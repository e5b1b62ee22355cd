import { type Extension, extensionOf } from "../protocol/extension.js";
import { type Handshake, type ServerMessage, parseMessage } from "../protocol/messages.js";
import { type Credentials, resolveCredentials } from "../transports/endpoint.js";
import type { TransportClose, TransportType, Transport, TransportEvents } from "../transports/transport.js";
import type { OpenTransport } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { ConnectionConfig } from "./config.js";

/** What becomes of an attempt, and of the transport that it has opened. */
export interface AttemptEvents extends Pick<TransportEvents, "problem"> {
  /** The app has said what to connect with. */
  credentials(credentials: Credentials): void;
  /** The handshake is there: the transport is open. */
  opened(transport: Transport, handshake: Handshake, extension: Extension): void;
  /** The transport brought something else. */
  message(transport: Transport, incoming: ServerMessage, extension: Extension): void;
  /** There won't be a transport. */
  gaveUp(type: TransportType, close: TransportClose): void;
  /** The transport that was open is gone. */
  lost(transport: Transport, close: TransportClose): void;
}

/**
 * Makes one attempt to open a transport.
 *
 * ```
 *   credentials ──▶ transport ──▶ handshake ──▶ open ──▶ lost
 *        └────────────┴── error, close or time is up ──▶ gave up
 * ```
 *
 * @returns cancels the attempt: then nothing is told any more.
 */
export function startAttempt(
  type: TransportType,
  config: ConnectionConfig,
  open: OpenTransport,
  events: AttemptEvents,
): () => void {
  const deadline = createTimer(config.platform);
  let transport: Transport | undefined;
  let phase: "dialing" | "open" | "over" = "dialing";

  const cancel = (): void => {
    phase = "over";
    deadline.stop();
    transport?.close();
  };
  const giveUp = (close: Partial<TransportClose>): void => {
    if (phase !== "dialing") return;
    cancel();
    events.gaveUp(type, { reason: "unexpected", ...close });
  };
  const run = async (): Promise<void> => {
    // Only what fails once the app has said its part is the transport's fault.
    let transportFault = false;
    try {
      const credentials = await resolveCredentials(config);
      if (phase !== "dialing") return;
      transportFault = true;
      deadline.start(config.handshakeTimeoutMs, () => {
        giveUp({ transportFault, error: new Error("No handshake came in time") });
      });
      // Where a page's policy forbids the socket, some browsers throw at once.
      transport = open(type, credentials, {
        ...events,
        message(message) {
          if (!transport) return;
          const incoming = parseMessage(message, config.packer);
          if (phase === "dialing" && incoming.type === "handshake") {
            phase = "open";
            deadline.stop();
            events.opened(transport, incoming, extensionOf(message));
          } else events.message(transport, incoming, extensionOf(message));
        },
        closed(close) {
          if (transport && phase === "open") events.lost(transport, close);
          else giveUp(close);
        },
      });
      events.credentials(credentials);
    } catch (error) {
      giveUp({ transportFault, error });
    }
  };
  // The app may ask a server for them; that they take long says nothing about the transport.
  deadline.start(config.ajaxTimeoutMs, () => {
    giveUp({ transportFault: false, error: new Error("The credentials didn't come in time") });
  });
  void run();
  return cancel;
}
