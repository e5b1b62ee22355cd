import { expect } from "vitest";
import { edn, parseEdn } from "../../src/formats/edn/index.js";
import {
  type ClientOptions,
  type HandshakeEvent,
  Keyword,
  keyword,
  type Message,
  type Packed,
  type Packer,
  type Transition,
} from "../../src/index.js";
import { msgpack } from "../../src/formats/msgpack/index.js";
import { transit } from "../../src/formats/transit/index.js";
import { harness, type Harness, query } from "../harness.js";
import { readRecording } from "./folder.js";

const packers: Readonly<Record<string, Packer>> = { edn: edn(), transit: transit(), msgpack: msgpack() };

/*
 * Plays the server of a recorded session for our client, which does the same as the recorded client.
 * Its messages and its events for the app are compared as values. These differences are intended:
 *
 *   recorded                                        ours
 *   times, backoff, callback ids                    not compared, or taken over from ours
 *   no parameters of our own                        sente-x, sente-packer on every request
 *   POSTs without the app's parameters              with them, because a server may take the uid from one
 *   lists, the key cache, bytes behind a message    vectors, none
 *   header x-csrf-token: null on GETs               left out
 *   changes of state that don't open or close       not compared: ours has fewer, with more in each
 *   no last-error in the state                      not compared
 *   a retry soon after a 403                        after 1 to 2 minutes, which the player lets pass
 */

export interface Recording {
  readonly packer: string;
  readonly clientEvents: readonly { readonly event: string }[];
  readonly log: readonly Entry[];
}

interface Entry {
  readonly kind: "ws-upgrade" | "ws-frame" | "http" | "note" | "tcp-close";
  readonly conn: number;
  readonly t: number;
  readonly url: string;
  readonly method: string;
  readonly dir: "s>c" | "c>s";
  readonly type: "text" | "binary" | "close";
  readonly text: string;
  readonly hex?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly statusLine?: string;
  readonly status?: number;
  readonly reqHeaders: readonly (readonly [string, string])[];
  readonly reqBody: Body | null;
  readonly resBody?: Body;
  readonly error?: string;
  readonly tEnd: number;
}

interface Body {
  readonly text?: string;
  readonly hex?: string;
}

/** Returns the content of a frame or body. */
function packedOf({ text = "", hex }: Body): Packed {
  return hex === undefined ? text : new Uint8Array(Buffer.from(hex, "hex"));
}

export function recordingOf(name: string): Recording {
  return readRecording(`${name}.json`) as Recording;
}

/** A step of a session. An entry that lasts is split into its begin and its end. */
type Step = readonly [t: number, phase: "begins" | "ends", entry: Entry];

/** Plays the client of a recording that has this client-id. */
export async function replay(recording: Recording, clientId: string, options: Partial<ClientOptions>): Promise<Harness> {
  const name = ({ kind, conn }: Entry): string => `${kind === "http" ? "http" : "ws"} ${conn}`;
  const mine = new Set(recording.log.filter((entry) => clientIdOf(entry) === clientId).map(name));
  const own = recording.log.filter((entry) => mine.has(name(entry)));
  const [first] = own;
  // Earlier notes belong to another client.
  const log = recording.log.filter((each) => own.includes(each) || (each.kind === "note" && each.t >= (first?.t ?? 0)));
  const steps = log
    .flatMap((entry): Step[] =>
      entry.kind === "http" ? [[entry.t, "begins", entry], [entry.tEnd, "ends", entry]] : [[entry.t, "begins", entry]],
    )
    .sort(([a], [b]) => a - b);
  const params = without(["client-id", "csrf-token", "udt", "handshake?"], query(absolute(first?.url ?? "")));
  const packer = packers[recording.packer];
  if (!packer) {throw new Error(`No packer of ours is called ${recording.packer}.`);}
  const h = await harness({ clientId, params, packer, backoff: () => 0, ...options });
  const player = new Player(h, packer, log);
  let now = 0;
  for (const [t, phase, entry] of steps) {
    await h.platform.advance(Math.max(t - now, 0));
    now = Math.max(now, t);
    await player.play(entry, phase);
  }
  return h;
}

class Player {
  readonly #h: Harness;
  readonly #packer: Packer;
  readonly #log: readonly Entry[];
  /** Our callbacks, by the recorded ones. */
  readonly #callbacks = new Map<string, string>();
  readonly #sockets: number[] = [];
  readonly #requests = new Map<number, number>();
  readonly #sent: number[] = [];
  #note = "";
  /** The requests whose replies haven't been compared yet, in order. */
  readonly #replies: { outcome?: { is: unknown } }[] = [];
  #posts = 0;
  #gets = 0;

  constructor(h: Harness, packer: Packer, log: readonly Entry[]) {
    this.#h = h;
    this.#packer = packer;
    this.#log = log;
  }

  async play(entry: Entry, phase: "begins" | "ends"): Promise<void> {
    if (entry.kind === "note") {await this.#onNote(entry);}
    else if (entry.kind === "ws-upgrade") {await this.#upgrade(entry);}
    else if (entry.kind === "ws-frame") {await this.#frame(entry);}
    else if (entry.kind === "http" && phase === "begins") {await this.#begin(entry);}
    else if (entry.kind === "http") {this.#end(entry);}
    await this.#h.platform.settle();
  }

  /** Handles a note, which describes an action of the recorded app or a reply that it received. */
  async #onNote({ text }: Entry): Promise<void> {
    const reply = /^client cb <- (.*)$/s.exec(text)?.[1];
    if (reply !== undefined) {
      const [sent] = this.#replies.splice(0, 1);
      // The recorded client's timers may have fired a little earlier than ours.
      for (let ms = 0; ms < 100 && !sent?.outcome; ms += 10) {await this.#h.platform.advance(ms);}
      expect(sent?.outcome, text).toEqual({ is: parseEdn(reply) });
      return;
    }
    this.#note = text;
    if (text === "disconnect") {this.#h.client.disconnect();}
    else if (text.startsWith("break")) {this.#h.client.breakConnection();}
    else if (text === "chsk-reconnect!") {this.#h.client.reconnect();}
    else if (text === "now wrong token client") {this.#h.client.disconnect();}
  }

  async #upgrade(entry: Entry): Promise<void> {
    await this.#h.platform.advance(0);
    const index = this.#sockets.push(entry.conn) - 1;
    this.#sent.push(0);
    expect(withoutOurs(this.#h.socket(index).url)).toEqual(query(absolute(entry.url)));
    if (!entry.statusLine?.includes(" 101 ")) {this.#h.socket(index).fail();}
  }

  async #frame(entry: Entry): Promise<void> {
    const index = this.#sockets.indexOf(entry.conn);
    const socket = this.#h.socket(index);
    if (entry.type === "close") {
      // Each side answers the other's close frame with the same code and reason.
      if (entry.dir === "c>s" && this.#closes(entry)[0] === entry) {
        // The last disconnecting of a session has not always a note.
        if (!socket.closed) {this.#h.client.disconnect();}
        expect(socket.closed).toEqual({ code: entry.code, reason: entry.reason });
      } else if (this.#closes(entry)[0] === entry) {socket.end(entry.code, entry.reason);}
    } else if (entry.dir === "s>c") {socket.receive(this.#translated(packedOf(entry)));}
    else {
      const [event, callback] = this.#unpack(packedOf(entry));
      if ((event[0] as Keyword).name === "chsk/ws-ping") {await this.#h.platform.advance(600);}
      else if ((event[0] as Keyword).name !== "chsk/ws-pong") {this.#send(event, callback !== null);}
      const number = this.#sent[index] ?? 0;
      this.#sent[index] = number + 1;
      const sent = this.#unpack(socket.sent[number]);
      if (typeof callback === "string") {this.#callbacks.set(callback, sent[1] as string);}
      expect(sent).toEqual([event, callback === null ? null : expect.any(String)]);
    }
  }

  #closes({ conn }: Entry): Entry[] {
    return this.#log.filter((each) => each.type === "close" && each.conn === conn);
  }

  #unpack(packed: Packed | undefined): readonly [event: unknown[], callback: unknown] {
    return this.#packer.unpack(packed ?? "") as Message as readonly [unknown[], unknown];
  }

  /** Returns a server's message with our callback in place of the recorded one. */
  #translated(packed: Packed): Packed {
    const [value, callback] = this.#unpack(packed);
    const ours = typeof callback === "string" ? this.#callbacks.get(callback) : undefined;
    return ours === undefined ? packed : (this.#packer.pack([value, ours]) as Packed);
  }

  #send(event: unknown[], callback: boolean): void {
    const id = (event[0] as Keyword).name as "test/any";
    const timeoutMs = Number(/client timeout (\d+)/.exec(this.#note)?.[1] ?? 10_000);
    if (!callback) {expect(this.#h.client.send(id, event[1])).toBe(true);}
    else {
      const sent: { outcome?: { is: unknown } } = {};
      this.#replies.push(sent);
      void this.#h.client.tryRequest(id, event[1], { timeoutMs }).then((outcome) => {
        sent.outcome = { is: outcome.ok ? outcome.reply : keyword(outcome.reason) };
      });
    }
  }

  async #begin(entry: Entry): Promise<void> {
    const headers = Object.fromEntries(entry.reqHeaders);
    await this.#h.platform.advance(0);
    if (entry.method === "POST") {
      const packed = packedOf(entry.reqBody ?? {});
      const isForm = typeof packed === "string";
      const form = isForm ? Object.fromEntries(new URLSearchParams(packed)) : query(absolute(entry.url));
      const [event, callback] = this.#unpack(isForm ? form.ppstr : packed);
      this.#send(event, callback !== null);
      await this.#h.platform.settle();
      const post = this.#numbered("POST", this.#posts++);
      this.#requests.set(entry.conn, this.#h.network.requests.indexOf(post));
      const ours = isForm ? (post.body as URLSearchParams) : post.url.searchParams;
      expect(this.#unpack(isForm ? (ours.get("ppstr") ?? "") : (post.body as Uint8Array))).toEqual([event, callback]);
      expect(post.headers["X-CSRF-Token"]).toBe(headers["x-csrf-token"]);
      expect(post.headers["Content-Type"]).toBe(isForm ? undefined : headers["content-type"]);
      for (const name of ["client-id", "binary?"]) {expect(ours.get(name)).toBe(form[name] ?? null);}
      return;
    }
    const { status } = this.#h.client.state.get().lastError ?? {};
    if (status === 403) {await this.#h.platform.advance(120_000);}
    const get = this.#numbered("GET", this.#gets++);
    this.#requests.set(entry.conn, this.#h.network.requests.indexOf(get));
    const { udt, ...expected } = query(absolute(entry.url));
    expect(udt).toMatch(/^\d+$/);
    expect(withoutOurs(get.url)).toEqual({ ...expected, udt: expect.stringMatching(/^\d+$/) as unknown });
    expect(get.headers["X-CSRF-Token"] ?? "null").toBe(headers["x-csrf-token"]);
    expect(get.headers["X-Requested-With"]).toBe(headers["x-requested-with"]);
  }

  #numbered(method: string, index: number): ReturnType<Harness["request"]> {
    const found = this.#h.network.requests.filter((each) => each.method === method)[index];
    if (!found) {throw new Error(`Our client made no ${method} number ${index + 1} ("${this.#note}").`);}
    return found;
  }

  #end(entry: Entry): void {
    const request = this.#h.request(this.#requests.get(entry.conn));
    if (entry.status !== undefined) {request.respond(entry.status, packedOf(entry.resBody ?? {}));}
    else if (entry.error?.startsWith("Parse Error")) {request.fail();}
    else {expect(request.aborted, `${entry.method} ${this.#note}`).toBe(true);}
  }
}

/** Returns the client's events for the app, in the form of a Sente client. */
export function reportedEvents({ received }: Harness): unknown[] {
  return received
    .filter(([id, data]) => id !== "chsk/state" || (data as Transition).openChanged)
    .map(([id, data]) => {
      if (id === "chsk/handshake") {
        const { uid, data: handshakeData, first } = data as HandshakeEvent;
        return [keyword(id), [uid, null, handshakeData, first]];
      }
      if (id === "chsk/state") {
        const { from, to, opened, closed, openChanged, firstOpen } = data as Transition;
        const flags = { opened, closed, openChanged, firstOpen };
        return [keyword(id), [senteState(from), senteState({ ...to, ...flags }), openChanged]];
      }
      return data === undefined ? [keyword(id)] : [keyword(id), data];
    });
}

/** Returns the recorded events that are compared, without times. */
export function recordedEvents({ clientEvents }: Recording): unknown[] {
  return clientEvents
    .map(({ event }) => parseEdn(event) as [Keyword, unknown])
    .filter(([id, data]) => id.name !== "chsk/state" || (data as unknown[])[2] === true)
    .map(([id, data]) => {
      if (id.name !== "chsk/state") {return data === undefined ? [id] : [id, data];}
      const [from, to, openChanged] = data as [object, object, boolean];
      return [id, [plain(from), plain(to), openChanged]];
    });
}

const senteNames: Readonly<Record<string, string>> = { clean: "clean?", open: "open?", everOpened: "ever-opened?" };
const flags = new Set(["opened", "closed", "openChanged", "firstOpen"]);

function senteState(state: object): unknown {
  const renamed = Object.entries(state).map(([name, value]: [string, unknown]) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
    const written = typeof value === "string" && ["type"].includes(name) ? keyword(value) : value;
    return [senteNames[name] ?? (flags.has(name) ? kebab + "?" : kebab), written] as const;
  });
  return plain(Object.fromEntries(renamed));
}

/** Removes times, and what is nil or false, because Sente leaves some of those out. */
function plain(state: object): unknown {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name, value]) => value !== null && value !== false && !["udt-next-reconnect", "last-error"].includes(name))
      .map(([name, value]: [string, unknown]) => {
        if (name === "last-close") {return [name, String((value as { reason: unknown }).reason).replace(":", "")];}
        if (name === "last-ws-close" || name === "last-ws-error") {
          const { clean, "clean?": recorded, ...rest } = without(["udt"], value as Record<string, unknown>);
          return [name, { ...rest, clean: recorded ?? clean }];
        }
        return [name, value];
      }),
  );
}

function clientIdOf({ url, reqBody }: Entry): string | undefined {
  return url ? (query(absolute(url))["client-id"] ?? new URLSearchParams(reqBody?.text).get("client-id") ?? undefined) : undefined;
}

function absolute(path: string): string {
  return new URL(path, "https://server.test").href;
}

function without<T>(names: readonly string[], record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function withoutOurs(url: string | URL): Record<string, string> {
  return Object.fromEntries(Object.entries(query(url)).filter(([name]) => !name.startsWith("sente-")));
}
