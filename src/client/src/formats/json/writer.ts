import { toBase64 } from "../base64.js";
import { printInstant } from "../instant.js";
import { checkPlain, createPlace } from "../refusal.js";

/** What `JSON.stringify` is to be given for a value. */
export function toJson(value: unknown): unknown {
  const [at, no] = createPlace("JSON");

  function say(value: unknown): unknown {
    if (typeof value === "object") return value && object(value);
    if (typeof value === "number" || typeof value === "bigint") {
      const number = Number(value);
      // Digits alone, past 2^53, would be taken for an integer that wasn't meant.
      return Number.isSafeInteger(number) || /[.e]/.test(String(value)) ? number : no(`the number ${value}`);
    }
    return typeof value === "function" || typeof value === "symbol" ? no(`a ${typeof value}`) : value;
  }

  function object(value: object): unknown {
    if (value instanceof Set) value = [...(value as Set<unknown>)];
    if (Array.isArray(value)) return value.map((each, i) => at(i, each, say));
    if (value instanceof Date) return printInstant(value) ?? no("a date outside the years 1 to 9999");
    if (value instanceof Uint8Array) return toBase64(value);
    const json = jsonOf(value);
    if (json !== value) return json;
    const isMap = value instanceof Map;
    if (!isMap) checkPlain(value, no);
    const all = isMap ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
    const entries = all.map(([key, part]) => {
      const text = jsonOf(key);
      return typeof text === "string" ? ([text, at(text, part, say)] as const) : no("a key that isn't text");
    });
    // What is undefined is left out.
    const said = Object.fromEntries(entries);
    return Object.keys(said).length < entries.length ? no("two keys that are the same text") : said;
  }

  return say(value);
}

/** What a value tells JSON that it is, as keywords and UUIDs do; else itself. */
function jsonOf(value: unknown): unknown {
  const teller = value as { toJSON?: () => unknown } | null;
  // (Plain data may have a property of that name.)
  return typeof teller?.toJSON === "function" ? teller.toJSON() : value;
}
