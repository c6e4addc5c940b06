const gigabyte = 1024 ** 3;

/**
 * Largest ratio between the size of a file and its blocks on the disk. File systems that compress need
 * about a hundredth of its size for text; a file of holes takes next to nothing.
 */
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
 * hour, though such a file is sent in a few bytes.
 *
 * @throws with a sentence when it cannot
 */
export function checkInputFile(file: string, found: InputFile): void {
  if (!found.isFile()) throw new Error(`${file} is not a regular file`);
  if (isMadeOfHoles(found)) throw new Error(`${file} consists of holes`);
}

const isMadeOfHoles = ({ size, blocks }: InputFile): boolean =>
  size > gigabyte && size > blocks * 512 * maxRatio;
