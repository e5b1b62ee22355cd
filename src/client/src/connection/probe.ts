import { extraOf } from "../protocol/extension.js";
import { read } from "../protocol/messages.js";
import type { Link } from "../transports/link.js";
import type { OpenProbe } from "../transports/open.js";
import { createTimer } from "../transports/timer.js";
import type { ConnectionConfig } from "./config.js";

/** How long to wait before looking again whether WebSockets work: 10 to 20 s first, 5 to 10 minutes at last. */
export function probeDelayMs(attempt: number, random: number): number {
  return Math.min(10_000 * 2 ** attempt, 300_000) * (1 + random);
}

/** A probe that has taken so long may hang, and another may do better on another network. */
const hungMs = 1_000;

/** Finds out whether WebSockets work, beside a connection that goes on over Ajax. */
export interface Prober {
  /** Looks later, each time later than before. */
  later(): void;
  /** Looks now instead of later: the network may be another. */
  hurry(): void;
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
  won: () => void,
): Prober {
  const timer = createTimer(platform);
  let attempts = 0;
  let lookedAt = 0;
  // The probe that is out. What another one still tells doesn't count.
  let current: { link?: Link } | undefined;

  const quit = (): void => {
    timer.stop();
    current?.link?.close();
    current = undefined;
  };
  const stop = (): void => {
    quit();
    attempts = 0;
  };
  const later = (): void => {
    quit();
    timer.start(probeDelayMs(attempts++, platform.random()), look);
  };
  const look = (): void => {
    quit();
    lookedAt = platform.now();
    const probe: { link?: Link } = (current = {});
    const lost = (): void => {
      if (current === probe) later();
    };
    // The app has its own time for credentials.
    timer.start(ajaxTimeoutMs, lost);
    open({
      message(message) {
        const incoming = read(message, packer);
        if (current !== probe) return;
        if (incoming.type === "reply") {
          quit();
          won();
        } else if (extraOf(message).probe === true)
          probe.link?.send([[packer.keyword("chsk/ws-ping")], "probe"]);
        // Without the mark the server has attached this socket as if it were the connection.
        else lost();
      },
      problem: lost,
      closed: lost,
    }).then((link) => {
      probe.link = link;
      if (current !== probe) link.close();
      else timer.start(handshakeTimeoutMs, lost);
    }, lost);
  };
  return {
    later,
    hurry() {
      if (timer.running() && (!current || platform.now() - lookedAt >= hungMs)) look();
    },
    pause: quit,
    stop,
  };
}
