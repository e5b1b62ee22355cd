import type { Query } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { type Credentials, endpointUrl, requireWebSocket } from "./endpoint.js";
import { asSyntaxError } from "./errors.js";
import { createKeepAlive } from "./keep-alive.js";
import { createSequencer } from "./sequencer.js";
import type { Trace } from "./trace.js";
import type { Transport, TransportCloseReason, TransportEvents, WsStatePatch } from "./transport.js";

const normal = [1000, "CLOSE_NORMAL"] as const;
const abnormal = [3000, "CLOSE_ABNORMAL"] as const;

/** Opens a WebSocket as a transport. */
export function openWebSocket(
  config: TransportConfig,
  { csrfToken, params }: Credentials,
  query: Query,
  trace: Trace,
  events: TransportEvents,
): Transport {
  const { packer, platform, clientId } = config;
  const incoming = createSequencer();
  const outgoing = createSequencer();
  let statePatch: WsStatePatch = {};
  let receivedMessages = 0;
  let simulatingBreak = false;

  const url = endpointUrl(config, params, { "client-id": clientId, "csrf-token": csrfToken, ...query });
  const socket = new (requireWebSocket(config))(url.replace(/^http/, "ws"));
  socket.binaryType = "arraybuffer";
  trace("ws", "open", url);

  const close = (codeAndReason: readonly [number, string]): void => {
    keepAlive.stop();
    socket.onmessage = socket.onclose = null;
    // The package `ws` throws an error for which there is no handler.
    socket.onerror = () => undefined;
    socket.close(...codeAndReason);
  };
  const fail = (reason: TransportCloseReason, message: string): void => {
    close(abnormal);
    // A clean close comes from the server, and so did a message. Of a socket that doesn't answer pings, a proxy may have let
    // the handshake through and nothing else.
    const transportFault = reason !== "clean" && receivedMessages <= (reason === "ws-ping-timeout" ? 1 : 0);
    events.closed({ reason, error: new Error(message), transportFault, state: statePatch });
  };
  const keepAlive = createKeepAlive(
    config,
    // The callback may be any text, because anything received counts as an answer.
    () => {
      transport.send([[packer.keyword("chsk/ws-ping")], "ping"]);
    },
    () => {
      fail("ws-ping-timeout", "The server didn't answer a ping");
    },
  );

  // An unreadable batch isn't acknowledged, unless a later one is. At worst the server sends it again on the next connection.
  const reportUnreadable = (error: unknown): void => {
    events.problem(asSyntaxError(error));
  };
  socket.onmessage = ({ data }: { data: unknown }) => {
    if (simulatingBreak) {
      return;
    }
    const packed = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
    trace("ws", "receive", packed);
    keepAlive.received();
    try {
      incoming(
        () => packer.unpack(packed),
        (message) => {
          receivedMessages++;
          events.message(message);
        },
        reportUnreadable,
      );
    } catch (error) {
      reportUnreadable(error);
    }
  };
  socket.onerror = () => {
    statePatch = { lastWsError: { udt: platform.now() } };
  };
  socket.onclose = ({ code, reason, wasClean: clean }: CloseEvent) => {
    trace("ws", "close", `${code} ${reason}`);
    const closed = (): void => {
      const why = clean ? "clean" : statePatch.lastWsError ? "ws-error" : "unexpected";
      statePatch = { ...statePatch, lastWsClose: { udt: platform.now(), code, reason, clean } };
      fail(why, `The WebSocket closed: ${code} ${reason}`);
    };
    // Messages that came before the close may still be unpacked, and are reported first.
    incoming(() => undefined, closed, events.problem);
  };

  const transport: Transport = {
    type: "ws",
    send(message) {
      outgoing(
        () => packer.pack(message),
        (packed) => {
          if (simulatingBreak) {
            return;
          }
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
    // Nothing to pause: when a newer socket takes over, the server closes this one.
    setPaused: () => undefined,
    simulateBreak(silently) {
      if (silently) {
        simulatingBreak = true;
      } else {
        socket.close(...abnormal);
      }
    },
    close() {
      trace("ws", "close", normal.join(" "));
      close(normal);
    },
  };
  return transport;
}
