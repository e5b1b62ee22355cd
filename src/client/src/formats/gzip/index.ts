import type { Message, Packed, Packer } from "../packer.js";

/** Smaller messages aren't compressed: it would cost more than it saves. */
const minCompressedBytes = 1024;

/** Options of {@link gzip}. */
export interface GzipOptions {
  /**
   * The largest size of a received message after inflation, in bytes; 16 MiB by default. Without a limit, a small frame could
   * fill the page's memory.
   */
  readonly maxInflatedBytes?: number;
}

/**
 * Creates a packer that compresses the messages of another one, for large messages over slow connections. A message becomes
 * bytes: a flag, then the inner packer's message, unchanged (flag 0) or compressed (1). The packer returns promises for
 * compressed messages only.
 *
 * @param inner - the packer of the messages.
 * @throws Error on a platform without `CompressionStream`. Browsers have it since 2023.
 */
export function gzip(inner: Packer, { maxInflatedBytes = 1 << 24 }: GzipOptions = {}): Packer {
  if (typeof CompressionStream === "undefined" || typeof DecompressionStream === "undefined") {
    throw new Error("gzip needs CompressionStream, which this platform lacks: choose a packer without it");
  }

  const wrap = (packed: Packed): Uint8Array | Promise<Uint8Array> => {
    const bytes = typeof packed === "string" ? new TextEncoder().encode(packed) : packed;
    return bytes.length < minCompressedBytes
      ? withFlag(0, bytes)
      : deflate(bytes).then((each) => withFlag(1, each));
  };
  const unwrap = (bytes: Uint8Array): Message | Promise<Message> => {
    if (inner.binary) {
      return inner.unpack(bytes);
    }
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw new SyntaxError("Gzip: expected UTF-8 text", { cause });
    }
    return inner.unpack(text);
  };

  return {
    ...(inner.name && { name: "gzip-" + inner.name }),
    binary: true,
    pack(message) {
      const packed = inner.pack(message);
      return packed instanceof Promise ? packed.then(wrap) : wrap(packed);
    },
    unpack(packed) {
      const flag = packed[0];
      if (typeof packed === "string" || (flag !== 0 && flag !== 1)) {
        throw new SyntaxError(`Gzip: expected a flag of 0 or 1 at byte 0, found ${flag ?? "the end"}`);
      }
      const rest = packed.subarray(1);
      return flag ? inflate(rest, maxInflatedBytes).then(unwrap) : unwrap(rest);
    },
    keyword: inner.keyword,
    keywordName: inner.keywordName,
  };
}

function withFlag(flag: number, bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(bytes.length + 1);
  packed[0] = flag;
  packed.set(bytes, 1);
  return packed;
}

type Transform = ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>;

function streamOf(bytes: Uint8Array, through: Transform): ReadableStream<Uint8Array> {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(through);
}

function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return collect(streamOf(bytes, new CompressionStream("gzip")), Infinity);
}

async function inflate(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await collect(streamOf(bytes, new DecompressionStream("gzip")), limit);
  } catch (cause) {
    throw cause instanceof SyntaxError
      ? cause
      : new SyntaxError("Gzip: expected complete gzip data at byte 1", { cause });
  }
}

/** Reads a stream to its end, and never holds more than the limit and one chunk. */
async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > limit) {
      void reader.cancel();
      throw new SyntaxError(`Gzip: expected at most ${limit} bytes when inflated`);
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
