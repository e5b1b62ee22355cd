import { isKeywordName, isSymbolName } from "../names.js";
import type { Message } from "../packer.js";
import { checkPlain, createPlace } from "../refusal.js";
import { Keyword, Ratio, Sym, Uuid } from "../../values/index.js";

/**
 * Writes a message as Sente's own packer does: integers in their smallest form, but never as uint64, which browsers refuse;
 * instants always in twelve bytes. (What the codes mean: see the reader.) The key cache isn't used.
 */
export function writeMessagePack(message: Message): Uint8Array {
  let bytes = new Uint8Array(64);
  let view = new DataView(bytes.buffer);
  let at = 0;
  const [into, no] = createPlace("MessagePack");

  /** Makes room for so many bytes, which may move all that was written. */
  function take(size: number): void {
    at += size;
    if (at > bytes.length) {
      const larger = new Uint8Array(at * 2);
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
  }

  /** An integer in at most four bytes. */
  function put(size: number, value: number): void {
    take(size);
    for (let i = at; size--; value >>>= 8) bytes[--i] = value;
  }

  function int64(value: bigint): void {
    take(8);
    view.setBigInt64(at - 8, value);
  }

  function append(more: Uint8Array): void {
    take(more.length);
    bytes.set(more, at - more.length);
  }

  /**
   * A number behind the code of its size, or up to a limit in the code itself.
   *
   * @param code - that of the smallest size; the others follow.
   * @param span - how many values at least a size must hold.
   */
  function sized(value: number, fixed: number, limit: number, code: number, size = 1, span = value): void {
    if (span < limit) put(1, fixed + value);
    else if (span < (size < 2 ? 2 ** 8 : size < 4 ? 2 ** 16 : 2 ** 32)) {
      put(1, code);
      put(size, value);
    } else sized(value, 0, 0, code + 1, size * 2, span);
  }

  function integer(value: number | bigint): void {
    const number = Number(value);
    // (Half of what as many bytes hold is below zero.)
    if (number < 0 && number >= -(2 ** 31)) sized(number, 0, 64, 0xd0, 1, -2 * number - 1);
    else if (number >= 0 && number < 2 ** 32) sized(number, 0, 128, 0xcc);
    else {
      const whole = BigInt(value);
      if (BigInt.asIntN(64, whole) !== whole) no("an integer beyond 64 bits");
      put(1, 0xd3);
      int64(whole);
    }
  }

  /** The length of a string, or of an extension of a type. */
  function header(length: number, type?: number): void {
    if (type === undefined) sized(length, 0xa0, 32, 0xd9);
    else {
      const fixed = [1, 2, 4, 8, 16].indexOf(length);
      if (fixed < 0) sized(length, 0, 0, 0xc7);
      else put(1, 0xd4 + fixed);
      put(1, type);
    }
  }

  function text(value: string, type?: number): void {
    const start = at;
    header(value.length, type);
    take(value.length);
    for (let from = at - value.length, i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        // Not ASCII: anew, as UTF-8.
        if (/\p{Cs}/u.test(value)) no("half a character");
        const utf8 = new TextEncoder().encode(value);
        at = start;
        header(utf8.length, type);
        append(utf8);
        return;
      }
      bytes[from + i] = code;
    }
  }

  /** An extension around what is written, whose length is known then. */
  function extension(type: number, write: () => void): void {
    const start = at;
    write();
    const body = bytes.slice(start, at);
    at = start;
    header(body.length, type);
    append(body);
  }

  function name(type: number, name: string, ok: boolean, advice = ""): void {
    if (!ok) no(`the name ${JSON.stringify(name)}${advice}`);
    text(name, type);
  }

  function write(value: unknown): void {
    if (value === null || value === undefined) put(1, 0xc0);
    else if (typeof value === "string") text(value);
    else if (typeof value === "boolean") put(1, value ? 0xc3 : 0xc2);
    else if (typeof value === "bigint" || (Number.isSafeInteger(value) && !Object.is(value, -0))) {
      integer(value as bigint);
    } else if (typeof value === "number") {
      put(1, 0xcb);
      take(8);
      view.setFloat64(at - 8, value);
    } else if (typeof value !== "object") no(`a ${typeof value}`);
    else if (Array.isArray(value)) {
      sized(value.length, 0x90, 16, 0xdc, 2);
      for (let i = 0; i < value.length; i++) into(i, value[i], write);
    } else if (value instanceof Keyword) name(0, value.name, isKeywordName(value.name));
    else if (value instanceof Sym) name(1, value.name, isSymbolName(value.name));
    else if (value instanceof Uuid) text(value.text, 9);
    else if (value instanceof Date) {
      const ms = value.getTime();
      const seconds = Math.floor(ms / 1000);
      // (An invalid date is no number.)
      if (!(ms >= -62135596800000 && ms < 253402300800000)) no("a date outside the years 1 to 9999");
      header(12, -1);
      put(4, (ms - seconds * 1000) * 1e6);
      int64(BigInt(seconds));
    } else if (value instanceof Uint8Array) {
      sized(value.length, 0, 0, 0xc4);
      append(value);
    } else if (value instanceof Map) {
      sized(value.size, 0x80, 16, 0xde, 2);
      for (const [each, part] of value as Map<unknown, unknown>) {
        into([each], each, write);
        into([each], part, write);
      }
    } else if (value instanceof Set) {
      extension(4, () => {
        sized(value.size, 0x90, 16, 0xdc, 2);
        for (const each of value as Set<unknown>) into([each], each, write);
      });
    } else if (value instanceof Ratio) {
      extension(3, () => {
        integer(value.numerator);
        integer(value.denominator);
      });
    } else {
      checkPlain(value, no);
      const entries = Object.entries(value).filter(([, part]) => part !== undefined);
      sized(entries.length, 0x80, 16, 0xde, 2);
      for (const [key, part] of entries) {
        name(0, key, isKeywordName(key), ", use a Map");
        into(key, part, write);
      }
    }
  }

  write(message);
  return bytes.subarray(0, at);
}
