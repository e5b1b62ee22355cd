import { Keyword, keyword } from "../values/index.js";

/** Sets a property, also one called `__proto__`, which is a property like any other then. */
export function setProperty(object: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else (object as Record<string, unknown>)[key] = value;
}

/** The same map with keywords as keys: what an object is when a key comes that isn't one. */
export function toKeywordMap(object: object): Map<unknown, unknown> {
  return new Map(Object.entries(object).map(([key, value]) => [keyword(key), value]));
}

/** What a packer of a format with keywords says of them. */
export const keywordMembers = {
  keyword,
  keywordName: (value: unknown): string | undefined => (value instanceof Keyword ? value.name : undefined),
};
