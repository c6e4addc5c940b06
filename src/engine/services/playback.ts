import type {
  Playback,
  PlaybackApi,
  PlaybackChange,
  PlaybackStep,
  SteppedTo,
} from '../../protocol/playback';
import type { Direction } from '../../protocol/schemas';
import { beginsSpan } from '../../capture/read/messages';
import { readMeta } from '../../capture/tables/meta';
import type { Announcements } from '../announcements';
import { Player } from '../playback/player';
import type { ShownCapture } from '../shownCapture';
import type { RowList } from '../views/rowList';

export class PlaybackService implements PlaybackApi {
  constructor(
    private readonly capture: ShownCapture,
    private readonly announcements: Announcements,
  ) {}

  changePlayback(change: PlaybackChange): Playback {
    const player = this.startPlayer();
    player.change(change);
    return player.state;
  }

  playTo(messageId: number): Playback {
    const player = this.startPlayer();
    if (messageId > player.head.lastId) player.moveTo(messageId);
    this.announcements.flush();
    return player.state;
  }

  endPlayback(): void {
    this.capture.player = undefined;
    this.announcements.playbackChanged();
  }

  /** See {@link ViewPlaybackApi.stepPlayback}. */
  step(list: RowList, to: PlaybackStep, direction: Direction): SteppedTo {
    const player = this.startPlayer();
    const messageId =
      to === 'error'
        ? this.stepToError(player, list, direction)
        : this.stepToRow(player, list, to, direction);
    // Announce the new rows before the answer with their end.
    if (messageId !== undefined) this.announcements.flush();
    return { playback: player.state, messageId };
  }

  private stepToError(player: Player, list: RowList, direction: Direction): number | undefined {
    const { errors, momentMicros } = this.capture;
    for (const { messageId, atMicros } of errors.momentsFrom(momentMicros, direction)) {
      if (!list.matchesFilter(messageId)) continue;
      player.moveTo(messageId, atMicros);
      return messageId;
    }
    return undefined;
  }

  private stepToRow(
    player: Player,
    list: RowList,
    to: 'row' | 'span',
    direction: Direction,
  ): number | undefined {
    for (const { firstId, lastId } of list.steps(direction)) {
      if (to === 'span' && !beginsSpan(this.capture.database, firstId)) continue;
      player.moveTo(lastId);
      return firstId;
    }
    if (direction === -1) player.rewind();
    return undefined;
  }

  private startPlayer(): Player {
    const { capture } = this;
    if (!['stored', 'stopped'].includes(capture.source.state)) {
      throw new Error('only a stored capture can be played back');
    }
    if (!capture.player) {
      const { firstAtMicros, lastAtMicros } = readMeta(capture.database);
      const range = { fromMicros: firstAtMicros ?? 0, toMicros: lastAtMicros ?? 0 };
      const { database, errors, counts } = capture;
      capture.player = new Player({ database, errors, counts, range }, () =>
        this.announcements.playbackChanged(),
      );
    }
    return capture.player;
  }
}
