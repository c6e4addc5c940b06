import type { Row } from '../../../src/protocol/rows';
import type { Feedback } from '../feedback';
import type { Selection } from '../selection/selection';
import type { RowFeed } from './rowFeed';
import type { ViewRows } from './viewRows';

/** Opens and closes the folds of noise in the list of rows. */
export class FoldControl {
  constructor(
    private readonly view: Pick<ViewRows, 'readRows' | 'indexOf' | 'setFold'>,
    private readonly feed: Pick<RowFeed, 'retry'>,
    private readonly selection: Pick<Selection, 'refreshPresence'>,
    private readonly feedback: Feedback,
  ) {}

  /** Opens or closes the fold that a row stands for. */
  setOpen({ messageId }: Pick<Row, 'messageId'>, isOpen: boolean): void {
    this.feedback.reportFailureOf(
      this.view.setFold(messageId, isOpen).then(() => {
        this.feed.retry();
        this.selection.refreshPresence();
      }),
    );
  }

  /** @returns false when the message is in a closed fold, or not in the list */
  async isShown(messageId: number): Promise<boolean> {
    const index = await this.view.indexOf(messageId);
    const [row] = (await this.view.readRows(index, 1)).rows;
    return row?.kind !== 'gap' && row?.messageId === messageId && row.fold?.isOpen !== false;
  }

  /** Opens the fold that a message is in; `false` when it is in none. */
  async openAround(messageId: number): Promise<boolean> {
    const index = await this.view.indexOf(messageId);
    const { rows } = await this.view.readRows(Math.max(0, index - 1), 2);
    // A fold stands where its first message is, before the row that comes after this message.
    const fold = rows
      .filter(row => row.kind !== 'gap')
      .findLast(row => row.messageId <= messageId && row.fold?.isOpen === false);
    if (!fold) return false;
    await this.view.setFold(fold.messageId, true);
    if (await this.isShown(messageId)) return true;
    await this.view.setFold(fold.messageId, false);
    return false;
  }
}
