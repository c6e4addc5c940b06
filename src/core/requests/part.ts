import type { MessageKind } from '../pairing/entities';

/** The facts of a span that decide about its parent. Times are in microseconds since the epoch. */
export interface RequestPart {
  /** Id of the span; ids ascend in the order in which spans were first seen. */
  readonly id: number;
  readonly requestId: string;
  /** Id of the request in another service that caused its own; `undefined` when there is none. */
  readonly causeId: string | undefined;
  /** True when its messages tell that id; it may also be found by a trace, or by the name of a stack. */
  readonly tellsCause: boolean;
  /** Kind of its request. Only the handler of a call shows when it is done: by its answer. */
  readonly kind: MessageKind;
  readonly method: string | undefined;
  /** Method, operation on an object (`Instance.save`), or event type. */
  readonly label: string;
  /** Time at which it was published; when the publish was not seen, time of the first delivery. */
  readonly atMicros: number;
  readonly sender: Party | undefined;
  readonly receivers: readonly Receiver[];
  readonly repliedAtMicros: number | undefined;
}

export interface Party {
  readonly process: number;
  /** Process as `service · host`; `undefined` when that is not known. */
  readonly lane: string | undefined;
  readonly service: string | undefined;
  /**
   * Two processes of one lane with different ones are not the same. In containers, several processes
   * may have the same one.
   */
  readonly pid: number | undefined;
}

export interface Receiver extends Party {
  /** Where its delivery is not in the capture, the earliest time that is possible. */
  readonly receivedAtMicros: number;
  /** False where the delivery is not in the capture: then the answer shows who took a call. */
  readonly isSeen: boolean;
}

/** A span while a process handles it. */
export interface Handling {
  readonly part: RequestPart;
  readonly receiver: Receiver;
}
