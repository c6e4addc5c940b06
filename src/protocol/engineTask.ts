import type { BrokerConnection } from '../core/amqp/brokerConnection';
import type { BrokerTap } from '../core/amqp/brokerTap';

/** What an engine is started for: one capture file, and where its records come from. */
export type EngineTask =
  /** An existing capture. */
  | { readonly kind: 'open'; readonly path: string }
  /**
   * A file of another format, read into a new capture at `path`. Management snapshots are looked
   * for in `managementDir`, else in a folder `management` beside the file.
   */
  | {
      readonly kind: 'import';
      readonly path: string;
      readonly from: string;
      readonly managementDir?: string;
      /** It is still being written: what is added is read as it comes. */
      readonly follow?: boolean;
    }
  /** A broker's firehose, written to a new capture at `path`. */
  | { readonly kind: 'record'; readonly path: string; readonly recording: Recording };

export interface Recording {
  readonly name: string;
  readonly broker: BrokerConnection;
  /** What is read of it; default: the firehose. */
  readonly tap?: BrokerTap;
  /** Default: it grows as long as the disk has room. */
  readonly limits?: CaptureLimits;
  readonly keepSecrets: boolean;
  /** Turn tracing on while recording; the file in which what was found is noted before. */
  readonly tracingJournal?: string;
}

/** When a live capture reaches either, its oldest block is dropped. */
export interface CaptureLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export const defaultCaptureLimits: CaptureLimits = {
  maxRecords: 2_000_000,
  maxBytes: 2 * 1024 * 1024 * 1024,
};
