/** Finds why an endpoint that has the method of a message would refuse it: its version or namespace. */
import { defaultVersion, isCompatible } from './dispatch';
import type { EndpointTarget } from './endpoints';
import type { RpcCall } from './rpcCall';

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

/** Says what an endpoint serves instead of what the message asks for. */
export function mismatchText(mismatch: TargetMismatch, call: RpcCall): string {
  return mismatch.kind === 'version'
    ? `serves version ${mismatch.served}, which does not take ${call.version ?? defaultVersion}`
    : `serves namespace ${mismatch.served ?? '(none)'}, not ${call.namespace ?? '(none)'}`;
}
