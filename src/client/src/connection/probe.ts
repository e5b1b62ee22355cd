import { extensionOf } from "../protocol/extension.js";
import { parseMessage } from "../protocol/messages.js";
import type { Transport } from "../transports/transport.js";
import type { OpenProbe } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { ConnectionConfig } from "./config.js";

/** How long to wait before looking again whether WebSockets work: 10 to 20 s first, 5 to 10 minutes at last. */
export function probeDelayMs(attempt: number, random: number): number {
  return Math.min(10_000 * 2 ** attempt, 300_000) * (1 + random);
}

/** A probe that has taken so long may hang, and another may do better on another network. */
const hungAfterMs = 1_000;

/** Finds out whether WebSockets work, beside a connection that goes on over Ajax. */
export interface Prober {
  /** Looks later, each time later than before. */
  schedule(): void;
  /** Looks now instead of later: the network may be another. */
  runNow(): void;
  /** Stops looking; the next time looks as late as it would have. */
  pause(): void;
  /** Stops looking; the next time looks soon again. */
  stop(): void;
}

/**
 * A probe is a WebSocket marked as such, which the server checks but never attaches. It wins only when a handshake came
 * down and a ping went up and was answered: what stands between may let sockets open and deliver nothing.
 */
export function createProber(
  { packer, platform, handshakeTimeoutMs, ajaxTimeoutMs }: ConnectionConfig,
  open: OpenProbe,
  succeeded: () => void,
): Prober {
  const timer = createTimer(platform);
  let attempts = 0;
  let startedAt = 0;
  // The probe that is out. What another one still tells doesn't count.
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
      if (current === probe) schedule();
    };
    // The app has its own time for credentials.
    timer.start(ajaxTimeoutMs, retry);
    open({
      message(message) {
        const incoming = parseMessage(message, packer);
        if (current !== probe) return;
        if (incoming.type === "reply") {
          abort();
          succeeded();
        } else if (extensionOf(message).probe === true)
          probe.transport?.send([[packer.keyword("chsk/ws-ping")], "probe"]);
        // Without the mark the server has attached this socket as if it were the connection.
        else retry();
      },
      problem: retry,
      closed: retry,
    }).then((transport) => {
      probe.transport = transport;
      if (current !== probe) transport.close();
      else timer.start(handshakeTimeoutMs, retry);
    }, retry);
  };
  return {
    schedule,
    runNow() {
      if (timer.running() && (!current || platform.now() - startedAt >= hungAfterMs)) run();
    },
    pause: abort,
    stop,
  };
}
