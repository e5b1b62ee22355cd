import { extensionOf } from "../protocol/extension.js";
import { parseMessage } from "../protocol/messages.js";
import type { OpenProbe } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { Transport } from "../transports/transport.js";
import type { ConnectionConfig } from "./config.js";

/** Returns the delay before the next probe, in milliseconds: 10 to 20 s before the first, rising to 5 to 10 minutes. */
export function probeDelayMs(attempt: number, random: number): number {
  return Math.min(10_000 * 2 ** attempt, 300_000) * (1 + random);
}

/** The time after which a probe may hang, so that on another network a new one is started. */
const hungAfterMs = 1_000;

/** Finds out, while the connection uses polling, whether WebSockets work again. */
export interface Prober {
  /** Schedules the next probe, each time with a longer delay. */
  schedule(): void;
  /** Starts a probe now if one is scheduled, because the network may be another. */
  runNow(): void;
  /** Cancels the probe, and keeps the delay for the next one. */
  pause(): void;
  /** Cancels the probe, and resets the delay. */
  stop(): void;
}

/**
 * A probe is a WebSocket that belongs to no connection ("The extension" in the protocol). It succeeds when a handshake came and
 * a ping was answered, because a proxy may let WebSockets open and deliver nothing.
 *
 * @param succeeded - is called when a probe succeeds.
 */
export function createProber(
  { packer, platform, handshakeTimeoutMs, ajaxTimeoutMs }: ConnectionConfig,
  open: OpenProbe,
  succeeded: () => void,
): Prober {
  const timer = createTimer(platform);
  let attempts = 0;
  let startedAt = 0;
  // The running probe. Events of earlier ones are ignored.
  let current: { transport?: Transport } | undefined;

  const abort = (): void => {
    timer.stop();
    current?.transport?.close();
    current = undefined;
  };
  const stop = (): void => {
    abort();
    attempts = 0;
  };
  const schedule = (): void => {
    abort();
    timer.start(probeDelayMs(attempts++, platform.random()), run);
  };
  const run = (): void => {
    abort();
    startedAt = platform.now();
    const probe: { transport?: Transport } = (current = {});
    const retry = (): void => {
      if (current === probe) {
        schedule();
      }
    };
    // Until the socket opens, the time-out is that of the app's credentials.
    timer.start(ajaxTimeoutMs, retry);
    open({
      message(message) {
        const incoming = parseMessage(message, packer);
        if (current !== probe) {
          return;
        }
        if (incoming.type === "reply") {
          abort();
          succeeded();
        } else if (extensionOf(message).probe === true) {
          probe.transport?.send([[packer.keyword("chsk/ws-ping")], "probe"]);
        }
        // A server that doesn't know probes has taken the socket for the connection's own.
        else {
          retry();
        }
      },
      problem: retry,
      closed: retry,
    }).then((transport) => {
      probe.transport = transport;
      if (current !== probe) {
        transport.close();
      } else {
        timer.start(handshakeTimeoutMs, retry);
      }
    }, retry);
  };
  return {
    schedule,
    runNow() {
      if (timer.running() && (!current || platform.now() - startedAt >= hungAfterMs)) {
        run();
      }
    },
    pause: abort,
    stop,
  };
}
