import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { FakeServer, FakeSocket } from "../src/testing/index.js";

/** A server on a loopback port, which connects real sockets and requests with a fake server. */
export interface NodeServer {
  readonly url: string;
  /** Cuts every WebSocket, without a close frame. */
  cut(): void;
  close(): Promise<void>;
}

export async function serve({ options }: FakeServer, acceptSockets: () => boolean): Promise<NodeServer> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const abort = new AbortController();
    response.on("close", () => {
      abort.abort();
    });
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "GET" } = request;
      const body = method === "POST" ? new URLSearchParams(Buffer.concat(chunks).toString()) : null;
      const url = new URL(request.url ?? "", options.url).href;
      options.fetch(url, { method, body, headers: {}, signal: abort.signal }).then(
        async (answer) => {
          response.writeHead(answer.status).end(await answer.text());
        },
        () => {
          response.destroy();
        },
      );
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (!acceptSockets()) {
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (real) => {
      const fake = new options.webSocket(new URL(request.url ?? "", options.url).href) as FakeSocket;
      fake.onmessage = ({ data }) => {
        real.send(data as string);
      };
      fake.onclose = ({ code, reason }) => {
        real.close(code, reason);
      };
      real.on("message", (data: Buffer) => {
        fake.send(data.toString());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets.clients) {
      socket.terminate();
    }
  };
  return {
    url: `http://127.0.0.1:${port}/chsk`,
    cut,
    close() {
      cut();
      server.closeAllConnections();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
