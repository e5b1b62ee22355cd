import fc from "fast-check";
import { expect, test } from "vitest";
import { edn } from "../src/formats/edn/index.js";
import { createClient } from "../src/index.js";
import { createFakePlatform } from "../src/testing/index.js";
import { SessionServer } from "./session-server.js";

const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("push" as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.constantFrom(10, 1_000, 5_000, 20_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("cut" as const, "request" as const, "reconnect" as const, "online" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("webSockets" as const), pass: fc.boolean() }) },
);

test("with a server that resumes, each event is received once and in order and no request runs twice, whenever connections break", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("auto" as const, "ws" as const, "ajax" as const),
      fc.array(happening, { maxLength: 40 }),
      async (type, story) => {
        const platform = createFakePlatform();
        const server = new SessionServer();
        const { webSocket, fetch } = server.network;
        const client = createClient({
          url: "https://server.test/chsk",
          packer: edn(),
          platform,
          webSocket,
          fetch,
          type,
        });
        const received: unknown[] = [];
        const lost: unknown[] = [];
        const wrong: unknown[] = [];
        const outcomes: unknown[] = [];
        client.on("test/pushed", (data) => received.push(data));
        client.onGap((gap) => lost.push(gap));
        client.onHandshake(({ first, resumed }) => {
          if (first === resumed) {
            lost.push("the session");
          }
        });
        client.onError((error, source) => {
          if (source !== "connection") {
            wrong.push(error);
          }
        });
        /** Advances, without further breaks, until the condition holds. The expectations after it show which part doesn't. */
        const until = async (done: () => boolean): Promise<void> => {
          for (let i = 0; i < 300 && !done(); i++) {
            await platform.advance(1_000);
            server.deliver(Infinity);
            await platform.settle();
          }
        };
        await until(() => client.state.get().open);
        let pushed = 0;
        let asked = 0;
        for (const event of story) {
          if (event.do === "push") {
            for (let i = 0; i < event.count; i++) {
              server.push(pushed++);
            }
          } else if (event.do === "deliver") {
            server.deliver(event.count);
          } else if (event.do === "advance") {
            await platform.advance(event.ms);
          } else if (event.do === "cut") {
            server.cut();
          } else if (event.do === "webSockets") {
            server.webSockets = event.pass;
          } else if (event.do === "online") {
            platform.signal("online");
          } else if (event.do === "reconnect") {
            client.reconnect();
          } else {
            const number = asked++;
            void client
              .tryRequest("test/ask", number, { timeoutMs: 500_000 })
              .then((outcome) => (outcomes[number] = outcome));
          }
          await platform.settle();
        }
        server.webSockets = true;
        await until(() => received.length >= pushed && outcomes.filter(Boolean).length === asked);

        expect(lost).toEqual([]);
        expect(wrong).toEqual([]);
        expect(received).toEqual(Array.from({ length: pushed }, (_, i) => i));
        expect([...server.runs.values()].every((count) => count === 1)).toBe(true);
        outcomes.forEach((outcome, i) => {
          // Over Ajax a POST that is cut fails the request. On a socket the resumed connection brings the reply.
          expect([
            { ok: true, reply: i },
            { ok: false, reason: "chsk/closed" },
            { ok: false, reason: "chsk/error" },
          ]).toContainEqual(
            JSON.parse(
              JSON.stringify(outcome, (key, value: unknown) => (key === "error" ? undefined : value)),
            ),
          );
        });
        expect(outcomes.filter(Boolean)).toHaveLength(asked);
        client.disconnect();
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);
