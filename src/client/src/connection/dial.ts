import { type Extra, extraOf } from "../protocol/extension.js";
import { type Handshake, type Incoming, read } from "../protocol/messages.js";
import { type Credentials, credentialsOf } from "../transports/endpoint.js";
import type { Close, Kind, Link, LinkEvents } from "../transports/link.js";
import type { OpenLink } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { ConnectionConfig } from "./config.js";

/** What becomes of a dial, and of the link that it has opened. */
export interface DialEvents extends Pick<LinkEvents, "problem"> {
  /** The app has said what to connect with. */
  credentials(credentials: Credentials): void;
  /** The handshake is there: the link is open. */
  opened(link: Link, handshake: Handshake, extra: Extra): void;
  /** The link brought something else. */
  message(link: Link, incoming: Incoming, extra: Extra): void;
  /** There won't be a link. */
  gaveUp(kind: Kind, close: Close): void;
  /** The link that was open is gone. */
  lost(link: Link, close: Close): void;
}

/**
 * Makes one attempt to open a link.
 *
 * ```
 *   credentials ──▶ link ──▶ handshake ──▶ open ──▶ lost
 *        └────────────┴── error, close or time is up ──▶ gave up
 * ```
 *
 * @returns cancels the attempt: then nothing is told any more.
 */
export function dial(kind: Kind, config: ConnectionConfig, open: OpenLink, events: DialEvents): () => void {
  const deadline = createTimer(config.platform);
  let link: Link | undefined;
  let phase: "dialing" | "open" | "over" = "dialing";

  const cancel = (): void => {
    phase = "over";
    deadline.stop();
    link?.close();
  };
  const giveUp = (close: Partial<Close>): void => {
    if (phase !== "dialing") return;
    cancel();
    events.gaveUp(kind, { reason: "unexpected", ...close });
  };
  const run = async (): Promise<void> => {
    // Only what fails once the app has said its part is the transport's fault.
    let mute = false;
    try {
      const credentials = await credentialsOf(config);
      if (phase !== "dialing") return;
      mute = true;
      deadline.start(config.handshakeTimeoutMs, () => {
        giveUp({ mute, error: new Error("No handshake came in time") });
      });
      // Where a page's policy forbids the socket, some browsers throw at once.
      link = open(kind, credentials, {
        ...events,
        message(message) {
          if (!link) return;
          const incoming = read(message, config.packer);
          if (phase === "dialing" && incoming.type === "handshake") {
            phase = "open";
            deadline.stop();
            events.opened(link, incoming, extraOf(message));
          } else events.message(link, incoming, extraOf(message));
        },
        closed(close) {
          if (link && phase === "open") events.lost(link, close);
          else giveUp(close);
        },
      });
      events.credentials(credentials);
    } catch (error) {
      giveUp({ mute, error });
    }
  };
  // The app may ask a server for them; that they take long says nothing about the transport.
  deadline.start(config.ajaxTimeoutMs, () => {
    giveUp({ mute: false, error: new Error("The credentials didn't come in time") });
  });
  void run();
  return cancel;
}
