const gigabyte = 1024 ** 3;

/** File systems that compress store text in some hundredth of its size. */
const maxRatio = 250;

interface InputFile {
  isFile(): boolean;
  /** Size in bytes. */
  readonly size: number;
  /** Number of blocks of 512 bytes that it takes on the disk. */
  readonly blocks: number;
}

/**
 * Checks that a file which a stranger may have sent can be read to its end. Opening a pipe would wait
 * until somebody writes to it, and a device may have no end. Reading a terabyte of holes takes half an
 * hour, and it is sent in some bytes.
 *
 * @throws with a sentence when it cannot
 */
export function checkInputFile(file: string, found: InputFile): void {
  if (!found.isFile()) throw new Error(`${file} is not a regular file`);
  if (isMadeOfHoles(found)) throw new Error(`${file} consists of holes`);
}

const isMadeOfHoles = ({ size, blocks }: InputFile): boolean =>
  size > gigabyte && size > blocks * 512 * maxRatio;
