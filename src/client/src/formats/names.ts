/** What Clojure's readers take for a keyword (without its colon) or a symbol: at most one slash that parts two names. */
export function isReadableName(name: string): boolean {
  return name !== "" && !/^[:'/]|[:/]$|:[:/]|\/[\d:]|\/.*\//.test(name);
}

/**
 * Whether every reader takes `:name` back as the same keyword. They cut names silently at `^ \ "` and blanks, and
 * refuse others, so names are checked where they are written.
 */
export function isKeywordName(name: string): boolean {
  return isReadableName(name) && !/[\s,;"@^~`\\()[\]{}\p{Cc}\p{Cs}]|^#/u.test(name);
}

/** Whether every reader takes `name` back as the same symbol. */
export function isSymbolName(name: string): boolean {
  return name === "/" || (isKeywordName(name) && !/^(?:[+-]?\d|(?:nil|true|false)$)/.test(name));
}
