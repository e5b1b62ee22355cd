import { describe, expect, test } from "vitest";
import { recordedEvents, recordingOf, replay, reportedEvents } from "./replay.js";

describe("sessions recorded with a real Sente server and client", () => {
  test.each([
    ["ws-session-basic-edn", "client-1", { type: "ws" }],
    ["ws-session-close-edn", "client-2", { type: "ws" }],
    ["ws-session-clientping-edn", "client-3", { type: "ws", keepAliveMs: 1200 }],
    ["ws-session-serverping-edn", "client-4", { type: "ws" }],
    ["ajax-session-basic-edn", "client-5", { type: "ajax" }],
    ["ws-session-basic-transit", "client-1", { type: "ws" }],
    ["ajax-session-basic-transit", "client-5", { type: "ajax" }],
    ["ws-session-basic-msgpack", "client-1", { type: "ws" }],
    ["ws-session-close-msgpack", "client-2", { type: "ws" }],
    ["ajax-session-basic-msgpack", "client-5", { type: "ajax" }],
  ] as const)("%s: our client sends and reports the same as the recorded one", async (name, clientId, options) => {
    const recording = recordingOf(name);
    const h = await replay(recording, clientId, options);
    const recorded = recordedEvents(recording);
    expect(reportedEvents(h).slice(0, recorded.length)).toEqual(recorded);
    // Only the disconnecting of the app may follow, which not every recording contains.
    expect(JSON.stringify(reportedEvents(h).slice(recorded.length))).toMatch(/^\[\]$|requested-disconnect/);
    expect(h.errors.filter(([source]) => source !== "connection")).toEqual([]);
  });

  test.each([
    ["ws-session-csrf-edn", "ws"],
    ["ajax-session-csrf-edn", "ajax"],
  ] as const)("%s: the right token opens, a wrong one never does", async (name, type) => {
    const recording = recordingOf(name);
    const h = await replay(recording, "client-csrf", { type, csrfToken: "tok" });
    // The recording lacks the client's last change, its disconnecting.
    expect(reportedEvents(h).slice(0, 2)).toEqual(recordedEvents(recording));

    const bad = await replay(recording, "client-bad", { type, csrfToken: "bad", backoff: (attempt) => (attempt ? 300 : 0) });
    expect(reportedEvents(bad)).toEqual([]);
    expect(bad.client.state.get()).toMatchObject({ open: false, everOpened: false, type });
    expect(bad.errors.length).toBeGreaterThanOrEqual(4);
    if (type === "ws") {expect(bad.client.state.get().lastWsClose).toMatchObject({ code: 1006, clean: false });}
    else {expect(bad.errors[0]?.[1]).toContain("403: Bad CSRF token");}
  });
});
