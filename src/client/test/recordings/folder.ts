import { readFileSync } from "node:fs";

/** Reads one of the recordings, which the tests of client and server share. */
export function readRecording(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../tests/recordings/${file}`, import.meta.url), "utf8"));
}
