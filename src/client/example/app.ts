/** The events between the page and its server. */
export interface App {
  "example/button1": { send: { "had-a-callback?": string } };
  "example/button2": { send: { "had-a-callback?": string }; reply: unknown };
  "example/test-broadcast": { send: undefined };
  "example/toggle-broadcast-loop": { reply: boolean };
  "example/toggle-log-level": { reply: string };
  "example/toggle-bad-conn-rate": { reply: number | null };
  "example/toggle-packer": { reply: [now: string, next: string] };
  /** Sets, or arrays if the packer has no sets. */
  "example/connected-uids": { reply: Record<"ws" | "ajax" | "any", Iterable<unknown>> };
  "example/broadcast": { receive: { i: number; uid: unknown } };
}
