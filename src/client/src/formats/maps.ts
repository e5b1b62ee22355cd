import { Keyword, keyword } from "../values/index.js";

/** Sets a property. Also one called `__proto__`, to which a plain assignment would give the object another prototype. */
export function setProperty(object: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}

/** Copies an object to a map with keywords as keys, for a map in which another kind of key turns up. */
export function toKeywordMap(object: object): Map<unknown, unknown> {
  return new Map(Object.entries(object).map(([key, value]) => [keyword(key), value]));
}

/** The members of a {@link Packer} whose format has keywords. */
export const keywordMembers = {
  keyword,
  keywordName: (value: unknown): string | undefined => (value instanceof Keyword ? value.name : undefined),
};
