import { toBase64 } from "../base64.js";
import { printInstant } from "../instant.js";
import { checkPlain, createPath } from "../path.js";

/** Converts a value to one that `JSON.stringify` writes as this packer should. */
export function toJson(value: unknown): unknown {
  const [descend, refuse] = createPath("JSON");

  function write(value: unknown): unknown {
    if (typeof value === "object") {
      return value && writeObject(value);
    }
    if (typeof value === "number" || typeof value === "bigint") {
      const number = Number(value);
      // Without a point or exponent, a number beyond 2^53 would be read as an integer of false precision.
      return Number.isSafeInteger(number) || /[.e]/.test(String(value))
        ? number
        : refuse(`the number ${value}`);
    }
    return typeof value === "function" || typeof value === "symbol" ? refuse(`a ${typeof value}`) : value;
  }

  function writeObject(value: object): unknown {
    if (value instanceof Set) {
      value = [...(value as Set<unknown>)];
    }
    if (Array.isArray(value)) {
      return value.map((each, i) => descend(i, each, write));
    }
    if (value instanceof Date) {
      return printInstant(value) ?? refuse("a date outside the years 1 to 9999");
    }
    if (value instanceof Uint8Array) {
      return toBase64(value);
    }
    const json = jsonOf(value);
    if (json !== value) {
      return json;
    }
    const isMap = value instanceof Map;
    if (!isMap) {
      checkPlain(value, refuse);
    }
    const all = isMap ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
    const entries = all.map(([key, part]) => {
      const text = jsonOf(key);
      return typeof text === "string"
        ? ([text, descend(text, part, write)] as const)
        : refuse("a key that isn't text");
    });
    // (`JSON.stringify` leaves out properties that are undefined.)
    const written = Object.fromEntries(entries);
    return Object.keys(written).length < entries.length ? refuse("two keys that are the same text") : written;
  }

  return write(value);
}

/** Returns the result of a value's `toJSON`, as keywords and UUIDs have it, else the value itself. */
function jsonOf(value: unknown): unknown {
  const object = value as { toJSON?: () => unknown } | null;
  // In plain data, `toJSON` may be a property that is no function.
  return typeof object?.toJSON === "function" ? object.toJSON() : value;
}
