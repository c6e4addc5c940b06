/** What resolution needs to know of a request: a kind of message, not one message. */
export interface RpcCall {
  /** As on the wire: the control exchange, or a fanout's own. */
  readonly exchange: string;
  /** Of its target, without the server: `compute`, `cinder-volume.ctl1@lvm`. */
  readonly topic: string;
  readonly isFanout: boolean;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  readonly method: string;
  /** Of nova's `object_action` and its kind: class and method that really run. */
  readonly objectName: string | undefined;
  readonly objectMethod: string | undefined;
  /** Names of services, as `nova-compute`. */
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
}
