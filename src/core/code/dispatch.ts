/**
 * Rules by which oslo.messaging's server takes a message (oslo_messaging/rpc/dispatcher.py).
 */

/** Version of a message that names none. */
export const defaultVersion = '1.0';

/** Follows `version_is_compatible` of oslo_messaging/_utils.py. */
export function isCompatible(served: string, asked: string): boolean {
  const [major, minor, revision] = numbers(served);
  const [askedMajor, askedMinor, askedRevision] = numbers(asked);
  if (major !== askedMajor || askedMinor > minor) return false;
  return askedMinor < minor || askedRevision <= revision;
}

function numbers(version: string): [number, number, number] {
  const [major = 0, minor = 0, revision = 0] = version.split('.').map(part => parseInt(part, 10));
  return [major, minor, revision];
}

/** Follows `DefaultRPCAccessPolicy` of oslo_messaging/rpc/dispatcher.py. */
export const isPrivate = (method: string): boolean => method.startsWith('_');

/** Method that the library itself answers (`PING_ENDPOINT` of oslo_messaging/rpc/server.py). */
export const pingMethod = 'oslo_rpc_server_ping';
