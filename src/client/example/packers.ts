import { edn } from "../src/edn/index.js";
import { gzip } from "../src/gzip/index.js";
import type { Packer } from "../src/index.js";
import { json } from "../src/json/index.js";
import { msgpack } from "../src/msgpack/index.js";
import { transit } from "../src/transit/index.js";

const plain: Readonly<Record<string, () => Packer>> = {
  edn,
  transit,
  "transit-verbose": () => transit({ verbose: true }),
  msgpack,
  json,
};

/** The packer that a server calls by this name. */
export function packerOf(name: string): Packer {
  const inner = name.replace(/^gzip-/, "");
  const make = plain[inner];
  if (!make) throw new Error(`This page has no packer ${name}`);
  return inner === name ? make() : gzip(make());
}
