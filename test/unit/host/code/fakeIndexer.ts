import { Emitter } from '../../../../src/core/base/emitter';
import type { IndexerClient } from '../../../../src/indexer/client';
import type { CodeApi, CodeEvent } from '../../../../src/protocol/code/codeApi';
import { RemoteError } from '../../../../src/protocol/rpc';

type Question = keyof CodeApi;

/** Starts fake indexers, one after the other; each records its queries. */
export class FakeIndexers {
  readonly started: FakeIndexer[] = [];
  /** Answers to queries; a query without an answer waits. */
  readonly answers: Partial<Record<Question, unknown>> = {};

  readonly start = (): IndexerClient => {
    const indexer = new FakeIndexer(this.answers);
    this.started.push(indexer);
    return indexer as unknown as IndexerClient;
  };

  get last(): FakeIndexer {
    const last = this.started.at(-1);
    if (!last) throw new Error('no indexer was started');
    return last;
  }
}

export class FakeIndexer {
  readonly asked: (readonly [Question, ...unknown[]])[] = [];
  isDisposed = false;
  private readonly announced = new Emitter<CodeEvent>();
  readonly onDidAnnounce = this.announced.event;
  private readonly exited = new Emitter<string | undefined>();
  readonly onDidExit = this.exited.event;
  private readonly waiting: ((error: Error) => void)[] = [];

  readonly api = new Proxy(
    {},
    {
      get:
        (_target, name: Question) =>
        (...args: unknown[]) =>
          this.ask(name, args),
    },
  );

  constructor(private readonly answers: Partial<Record<Question, unknown>>) {}

  announce(event: CodeEvent): void {
    this.announced.fire(event);
  }

  /** Dies like a worker: first its queries fail, then it announces its end. */
  die(reason: string): void {
    for (const reject of this.waiting.splice(0)) reject(new RemoteError(reason));
    this.exited.fire(reason);
  }

  dispose(): void {
    this.isDisposed = true;
  }

  private ask(name: Question, args: readonly unknown[]): Promise<unknown> {
    this.asked.push([name, ...args]);
    const { answers } = this;
    if (Object.hasOwn(answers, name)) return Promise.resolve(answers[name]);
    return new Promise((_resolve, reject) => this.waiting.push(reject));
  }
}
