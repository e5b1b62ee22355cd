import { parseEdn, printEdn } from "../src/edn/index.js";
import { type Client, type ClientOptions, createClient, type EventId, type Outcome } from "../src/index.js";
import type { App } from "./app.js";
import { element, field, make } from "./dom.js";
import { clearLog, log } from "./log.js";
import { packerOf } from "./packers.js";
import { showStatus, startClock } from "./status.js";

const wire = element("wire", HTMLInputElement);
const csrfToken = element("sente-csrf-token", HTMLElement).dataset.csrfToken ?? null;
const patience = { timeoutMs: 5000 };
let type: NonNullable<ClientOptions["type"]> = "auto";
let packer = "edn";
let client = connect();

/** A client of the type and packer that are chosen; the log and the status follow it. */
function connect(): Client<App> {
  const made = createClient<App>({
    url: "/chsk",
    packer: packerOf(packer),
    type,
    csrfToken,
    trace: ({ transport, what, text }) => {
      if (wire.checked) log("wire", `${transport} ${what}`, text);
    },
  });
  element("status-client", HTMLElement).textContent = made.clientId.slice(0, 10);
  made.state.subscribe(showStatus);
  made.onTransition(({ to, opened, closed, firstOpen }) => {
    if (opened) log("state", firstOpen ? "opened for the first time" : "opened", `by ${to.type}`);
    if (closed) log("state", "closed", to.lastClose?.reason);
  });
  made.onHandshake(({ uid, data }) => {
    log("state", "handshake", `user ${uid ?? "none"}${data === null ? "" : ", " + printEdn(data)}`);
  });
  made.onGap(({ from, to }) => {
    log("error", "lost events", `${from} to ${to}`);
  });
  made.onAny((data, id) => {
    log("in", id, printEdn(data));
  });
  made.onError((error, source) => {
    log("error", source, error.message);
  });
  return made;
}

/** Logs a request and what came of it; gives the reply, if one came. */
async function logged<Reply>(
  id: string,
  data: unknown,
  outcome: Promise<Outcome<Reply>>,
): Promise<Reply | undefined> {
  log("out", id, data === undefined ? "" : printEdn(data));
  const result = await outcome;
  if (result.ok) {
    log("in", "reply", printEdn(result.reply));
    return result.reply;
  }
  log("error", "no reply", result.reason);
  return undefined;
}

/** Logs an event that wants no reply. */
function sent(id: string, ok: boolean): void {
  log(ok ? "out" : "error", id, ok ? "" : "not sent: there is no connection");
}

type Switch = "example/toggle-broadcast-loop" | "example/toggle-log-level" | "example/toggle-bad-conn-rate";

/** Asks the server to switch something, and shows how it stands then. */
async function toggle(id: Switch, show: string): Promise<void> {
  const reply = await logged(id, undefined, client.tryRequest(id, undefined, patience));
  if (reply === undefined) return;
  element(show, HTMLElement).textContent = reply === true ? "on" : reply ? String(reply) : "off";
}

/** Connects anew with the server's next packer: it belongs to the connection. */
async function togglePacker(): Promise<void> {
  const id = "example/toggle-packer";
  const reply = await logged(id, undefined, client.tryRequest(id, undefined, patience));
  if (!reply) return;
  [, packer] = reply;
  element("packer", HTMLElement).textContent = packer;
  connectAnew();
}

function connectAnew(): void {
  client.disconnect();
  client = connect();
}

async function showUsers(): Promise<void> {
  const id = "example/connected-uids";
  const users = await logged(id, undefined, client.tryRequest(id, undefined, patience));
  if (!users) return;
  const chips = [...users.any].map((uid) => {
    const isNobody = [":sente/nil-uid", "sente/nil-uid"].includes(String(uid));
    const chip = make("li", "", `${isNobody ? "anonymous" : String(uid)} `);
    const transports = (["ws", "ajax"] as const).filter((transport) => [...users[transport]].includes(uid));
    chip.append(make("small", "", transports.join(" + ")));
    return chip;
  });
  element("uids", HTMLElement).replaceChildren(...chips);
}

/** Logs in, and connects anew: who one is counts from the next connection on. */
async function login(userId: string): Promise<void> {
  const response = await fetch("/login", {
    method: "POST",
    headers: { "X-CSRF-Token": csrfToken ?? "" },
    body: new URLSearchParams({ "user-id": userId }),
  });
  if (!response.ok) throw new Error(`Login failed: ${response.status} ${await response.text()}`);
  client.reconnect();
  const { uid } = await client.ready();
  log(uid === userId ? "info" : "error", "logged in", `as ${userId}; the connection is ${uid ?? "nobody"}'s`);
}

async function repeatedLogins(): Promise<void> {
  for (let i = 1; i <= 10; i++) await login(`user-${i}`);
}

const actions: Readonly<Record<string, () => unknown>> = {
  send() {
    sent("example/button1", client.send("example/button1", { "had-a-callback?": "nope" }));
  },
  request() {
    const data = { "had-a-callback?": "indeed" };
    return logged("example/button2", data, client.tryRequest("example/button2", data, patience));
  },
  "test-broadcast"() {
    sent("example/test-broadcast", client.send("example/test-broadcast"));
  },
  "toggle-broadcast-loop": () => toggle("example/toggle-broadcast-loop", "loop"),
  "toggle-packer": togglePacker,
  "toggle-log-level": () => toggle("example/toggle-log-level", "log-level"),
  "toggle-bad-conn-rate": () => toggle("example/toggle-bad-conn-rate", "bad-rate"),
  "connected-uids": showUsers,
  "repeated-logins": repeatedLogins,
  connect() {
    client.connect();
  },
  disconnect() {
    client.disconnect();
  },
  reconnect() {
    client.reconnect();
  },
  break() {
    client.breakConnection();
  },
  "break-silently"() {
    client.breakConnection({ closeWs: false });
  },
};

/** Runs an action; what fails is for the log. */
async function run(action: (() => unknown) | undefined): Promise<void> {
  try {
    await action?.();
  } catch (error) {
    log("error", "failed", error instanceof Error ? error.message : String(error));
  }
}

function onSubmit(id: string, action: (form: HTMLFormElement) => unknown): void {
  const form = element(id, HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(() => action(form));
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-do]")) {
  button.addEventListener("click", () => {
    void run(actions[button.dataset.do ?? ""]);
  });
}
onSubmit("login", (form) => login(field(form, "user-id")));
onSubmit("custom", (form) => {
  const id = field(form, "id");
  const data = field(form, "data") ? parseEdn(field(form, "data")) : undefined;
  // Any event at all: what the app's types say doesn't hold here.
  const untyped = client as unknown as Client;
  return logged(id, data, untyped.tryRequest(id as EventId, data, patience));
});
element("type", HTMLElement).addEventListener("change", ({ target }) => {
  type = (target as HTMLInputElement).value as typeof type;
  connectAnew();
});
element("clear", HTMLElement).addEventListener("click", clearLog);
startClock();
