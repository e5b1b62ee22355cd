/*
 * What may stand in a keyword or a symbol. Clojure's readers take more than can be read back: they cut names
 * silently at `^ \ "` and blanks, and refuse others. Names are therefore checked where they are written.
 */
const chars = String.raw`[^\s,;"@^~\x60\\()[\]{}/\p{Cc}\p{Cs}]`;
const part = String.raw`(?![:#'])${chars}+(?<!:)`;

let writable: RegExp | undefined;

/** Whether every reader takes `:name` back as the same keyword. */
export function isKeywordName(name: string): boolean {
  // Not at import: a module that does nothing when loaded can be left out of a bundle.
  writable ??= new RegExp(String.raw`^(?:${part}/(?!\d))?${part}$`, "u");
  return writable.test(name);
}

/** Whether every reader takes `name` back as the same symbol. */
export function isSymbolName(name: string): boolean {
  return name === "/" || (isKeywordName(name) && !/^(?:[+-]?\d|(?:nil|true|false)$)/.test(name));
}

/** What Clojure's readers take for a keyword (without its colon) or a symbol: at most one slash that parts two names. */
export function isReadableName(name: string): boolean {
  return name === "/" || /^(?!:)(?:[^/]*[^/:]\/(?![\d:]))?[^/]*[^/:]$/.test(name);
}
