/**
 * Facts of a request that the search for code needs. It stands for a kind of request, not for one
 * message.
 */
export interface RpcCall {
  /** Exchange on the wire: the control exchange, or that of the fanout. */
  readonly exchange: string;
  /** Topic of its target without the server: `compute`, `cinder-volume.ctl1@lvm`. */
  readonly topic: string;
  readonly isFanout: boolean;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  readonly method: string;
  /** Class of the object whose method runs, for nova's `object_action` and similar requests. */
  readonly objectName: string | undefined;
  readonly objectMethod: string | undefined;
  /** Names of services, for example `nova-compute`. */
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
}
