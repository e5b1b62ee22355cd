import type { Query } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { addressOf, type Credentials, socketOf } from "./endpoint.js";
import { asSyntaxError } from "./errors.js";
import { createOrder } from "./in-order.js";
import { createKeepAlive } from "./keep-alive.js";
import type { Link, LinkCloseReason, LinkEvents, WsReport } from "./link.js";
import type { Trace } from "./trace.js";

const normal = [1000, "CLOSE_NORMAL"] as const;
const abnormal = [3000, "CLOSE_ABNORMAL"] as const;

/** Opens a connection over a WebSocket. */
export function openWebSocket(
  config: TransportConfig,
  { csrfToken, params }: Credentials,
  query: Query,
  trace: Trace,
  events: LinkEvents,
): Link {
  const { packer, platform, clientId } = config;
  const incoming = createOrder();
  const outgoing = createOrder();
  let state: WsReport = {};
  let received = 0;
  let broken = false;

  const url = addressOf(config, params, { "client-id": clientId, "csrf-token": csrfToken, ...query });
  const socket = new (socketOf(config))(url.replace(/^http/, "ws"));
  socket.binaryType = "arraybuffer";
  trace("ws", "open", url);

  const close = (how: readonly [number, string]): void => {
    keepAlive.stop();
    socket.onmessage = socket.onclose = null;
    // The package `ws` throws errors that nobody listens to.
    socket.onerror = () => undefined;
    socket.close(...how);
  };
  const end = (reason: LinkCloseReason, message: string): void => {
    close(abnormal);
    // A server that closes has spoken. One that answers no ping may never have got anything after the handshake.
    const mute = reason !== "clean" && received <= (reason === "ws-ping-timeout" ? 1 : 0);
    events.closed({ reason, error: new Error(message), mute, state });
  };
  const keepAlive = createKeepAlive(
    config,
    // Any id will do: whatever comes back is a sign of life.
    () => {
      link.send([[packer.keyword("chsk/ws-ping")], "ping"]);
    },
    () => {
      end("ws-ping-timeout", "The server didn't answer a ping");
    },
  );

  // It isn't acknowledged, unless what comes later is: at worst it comes once more on the next connection.
  const unreadable = (error: unknown): void => {
    events.problem(asSyntaxError(error));
  };
  socket.onmessage = ({ data }: { data: unknown }) => {
    if (broken) return;
    const packed = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
    trace("ws", "receive", packed);
    keepAlive.heard();
    try {
      incoming(
        () => packer.unpack(packed),
        (message) => {
          received++;
          events.message(message);
        },
        unreadable,
      );
    } catch (error) {
      unreadable(error);
    }
  };
  socket.onerror = () => {
    state = { lastWsError: { udt: platform.now() } };
  };
  socket.onclose = ({ code, reason, wasClean: clean }: CloseEvent) => {
    trace("ws", "close", `${code} ${reason}`);
    const closed = (): void => {
      const why = clean ? "clean" : state.lastWsError ? "ws-error" : "unexpected";
      state = { ...state, lastWsClose: { udt: platform.now(), code, reason, clean } };
      end(why, `The WebSocket closed: ${code} ${reason}`);
    };
    // Not before what came earlier and is still being unpacked.
    incoming(() => undefined, closed, events.problem);
  };

  const link: Link = {
    kind: "ws",
    send(message) {
      outgoing(
        () => packer.pack(message),
        (packed) => {
          if (broken) return;
          trace("ws", "send", packed);
          socket.send(packed as string | Uint8Array<ArrayBuffer>);
        },
        (error) => {
          events.problem(error, message[1]);
        },
      );
      return true;
    },
    check: keepAlive.check,
    // The server says goodbye to the older of two sockets: there is nothing to keep from coming.
    hold: () => undefined,
    breakOff(silently) {
      if (silently) broken = true;
      else socket.close(...abnormal);
    },
    close() {
      trace("ws", "close", normal.join(" "));
      close(normal);
    },
  };
  return link;
}
