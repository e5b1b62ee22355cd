import { readFileSync } from "node:fs";

/** Reads one of the recordings that the client's tests share with the server's. */
export function readRecording(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../tests/recordings/${file}`, import.meta.url), "utf8"));
}
