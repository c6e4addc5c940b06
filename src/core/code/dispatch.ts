/**
 * Rules by which oslo.messaging's server chooses an endpoint (oslo_messaging/rpc/dispatcher.py).
 */
import type { EndpointTarget } from './endpoints';

/** Version of a message that names none. */
export const defaultVersion = '1.0';

/** The part of a target by which an endpoint rejects a message, with what it serves instead. */
export type TargetMismatch =
  | { readonly kind: 'namespace'; readonly served: string | null }
  | { readonly kind: 'version'; readonly served: string };

/**
 * Returns why an endpoint rejects a message. A part of its target that the code does not reveal
 * rejects nothing.
 *
 * The rules are those of `_is_namespace` and `_is_compatible` of RPCDispatcher.
 */
export function targetMismatchOf(
  target: EndpointTarget,
  namespace: string | undefined,
  version: string | undefined,
): TargetMismatch | undefined {
  const { namespace: served, legacyNamespaces } = target;
  if (served !== undefined && served !== (namespace ?? null)) {
    if (!legacyNamespaces.includes(namespace ?? '')) return { kind: 'namespace', served };
  }
  if (target.version !== undefined && !isCompatible(target.version, version ?? defaultVersion)) {
    return { kind: 'version', served: target.version };
  }
  return undefined;
}

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
