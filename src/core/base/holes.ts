const gigabyte = 1024 ** 3;

/** File systems that compress store text in some hundredth of its size. */
const maxRatio = 250;

/**
 * Tells whether a file claims a size that is nowhere on the disk. Reading a terabyte of holes takes
 * half an hour, and it is sent in some bytes.
 *
 * @param stats the file's size in bytes, and its blocks of 512 bytes
 */
export const isMadeOfHoles = ({
  size,
  blocks,
}: {
  readonly size: number;
  readonly blocks: number;
}): boolean => size > gigabyte && size > blocks * 512 * maxRatio;
