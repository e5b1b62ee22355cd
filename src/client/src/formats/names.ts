/** Whether Clojure's readers accept a text as a keyword (without its colon) or symbol: at most one slash, between two names. */
export function isReadableName(name: string): boolean {
  return name !== "" && !/^[:'/]|[:/]$|:[:/]|\/[\d:]|\/.*\//.test(name);
}

/**
 * Whether every reader reads `:name` as the same keyword. Readers cut some names silently, at `^ \ "` and blanks, and refuse
 * others. Therefore the writers check names.
 */
export function isKeywordName(name: string): boolean {
  return isReadableName(name) && !/[\s,;"@^~`\\()[\]{}\p{Cc}\p{Cs}]|^#/u.test(name);
}

/** Whether every reader reads `name` as the same symbol. */
export function isSymbolName(name: string): boolean {
  return name === "/" || (isKeywordName(name) && !/^(?:[+-]?\d|(?:nil|true|false)$)/.test(name));
}
