import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs } from "../src/connection/backoff.js";
import { edn } from "../src/formats/edn/index.js";
import { createClient, type Outcome, type PageSignal } from "../src/index.js";
import { probeDelayMs } from "../src/connection/probe.js";
import { createFakeServer, type FakeServer } from "../src/testing/index.js";

/** The steps that may happen to a client. */
const happening = fc.oneof(
  fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(0, 1, 500, 3_000, 12_000, 70_000) }),
  fc.record({ do: fc.constant("sleep" as const), ms: fc.constantFrom(1_000, 100_000) }),
  fc.record({
    do: fc.constant("signal" as const),
    signal: fc.constantFrom<PageSignal>("online", "offline", "visibilitychange", "pagehide", "pageshow"),
  }),
  fc.record({
    do: fc.constant("webSockets" as const),
    are: fc.constantFrom("open" as const, "refused" as const, "silent" as const),
  }),
  fc.record({ do: fc.constant("ajax" as const), is: fc.constantFrom("open" as const, "refused" as const) }),
  fc.record({ do: fc.constant("break" as const), closeWs: fc.boolean() }),
  fc.record({
    do: fc.constantFrom(
      "connect" as const,
      "disconnect" as const,
      "reconnect" as const,
      "closeAll" as const,
      "push" as const,
      "request" as const,
      "send" as const,
    ),
  }),
);

describe("any steps in any order", () => {
  test("every request is settled, the state is right, and in the end the client is connected or has left nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("auto" as const, "ws" as const, "ajax" as const),
        fc.array(happening, { maxLength: 25 }),
        async (type, story) => {
          const server = createFakeServer(edn());
          const { platform } = server;
          server.handle("test/echo", (data) => data);
          const client = createClient({ ...server.options, type });
          const outcomes: (Outcome<unknown> | undefined)[] = [];
          const problems: unknown[] = [];
          let open = false;
          let wanted = true;
          client.onError((error, source) => {
            if (source !== "connection") {
              problems.push(error);
            }
          });
          client.onTransition(({ from, to, opened, closed }) => {
            expect([opened, closed]).toEqual([!from.open && to.open, from.open && !to.open]);
            expect(from.open).toBe(open);
            open = to.open;
          });
          for (const event of story) {
            if (event.do === "advance") {
              await platform.advance(event.ms);
            } else if (event.do === "sleep") {
              platform.sleep(event.ms);
            } else if (event.do === "signal") {
              platform.signal(event.signal);
            } else if (event.do === "webSockets") {
              server.webSockets = event.are;
            } else if (event.do === "ajax") {
              server.ajax = event.is;
            } else if (event.do === "break") {
              client.breakConnection({ closeWs: event.closeWs });
            } else if (event.do === "push") {
              server.push("test/pushed", 1);
            } else if (event.do === "closeAll") {
              server.closeAll();
            } else if (event.do === "send") {
              const state = client.state.get();
              expect(client.send("test/event", 1)).toBe(state.open || (wanted && !state.everOpened));
            } else if (event.do === "request") {
              const index = outcomes.push(undefined) - 1;
              void client.tryRequest("test/echo", index).then((outcome) => (outcomes[index] = outcome));
            } else {
              client[event.do]();
            }
            if (event.do === "disconnect") {
              wanted = false;
            }
            if (event.do === "connect" || event.do === "reconnect") {
              wanted = true;
            }
            // One transport, and a second one while it takes over; none after disconnect().
            await platform.settle();
            expect(live(server)).toBeLessThanOrEqual(wanted ? 2 : 0);
            if (!wanted) {
              expect(client.state.get().open).toBe(false);
            }
          }

          // Once the network works again, the client connects.
          server.webSockets = "open";
          server.ajax = "open";
          platform.signal("pageshow");
          client.connect();
          await platform.advance(200_000);
          expect(client.state.get().open).toBe(true);
          const last = client.tryRequest("test/echo", "last");
          await platform.settle();
          expect(await last).toEqual({ ok: true, reply: "last" });

          client.disconnect();
          await platform.settle();
          outcomes.forEach((outcome, index) => {
            if (outcome?.ok) {
              expect(outcome.reply).toBe(index);
            } else {
              expect(outcome).toMatchObject({ ok: false });
            }
          });
          expect(problems).toEqual([]);
          expect([platform.timers, platform.watchers]).toEqual([0, 0]);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** The number of open sockets and polls. */
function live({ options: { sockets, requests } }: FakeServer): number {
  const polls = requests.filter(({ method, answered, aborted }) => method === "GET" && !answered && !aborted);
  return sockets.filter(({ ended }) => !ended).length + polls.length;
}

describe("delays", () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

  test("the first retry comes within a second, later ones within 30 s, and all are spread", () => {
    fc.assert(
      fc.property(fc.nat(60), random, (attempt, r) => {
        const wait = backoffMs(attempt, r);
        expect(wait).toBeGreaterThanOrEqual(attempt ? 1000 : 0);
        expect(wait).toBeLessThanOrEqual(attempt ? 30_000 : 1000);
        expect(backoffMs(attempt, 0.75) - backoffMs(attempt, 0.25)).toBeGreaterThanOrEqual(500);
      }),
    );
  });

  test("probes come between 10 s and 10 min after each other", () => {
    fc.assert(
      fc.property(fc.nat(60), random, (attempt, r) => {
        expect(probeDelayMs(attempt, r)).toBeGreaterThanOrEqual(10_000);
        expect(probeDelayMs(attempt, r)).toBeLessThanOrEqual(600_000);
      }),
    );
  });
});
