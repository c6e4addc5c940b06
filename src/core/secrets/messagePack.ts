/** Recognises MessagePack (github.com/msgpack/msgpack/blob/master/spec.md), in which names stand without a sign around them. */

/** Levels of mappings and lists that are read. */
const maxLevels = 32;
/** Number of bytes of the length of a text, bytes or an extension, by its type. */
const lengthBytes: Readonly<Record<number, number>> = {
  0xc4: 1,
  0xc5: 2,
  0xc6: 4,
  0xd9: 1,
  0xda: 2,
  0xdb: 4,
};
/** Number of bytes of a number, and of an extension with its type, by the first byte. */
const sizes: Readonly<Record<number, number>> = {
  ...{ 0xc0: 0, 0xc2: 0, 0xc3: 0, 0xca: 4, 0xcb: 8, 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8 },
  ...{ 0xd0: 1, 0xd1: 2, 0xd2: 4, 0xd3: 8, 0xd4: 2, 0xd5: 3, 0xd6: 5, 0xd7: 9, 0xd8: 17 },
};

/** @param bytes a character for each byte; tells whether they are one mapping, and nothing else */
export const isPackedMapping = (bytes: string): boolean => {
  const first = bytes.charCodeAt(0);
  const isMapping = (first > 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf;
  return isMapping && endOfValue(bytes, 0, maxLevels) === bytes.length;
};

/** @returns index after a value; `undefined` when there is none */
function endOfValue(bytes: string, at: number, levels: number): number | undefined {
  const first = bytes.charCodeAt(at);
  if (levels === 0 || Number.isNaN(first)) return undefined;
  if (first < 0x80 || first >= 0xe0) return at + 1;
  if (first < 0x90) return endOfValues(bytes, at + 1, 2 * (first & 0x0f), levels);
  if (first < 0xa0) return endOfValues(bytes, at + 1, first & 0x0f, levels);
  if (first < 0xc0) return at + 1 + (first & 0x1f);
  if (first >= 0xdc) {
    const size = first % 2 === 0 ? 2 : 4;
    const count = numberAt(bytes, at + 1, size) * (first >= 0xde ? 2 : 1);
    return endOfValues(bytes, at + 1 + size, count, levels);
  }
  const length = lengthBytes[first];
  if (length !== undefined) return at + 1 + length + numberAt(bytes, at + 1, length);
  const size = sizes[first];
  return size === undefined ? undefined : at + 1 + size;
}

function endOfValues(
  bytes: string,
  from: number,
  count: number,
  levels: number,
): number | undefined {
  let at: number | undefined = from;
  for (let index = 0; index < count && at !== undefined; index++)
    at = at < bytes.length ? endOfValue(bytes, at, levels - 1) : undefined;
  return at;
}

function numberAt(bytes: string, at: number, size: number): number {
  let number = 0;
  for (let index = 0; index < size; index++)
    number = number * 256 + (bytes.charCodeAt(at + index) || 0);
  return number;
}
