import { edn } from "../src/formats/edn/index.js";
import { gzip } from "../src/formats/gzip/index.js";
import type { Packer } from "../src/index.js";
import { json } from "../src/formats/json/index.js";
import { msgpack } from "../src/formats/msgpack/index.js";
import { transit } from "../src/formats/transit/index.js";

const plain: Readonly<Record<string, () => Packer>> = {
  edn,
  transit,
  "transit-verbose": () => transit({ verbose: true }),
  msgpack,
  json,
};

/** Creates the packer that has this name on the server. */
export function packerOf(name: string): Packer {
  const inner = name.replace(/^gzip-/, "");
  const make = plain[inner];
  if (!make) {
    throw new Error(`This page has no packer ${name}`);
  }
  return inner === name ? make() : gzip(make());
}
