/**
 * Requests with which monitoring asks whether a service is alive. They are nobody's work.
 *
 * - `oslo_rpc_server_ping`: each server answers it with "pong" where `rpc_ping_enabled` is set
 *   (oslo_messaging/rpc/dispatcher.py)
 * - `pod_health_probe_method_ignore_errors`: a method that no service has; that it is refused shows that
 *   the service is alive (`health-probe.py` of openstack-helm)
 */
export const probeMethods = ['oslo_rpc_server_ping', 'pod_health_probe_method_ignore_errors'];

export const isProbe = (method: string | undefined): boolean =>
  method !== undefined && probeMethods.includes(method);

/** Tells whether a probe was refused, as the one that asks for a method that no service has. */
export const isRefusedProbe = (
  method: string | undefined,
  failureClass: string | undefined,
): boolean =>
  isProbe(method) && (failureClass === 'UnsupportedVersion' || failureClass === 'NoSuchMethod');
