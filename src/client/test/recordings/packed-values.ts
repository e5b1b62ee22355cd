import { readRecording } from "./folder.js";

/** A message `[value nil]`, as the real Sente's server (`jvm`) and client (`cljs`) packed it in one format. */
export interface PackedValue {
  /** The Clojure expression of the value. */
  readonly input: string;
  /** What the server packed; hexadecimal for MessagePack, null where it can't. */
  readonly jvm: string | null;
  /** What the client packed. */
  readonly cljs: string | null;
  /** What the server packed in EDN. */
  readonly edn: string | null;
  /** What the client packed in EDN. */
  readonly cljsEdn: string | null;
  /** What the client reads of the server's message, in EDN; null where it can't. */
  readonly cljsReadsJvm: string | null;
}

type Format = "edn" | "transit" | "msgpack";
/** Where a side can't pack the value, an error stands in place of the text. */
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
