import { readRecording } from "./folder.js";

/** A message `[value nil]`, packed in one format by Sente's own server (`jvm`) and client (`cljs`). */
export interface PackedValue {
  /** The Clojure expression of the value. */
  readonly input: string;
  /** The server's message, in hexadecimal for MessagePack; null if the server can't pack the value. */
  readonly jvm: string | null;
  /** The client's message, in the same form. */
  readonly cljs: string | null;
  /** The server's message in EDN. */
  readonly edn: string | null;
  /** The client's message in EDN. */
  readonly cljsEdn: string | null;
  /** The server's message as the client reads it, in EDN; null if the client can't. */
  readonly cljsReadsJvm: string | null;
}

type Format = "edn" | "transit" | "msgpack";
/** If a side can't pack the value, the recording has an error in place of the text. */
type Packed = Readonly<Partial<Record<Format, { readonly nil?: unknown }>>>;
interface Row {
  readonly input?: string;
  readonly expr?: string;
  readonly jvm?: Packed;
  readonly cljs?: Packed;
  readonly cljsDecodesJvm?: Readonly<Partial<Record<Format, unknown>>>;
}

const { values, jvmOnlyExprs } = readRecording("packers.json") as {
  readonly values: readonly Row[];
  readonly jvmOnlyExprs: readonly Row[];
};

/** The recorded values that at least one side packs in a format. */
export function packedValues(format: Format): readonly PackedValue[] {
  return [...values, ...jvmOnlyExprs]
    .map((row) => ({
      input: row.input ?? row.expr ?? "",
      jvm: text(row.jvm?.[format]?.nil),
      cljs: text(row.cljs?.[format]?.nil),
      edn: text(row.jvm?.edn?.nil),
      cljsEdn: text(row.cljs?.edn?.nil),
      cljsReadsJvm: text(row.cljsDecodesJvm?.[format]),
    }))
    .filter((each) => each.jvm !== null || each.cljs !== null);
}

function text(recorded: unknown): string | null {
  return typeof recorded === "string" ? recorded : null;
}
