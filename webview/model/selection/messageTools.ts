import { signal } from '@preact/signals';
import type { HostApi } from '../../../src/protocol/hostApi';
import type { Remote } from '../../../src/protocol/rpc';
import type { Selection } from './selection';

export interface MessageToolsParts {
  readonly host: Pick<Remote<HostApi>, 'openJson' | 'compare'>;
  readonly selection: Selection;
  /** Tells why nothing happened, or what did. */
  say(sentence: string): void;
  report(problem: unknown): void;
}

/** What is done with the selected message beside its row: as a document, against another. */
export class MessageTools {
  /** The message that another one is to be compared with. */
  readonly chosenId = signal<number | undefined>(undefined);

  constructor(private readonly parts: MessageToolsParts) {}

  openJson(): void {
    this.with(id => this.parts.host.openJson(id));
  }

  /** The host asks which other one is meant. */
  compare(): void {
    this.with(id => this.parts.host.compare(id, undefined));
  }

  choose(): void {
    this.with(id => {
      this.chosenId.value = id;
      this.parts.say('Selected for compare');
      return Promise.resolve();
    });
  }

  compareWithChosen(): void {
    const chosen = this.chosenId.value;
    if (chosen === undefined) return this.parts.say('Select a message for compare first');
    this.with(id => {
      if (id !== chosen) return this.parts.host.compare(chosen, id);
      this.parts.say('This is the message that was selected for compare');
      return Promise.resolve();
    });
  }

  private with(act: (messageId: number) => Promise<unknown>): void {
    const row = this.parts.selection.row.value;
    if (row) act(row.messageId).catch((error: unknown) => this.parts.report(error));
    else this.parts.say('Select a row first');
  }
}
