/** Ends an exhaustive switch: the compiler proves that no case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
