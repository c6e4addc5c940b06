import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Tells whether two names lead to the same machine: `localhost`, `127.0.0.1`, `::1` and the machine's
 * own name and addresses do.
 */
export async function isSameHost(one: string, other: string): Promise<boolean> {
  if (one.toLowerCase() === other.toLowerCase()) return true;
  const [addresses, others] = await Promise.all([addressesOf(one), addressesOf(other)]);
  return addresses.some(address => others.includes(address));
}

const thisMachine = 'this machine';

/** Returns the addresses of a name, those of this machine as one; the name itself when it has none. */
async function addressesOf(name: string): Promise<readonly string[]> {
  const bare = name.toLowerCase().replace(/^\[|\]$/g, '');
  const found = isIP(bare)
    ? [bare]
    : await lookup(bare, { all: true }).then(
        all => all.map(({ address }) => address),
        () => [bare],
      );
  const own = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  return found.map(address => {
    const plain = address.replace(/^::ffff:/, '');
    const isOwn =
      plain.startsWith('127.') || plain === '::1' || own.some(each => each.address === plain);
    return isOwn ? thisMachine : plain;
  });
}
