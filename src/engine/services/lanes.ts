import type { Lane, LaneLevel, LanesApi } from '../../protocol/lanes';
import { readLanes } from '../../capture/read/lanes';
import type { ShownCapture } from '../shownCapture';

export class LanesService implements LanesApi {
  private readonly known = new Map<LaneLevel, readonly Lane[]>();

  constructor(private readonly capture: ShownCapture) {}

  listLanes(level: LaneLevel = 'host'): readonly Lane[] {
    let lanes = this.known.get(level);
    if (!lanes) {
      const { database, player } = this.capture;
      lanes = readLanes(database, level, player?.head.connectionCounts());
      this.known.set(level, lanes);
    }
    return lanes;
  }

  /** Discards cached lanes, because lanes were added, renamed or recounted. */
  forget(): void {
    this.known.clear();
  }
}
