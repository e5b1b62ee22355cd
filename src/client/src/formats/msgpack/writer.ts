import { isKeywordName, isSymbolName } from "../names.js";
import type { Message } from "../packer.js";
import { checkPlain, createPath } from "../path.js";
import { Keyword, Ratio, Sym, Uuid } from "../../values/index.js";

/**
 * Writes a message as Sente's own packer does: integers in their smallest form, but never as uint64, which browsers refuse, and
 * instants always in twelve bytes. It doesn't use the key cache. The codes are listed in the reader.
 */
export function writeMessagePack(message: Message): Uint8Array {
  let bytes = new Uint8Array(64);
  let view = new DataView(bytes.buffer);
  let at = 0;
  const [descend, refuse] = createPath("MessagePack");

  /** Makes room for so many bytes. It may replace the buffer, so a caller must not keep it. */
  function reserve(size: number): void {
    at += size;
    if (at > bytes.length) {
      const larger = new Uint8Array(at * 2);
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
  }

  /** Writes an integer in at most four bytes. */
  function writeUint(size: number, value: number): void {
    reserve(size);
    for (let i = at; size--; value >>>= 8) {
      bytes[--i] = value;
    }
  }

  function writeInt64(value: bigint): void {
    reserve(8);
    view.setBigInt64(at - 8, value);
  }

  function writeBytes(more: Uint8Array): void {
    reserve(more.length);
    bytes.set(more, at - more.length);
  }

  /**
   * Writes a number after the code of its size, or in the code itself if it is below a limit.
   *
   * @param fixed - the code that contains the number 0.
   * @param limit - the number of codes that contain a number.
   * @param code - the code of the smallest size; those of the larger sizes follow.
   * @param size - the smallest size in bytes.
   * @param span - the number of values, less one, that the size must be able to hold.
   */
  function writeSized(
    value: number,
    fixed: number,
    limit: number,
    code: number,
    size = 1,
    span = value,
  ): void {
    if (span < limit) {
      writeUint(1, fixed + value);
    } else if (span < (size < 2 ? 2 ** 8 : size < 4 ? 2 ** 16 : 2 ** 32)) {
      writeUint(1, code);
      writeUint(size, value);
    } else {
      writeSized(value, 0, 0, code + 1, size * 2, span);
    }
  }

  function writeInteger(value: number | bigint): void {
    const number = Number(value);
    // Half of the values of a signed integer are negative, so a negative one needs the space of twice as many values.
    if (number < 0 && number >= -(2 ** 31)) {
      writeSized(number, 0, 64, 0xd0, 1, -2 * number - 1);
    } else if (number >= 0 && number < 2 ** 32) {
      writeSized(number, 0, 128, 0xcc);
    } else {
      const whole = BigInt(value);
      if (BigInt.asIntN(64, whole) !== whole) {
        refuse("an integer beyond 64 bits");
      }
      writeUint(1, 0xd3);
      writeInt64(whole);
    }
  }

  /** Writes the length of a string, or the length and type of an extension. */
  function writeHeader(length: number, type?: number): void {
    if (type === undefined) {
      writeSized(length, 0xa0, 32, 0xd9);
    } else {
      const fixed = [1, 2, 4, 8, 16].indexOf(length);
      if (fixed < 0) {
        writeSized(length, 0, 0, 0xc7);
      } else {
        writeUint(1, 0xd4 + fixed);
      }
      writeUint(1, type);
    }
  }

  function writeText(value: string, type?: number): void {
    const start = at;
    writeHeader(value.length, type);
    reserve(value.length);
    for (let from = at - value.length, i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        // The string isn't ASCII, so its length in bytes is another one: write it again as UTF-8.
        if (/\p{Cs}/u.test(value)) {
          refuse("half a character");
        }
        const utf8 = new TextEncoder().encode(value);
        at = start;
        writeHeader(utf8.length, type);
        writeBytes(utf8);
        return;
      }
      bytes[from + i] = code;
    }
  }

  /** Writes an extension. Its length is known only after its body is written, so the body is moved behind the header. */
  function writeExtension(type: number, write: () => void): void {
    const start = at;
    write();
    const body = bytes.slice(start, at);
    at = start;
    writeHeader(body.length, type);
    writeBytes(body);
  }

  function writeName(type: number, name: string, ok: boolean, advice = ""): void {
    if (!ok) {
      refuse(`the name ${JSON.stringify(name)}${advice}`);
    }
    writeText(name, type);
  }

  function write(value: unknown): void {
    if (value === null || value === undefined) {
      writeUint(1, 0xc0);
    } else if (typeof value === "string") {
      writeText(value);
    } else if (typeof value === "boolean") {
      writeUint(1, value ? 0xc3 : 0xc2);
    } else if (typeof value === "bigint" || (Number.isSafeInteger(value) && !Object.is(value, -0))) {
      writeInteger(value as bigint);
    } else if (typeof value === "number") {
      writeUint(1, 0xcb);
      reserve(8);
      view.setFloat64(at - 8, value);
    } else if (typeof value !== "object") {
      refuse(`a ${typeof value}`);
    } else if (Array.isArray(value)) {
      writeSized(value.length, 0x90, 16, 0xdc, 2);
      for (let i = 0; i < value.length; i++) {
        descend(i, value[i], write);
      }
    } else if (value instanceof Keyword) {
      writeName(0, value.name, isKeywordName(value.name));
    } else if (value instanceof Sym) {
      writeName(1, value.name, isSymbolName(value.name));
    } else if (value instanceof Uuid) {
      writeText(value.text, 9);
    } else if (value instanceof Date) {
      const ms = value.getTime();
      const seconds = Math.floor(ms / 1000);
      // The condition is false for NaN, the time of an invalid date.
      if (!(ms >= -62135596800000 && ms < 253402300800000)) {
        refuse("a date outside the years 1 to 9999");
      }
      writeHeader(12, -1);
      writeUint(4, (ms - seconds * 1000) * 1e6);
      writeInt64(BigInt(seconds));
    } else if (value instanceof Uint8Array) {
      writeSized(value.length, 0, 0, 0xc4);
      writeBytes(value);
    } else if (value instanceof Map) {
      writeSized(value.size, 0x80, 16, 0xde, 2);
      for (const [each, part] of value as Map<unknown, unknown>) {
        descend([each], each, write);
        descend([each], part, write);
      }
    } else if (value instanceof Set) {
      writeExtension(4, () => {
        writeSized(value.size, 0x90, 16, 0xdc, 2);
        for (const each of value as Set<unknown>) {
          descend([each], each, write);
        }
      });
    } else if (value instanceof Ratio) {
      writeExtension(3, () => {
        writeInteger(value.numerator);
        writeInteger(value.denominator);
      });
    } else {
      checkPlain(value, refuse);
      const entries = Object.entries(value).filter(([, part]) => part !== undefined);
      writeSized(entries.length, 0x80, 16, 0xde, 2);
      for (const [key, part] of entries) {
        writeName(0, key, isKeywordName(key), ", use a Map");
        descend(key, part, write);
      }
    }
  }

  write(message);
  return bytes.subarray(0, at);
}
