import { parseEdn, printEdn } from "../src/formats/edn/index.js";
import { type Client, type ClientOptions, createClient, type EventId, type Outcome } from "../src/index.js";
import type { App } from "./app.js";
import { enableButtons, whileLoggingIn } from "./buttons.js";
import { element, field, make } from "./dom.js";
import { clearLog, log } from "./log.js";
import { packerOf } from "./packers.js";
import { followConnection, type Report, reportConnection, reportOf } from "./result.js";
import { showStatus, startClock } from "./status.js";

const wire = element("wire", HTMLInputElement);
const csrfToken = element("sente-csrf-token", HTMLElement).dataset.csrfToken ?? null;
const patience = { timeoutMs: 5000 };
let type: NonNullable<ClientOptions["type"]> = "auto";
let packer = "edn";
let client = connect();
/** Reports the events of the last broadcast that the user started. */
let broadcast: Report = log;

/** Creates a client with the chosen type and packer, and connects it with the log and the status. */
function connect(): Client<App> {
  const made = createClient<App>({
    url: "/chsk",
    packer: packerOf(packer),
    type,
    csrfToken,
    trace: ({ transport, action, text }) => {
      if (wire.checked) {
        log("wire", `${transport} ${action}`, text);
      }
    },
  });
  element("status-client", HTMLElement).textContent = made.clientId.slice(0, 10);
  made.state.subscribe(showStatus);
  made.state.subscribe(enableButtons);
  made.onTransition(({ to, opened, closed, firstOpen }) => {
    if (opened) {
      reportConnection("state", firstOpen ? "opened for the first time" : "opened", `by ${to.type}`);
    }
    if (closed) {
      reportConnection("state", "closed", to.lastClose?.reason);
    }
  });
  made.onHandshake(({ uid, data }) => {
    log("state", "handshake", `user ${uid ?? "none"}${data === null ? "" : ", " + printEdn(data)}`);
  });
  made.onGap(({ from, to }) => {
    log("error", "lost events", `${from} to ${to}`);
  });
  made.onAny((data, id: string) => {
    const report = id === "example/broadcast" ? broadcast : log;
    report("in", id, printEdn(data));
  });
  made.onError((error, source) => {
    const report = source === "connection" ? reportConnection : log;
    report("error", source, error.message);
  });
  return made;
}

/** Reports a request and its outcome. Returns the reply, or undefined for a failure. */
async function ask<Reply>(
  report: Report,
  id: string,
  data: unknown,
  outcome: Promise<Outcome<Reply>>,
): Promise<Reply | undefined> {
  report("out", id, data === undefined ? "" : printEdn(data));
  const result = await outcome;
  if (result.ok) {
    report("in", "reply", printEdn(result.reply));
    return result.reply;
  }
  if (result.reason === "reply-error") {
    report("error", "failed reply", result.error.message);
  } else {
    report("error", "no reply", result.reason);
  }
  return undefined;
}

/** Reports an event without a reply. */
function sent(report: Report, id: string, ok: boolean): void {
  report(ok ? "out" : "error", id, ok ? "" : "not sent: there is no connection");
}

type Switch = "example/toggle-broadcast-loop" | "example/toggle-log-level" | "example/toggle-bad-conn-rate";

/** Requests that the server switches something, and shows the result. */
async function toggle(report: Report, id: Switch, place: string): Promise<void> {
  const reply = await ask(report, id, undefined, client.tryRequest(id, undefined, patience));
  if (reply !== undefined) {
    showIn(place, reply === true ? "on" : reply ? String(reply) : "off");
  }
}

/** Shows a value that was unknown before. */
function showIn(place: string, text: string): void {
  const output = element(place, HTMLElement);
  output.textContent = text;
  output.classList.remove("unknown");
}

/** Reconnects with the next packer of the server, because the packer belongs to the connection. */
async function togglePacker(report: Report): Promise<void> {
  const id = "example/toggle-packer";
  const reply = await ask(report, id, undefined, client.tryRequest(id, undefined, patience));
  if (!reply) {
    return;
  }
  [, packer] = reply;
  showIn("packer", packer);
  reconnectWithPacker();
}

function reconnectWithPacker(): void {
  client.disconnect();
  client = connect();
}

async function showUsers(report: Report): Promise<void> {
  const id = "example/connected-uids";
  const users = await ask(report, id, undefined, client.tryRequest(id, undefined, patience));
  if (!users) {
    return;
  }
  const chips = [...users.any].map((uid) => {
    const isNobody = [":sente/nil-uid", "sente/nil-uid"].includes(String(uid));
    const chip = make("li", "", `${isNobody ? "anonymous" : String(uid)} `);
    const transports = (["ws", "ajax"] as const).filter((transport) => [...users[transport]].includes(uid));
    chip.append(make("small", "", transports.join(" + ")));
    return chip;
  });
  element("uids", HTMLElement).replaceChildren(...chips);
}

/** Logs in, or out without a name, and reconnects, because the user belongs to the connection. */
async function login(report: Report, userId: string | null): Promise<void> {
  const response = await fetch("/login", {
    method: "POST",
    headers: { "X-CSRF-Token": csrfToken ?? "" },
    body: new URLSearchParams({ "user-id": userId ?? "" }),
  });
  if (!response.ok) {
    throw new Error(`Login failed: ${response.status} ${await response.text()}`);
  }
  client.reconnect();
  const { uid } = await client.ready();
  const what = userId === null ? "logged out" : "logged in";
  const as = userId === null ? "" : `as ${userId}; `;
  report(uid === userId ? "info" : "error", what, `${as}the connection is ${uid ?? "nobody"}'s`);
}

async function repeatedLogins(report: Report): Promise<void> {
  for (let i = 1; i <= 10; i++) {
    await login(report, `user-${i}`);
  }
}

const actions: Readonly<Record<string, (report: Report, button: Element) => unknown>> = {
  send(report) {
    sent(report, "example/button1", client.send("example/button1", { "had-a-callback?": "nope" }));
  },
  request(report) {
    const data = { "had-a-callback?": "indeed" };
    return ask(report, "example/button2", data, client.tryRequest("example/button2", data, patience));
  },
  "test-broadcast"(report) {
    broadcast = report;
    sent(report, "example/test-broadcast", client.send("example/test-broadcast"));
  },
  "toggle-broadcast-loop": (report) => toggle(report, "example/toggle-broadcast-loop", "loop"),
  "toggle-packer": togglePacker,
  "toggle-log-level": (report) => toggle(report, "example/toggle-log-level", "log-level"),
  "toggle-bad-conn-rate": (report) => toggle(report, "example/toggle-bad-conn-rate", "bad-rate"),
  "connected-uids": showUsers,
  "repeated-logins": (report) => whileLoggingIn(() => repeatedLogins(report)),
  logout: (report) => whileLoggingIn(() => login(report, null)),
  connect(_, button) {
    followConnection(button);
    client.connect();
  },
  disconnect(_, button) {
    followConnection(button);
    client.disconnect();
  },
  reconnect(_, button) {
    followConnection(button);
    client.reconnect();
  },
  break(_, button) {
    followConnection(button);
    client.breakConnection();
  },
  "break-silently"(report, button) {
    followConnection(button);
    report("info", "broken silently", "a ping will find out");
    client.breakConnection({ closeWs: false });
  },
};

/** Runs an action, and reports its error if it fails. */
async function run(control: Element, action: (report: Report) => unknown): Promise<void> {
  const report = reportOf(control);
  try {
    await action(report);
  } catch (error) {
    report("error", "failed", error instanceof Error ? error.message : String(error));
  }
}

function onSubmit(id: string, action: (report: Report, form: HTMLFormElement) => unknown): void {
  const form = element(id, HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form, (report) => action(report, form));
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-do]")) {
  button.addEventListener("click", () => {
    void run(button, (report) => actions[button.dataset.do ?? ""]?.(report, button));
  });
}
onSubmit("login", (report, form) => whileLoggingIn(() => login(report, field(form, "user-id"))));
onSubmit("custom", (report, form) => {
  const id = field(form, "id");
  const data = field(form, "data") ? parseEdn(field(form, "data")) : undefined;
  // The user may send any event, so the types of the app's events don't apply here.
  const untyped = client as unknown as Client;
  return ask(report, id, data, untyped.tryRequest(id as EventId, data, patience));
});
element("type", HTMLElement).addEventListener("change", ({ target }) => {
  const chosen = target as HTMLInputElement;
  void run(chosen, () => {
    followConnection(chosen);
    type = chosen.value as typeof type;
    reconnectWithPacker();
  });
});
element("clear", HTMLElement).addEventListener("click", clearLog);
enableButtons(client.state.get());
startClock();
