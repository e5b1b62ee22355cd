import { setProperty, toKeywordMap } from "../maps.js";
import { readMessage } from "../message.js";
import { toInteger, toRatio } from "../numbers.js";
import type { Message, Packed } from "../packer.js";
import { maxDepth } from "../path.js";
import { keyword, Keyword, Sym, Uuid } from "../../values/index.js";

const utf8 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The first two bytes of a cached map key: an extension of one byte, of type 8. */
const cachedKey = 0xd408;

/**
 * Reads a message. A value begins with one of these bytes (hexadecimal); n8, n16 and n32 are a length or count in 8, 16 and 32 bits:
 *
 * ```
 *   00-7f integer   80-8f map   90-9f array   a0-bf string   c0 nil   c2 c3 booleans   e0-ff negative integer
 *   c4 n8 c5 n16 c6 n32 bytes        c7 n8 c8 n16 c9 n32 extension     ca cb float32, float64
 *   cc cd ce cf unsigned integers    d0 d1 d2 d3 signed                d4 .. d8 extension of 1, 2, 4, 8, 16
 *   d9 n8 da n16 db n32 string       dc n16 dd n32 array               de n16 df n32 map
 *
 * extensions: 0 keyword   1 symbol   2 character   3 ratio (two values)   4 set (an array)   5 int32[]   6 float32[]
 *   7 float64[]   8 a cached map key (its number)   9 UUID (text)   -1 instant (uint32 nanoseconds, int64 seconds)
 * ```
 */
export function readMessagePack(packed: Packed): Message {
  // Text, from a server with another packer, becomes bytes that are no message.
  const bytes = Uint8Array.from(packed as Uint8Array);
  const view = new DataView(bytes.buffer);
  const keys: unknown[] = [];
  let at = 0;
  let depth = 0;

  function take(size: number): number {
    if (size > bytes.length - at) {
      throw new Error("the end");
    }
    at += size;
    return at - size;
  }

  function readUint(size: number): number {
    let value = 0;
    for (let i = take(size); i < at; i++) {
      value = value * 0x100 + view.getUint8(i);
    }
    return value;
  }

  function read(): unknown {
    if (depth > maxDepth) {
      throw new Error(`a value nested deeper than ${maxDepth}`);
    }
    const code = view.getUint8(at++);
    if (code < 0x80) {
      return code;
    }
    if (code < 0x90) {
      return readMap(code - 0x80);
    }
    if (code < 0xa0) {
      return readArray(code - 0x90);
    }
    if (code < 0xc0) {
      return readText(code - 0xa0);
    }
    if (code >= 0xe0) {
      return code - 0x100;
    }
    if (code === 0xc0) {
      return null;
    }
    if ((code | 1) === 0xc3) {
      return code === 0xc3;
    }
    // c1 has no meaning. Here it gets a length that no message has, and is refused.
    if (code < 0xc7) {
      return bytes.slice(take(readUint(1 << (code - 0xc4))), at);
    }
    if (code < 0xca) {
      return readExtension(readUint(1 << (code - 0xc7)));
    }
    if (code === 0xca) {
      return view.getFloat32(take(4));
    }
    if (code === 0xcb) {
      return view.getFloat64(take(8));
    }
    if (code < 0xcf) {
      return readUint(1 << (code - 0xcc));
    }
    if (code === 0xcf) {
      return toInteger(view.getBigUint64(take(8)));
    }
    if (code === 0xd3) {
      return toInteger(view.getBigInt64(take(8)));
    }
    if (code < 0xd3) {
      const size = 1 << (code - 0xd0);
      const shift = 32 - 8 * size;
      return (readUint(size) << shift) >> shift;
    }
    if (code < 0xd9) {
      return readExtension(1 << (code - 0xd4));
    }
    if (code < 0xdc) {
      return readText(readUint(1 << (code - 0xd9)));
    }
    if (code < 0xde) {
      return readArray(readUint(2 << (code - 0xdc)));
    }
    return readMap(readUint(2 << (code - 0xde)));
  }

  function readText(length: number): string {
    const start = take(length);
    let ascii = "";
    // Most strings are short and ASCII, which this reads faster than a TextDecoder.
    for (let i = start; i < at && length < 32; i++) {
      const code = view.getUint8(i);
      if (code > 127) {
        break;
      }
      ascii += String.fromCharCode(code);
    }
    return ascii.length === length ? ascii : utf8.decode(bytes.subarray(start, at));
  }

  function readArray(length: number): unknown[] {
    depth++;
    const all: unknown[] = [];
    // No memory is reserved for a claimed length: each element needs at least a byte, so the input bounds the array.
    while (all.length < length) {
      all.push(read());
    }
    depth--;
    return all;
  }

  function readMap(length: number): unknown {
    depth++;
    const object = {};
    let entries: Map<unknown, unknown> | undefined;
    while (length--) {
      const start = at;
      const key = read();
      const isKeyword = key instanceof Keyword;
      // Every key that is written out gets the next number in the cache, also a repeated one.
      if ((isKeyword || typeof key === "string") && view.getUint16(start) !== cachedKey) {
        keys.push(key);
      }
      const value = read();
      if (isKeyword && !entries) {
        setProperty(object, key.name, value);
      } else {
        (entries ??= toKeywordMap(object)).set(key, value);
      }
    }
    depth--;
    return entries ?? object;
  }

  function readExtension(length: number): unknown {
    const type = view.getInt8(take(1));
    const end = at + length;
    const value = readExtensionBody(type, length);
    if (value !== undefined && at === end) {
      return value;
    }
    throw new Error(`an extension of type ${type}`);
  }

  /** Reads the body of an extension; undefined for an unknown type or a malformed body. */
  function readExtensionBody(type: number, length: number): unknown {
    switch (type) {
      case 0:
        return keyword(readText(length));
      case 1:
        return new Sym(readText(length));
      case 2:
        return readText(length);
      case 3:
        return toRatio([read(), read()]);
      case 4: {
        const members = read();
        return Array.isArray(members) ? new Set(members) : undefined;
      }
      case 5:
      case 6:
      case 7: {
        const Numbers = type < 6 ? Int32Array : type < 7 ? Float32Array : Float64Array;
        // The elements are big-endian, typed arrays little-endian on every platform: reversing the bytes reverses the order too.
        return Array.from(new Numbers(bytes.slice(take(length), at).reverse().buffer)).reverse();
      }
      case 8:
        return keys[readUint(1)];
      case 9:
        return new Uuid(readText(length));
      case -1: {
        const nanoseconds = readUint(4);
        const date = new Date(Number(view.getBigInt64(take(8))) * 1000 + ((nanoseconds / 1e6) | 0));
        // Throws for an invalid date.
        date.toISOString();
        return date;
      }
    }
    return undefined;
  }

  return readMessage("MessagePack", read, () => ` at byte ${at}`);
}
