import type { BrokerConnection } from '../core/amqp/brokerConnection';
import type { BrokerTap } from '../core/amqp/brokerTap';

/** Task of an engine: one capture file, and the source of its records. */
export type EngineTask =
  /** Opens an existing capture. */
  | { readonly kind: 'open'; readonly path: string }
  /**
   * Reads a file of another format into a new capture at `path`, which replaces an existing file
   * only when that is said. Management snapshots are searched in `managementDir`, or else in a folder
   * `management` beside the file.
   */
  | {
      readonly kind: 'import';
      readonly path: string;
      readonly from: string;
      readonly managementDir?: string;
      /** True when the file is still being written, to read added records too. */
      readonly follow?: boolean;
      readonly replaces?: boolean;
    }
  /** Records a broker's firehose to a new capture at `path`. */
  | { readonly kind: 'record'; readonly path: string; readonly recording: Recording };

export interface Recording {
  readonly name: string;
  readonly broker: BrokerConnection;
  /** Place that messages are read from. Default: the firehose. */
  readonly tap?: BrokerTap;
  /** Default: no limits; the capture grows as long as the disk has room. */
  readonly limits?: CaptureLimits;
  readonly keepSecrets: boolean;
  /**
   * Journal file in which the tracing switch is recorded before it is turned on for the recording.
   * Default: tracing is not changed.
   */
  readonly tracingJournal?: string;
}

/** Limits of a live capture; when one is reached, the oldest block is dropped. */
export interface CaptureLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export const defaultCaptureLimits: CaptureLimits = {
  maxRecords: 2_000_000,
  maxBytes: 2 * 1024 * 1024 * 1024,
};
