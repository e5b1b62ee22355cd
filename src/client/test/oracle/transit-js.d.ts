/** The types of what the tests use of transit-js, which has none. */
declare module "transit-js" {
  interface Transit {
    writer(form: "json" | "json-verbose"): { write(value: unknown): string };
    reader(form: "json"): { read(text: string): unknown };
    equals(left: unknown, right: unknown): boolean;
    keyword(name: string): unknown;
    map(flat: readonly unknown[]): unknown;
    set(members: readonly unknown[]): unknown;
    uuid(text: string): unknown;
  }
  const transit: Transit;
  export default transit;
}
