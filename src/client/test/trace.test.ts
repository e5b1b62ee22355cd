import { describe, expect, test } from "vitest";
import type { TraceEntry } from "../src/index.js";
import { harness, hello } from "./harness.js";

describe("the trace", () => {
  test("shows what is sent and received, but no token, session or parameter", async () => {
    const entries: TraceEntry[] = [];
    const h = await harness({
      csrfToken: "s3cret",
      params: { key: "p4ss" },
      trace: (entry) => entries.push(entry),
    });
    await h.open('[[:chsk/handshake ["ada" nil nil]] nil {:session "5e551on" :n 0 :resumed? false}]');
    h.client.send("chat/say", "hi");
    h.socket().fail();
    await h.platform.advance(500);
    const lines = entries.map(({ transport, action, text }) => `${transport} ${action} ${text}`);
    expect(lines.slice(1, 4)).toEqual([
      'ws receive [[:chsk/handshake ["ada" nil nil]] nil {:session "***" :n 0 :resumed? false}]',
      'ws send [[:chat/say "hi"] nil]',
      "ws close 1006 ",
    ]);
    expect(lines[0]).toContain("csrf-token=***");
    expect(lines.join()).not.toMatch(/s3cret|p4ss|5e551on/);
    expect(lines.at(-1)).toContain("sente-session=***");
  });

  test("shows requests too, masked likewise", async () => {
    const lines: string[] = [];
    const h = await harness({
      type: "ajax",
      csrfToken: "s3cret",
      trace: ({ transport, action, text }) => lines.push(`${transport} ${action} ${text}`),
    });
    await h.answer(h.poll(), hello);
    void h.client.tryRequest("test/echo", "s3cret");
    await h.platform.settle();
    await h.answer(h.post(), "[1 nil]");
    expect(lines).toContain('ajax send [[:test/echo "***"] :ajax]');
    expect(lines).toContain("ajax receive [1 nil]");
    expect(lines.join()).not.toContain("s3cret");
  });
});
