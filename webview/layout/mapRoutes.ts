/**
 * Finds ways for the strands of the traffic map that cross no box. Blocks that stand over one another form
 * a column; a strand runs level through the room between two blocks of each column on its way, and bends
 * only between columns, where no block stands. Pixels before zooming.
 */
import type { Block } from './mapLayout';

export interface Column {
  readonly left: number;
  readonly right: number;
  /** Blocks from top to bottom. */
  readonly blocks: readonly Block[];
}

/** A place where a strand runs level through a column. */
export interface Passage {
  readonly column: Column;
  readonly y: number;
}

/** A strand to route: its blocks. */
export interface RoutedEnds {
  readonly key: string;
  readonly from: Block;
  readonly to: Block;
}

/** Largest distance between strands that pass through the same room. */
const passageStepPx = 14;
/** Distance of strands from the blocks beside them, where there is room. */
const clearancePx = 10;

/** Merges blocks that overlap from left to right into columns, from the left. */
export function columnsOf(blocks: readonly Block[]): readonly Column[] {
  const columns: { left: number; right: number; blocks: Block[] }[] = [];
  for (const block of [...blocks].sort((a, b) => leftOf(a) - leftOf(b))) {
    const last = columns.at(-1);
    const right = block.x + block.width / 2;
    if (last && leftOf(block) < last.right) {
      last.right = Math.max(last.right, right);
      last.blocks.push(block);
    } else columns.push({ left: leftOf(block), right, blocks: [block] });
  }
  return columns.map(column => ({
    ...column,
    blocks: column.blocks.sort((a, b) => a.y - b.y),
  }));
}

const leftOf = ({ x, width }: Block): number => x - width / 2;

/** The room between two blocks of a column, or beyond the last one. */
interface Room {
  readonly column: Column;
  readonly top: number;
  readonly bottom: number;
}

function roomsOf(column: Column): readonly Room[] {
  const rooms: Room[] = [];
  let top = -Infinity;
  for (const { y, height } of column.blocks) {
    if (y - height / 2 > top) rooms.push({ column, top, bottom: y - height / 2 });
    top = Math.max(top, y + height / 2);
  }
  return [...rooms, { column, top, bottom: Infinity }];
}

/** The height in a room that is nearest to a height. */
function within({ top, bottom }: Room, y: number): number {
  const clear = Math.min(clearancePx, (bottom - top) / 2);
  return Math.max(top + clear, Math.min(bottom - clear, y));
}

interface Visit {
  readonly key: string;
  readonly room: Room;
  /** Height at which the strand would pass if it were alone. */
  readonly wantedY: number;
}

/**
 * Finds the passages of each strand in the order of its way, by its key; none for neighbouring columns.
 * Strands through the same room stand apart.
 */
export function passagesOf(
  ends: readonly RoutedEnds[],
  columns: readonly Column[],
): ReadonlyMap<string, readonly Passage[]> {
  const columnAt = new Map(
    columns.flatMap(({ blocks }, at) => blocks.map(block => [block, at] as const)),
  );
  const rooms = columns.map(roomsOf);
  const visits = ends.flatMap(({ key, from, to }): Visit[] => {
    const [start = 0, end = 0] = [columnAt.get(from), columnAt.get(to)];
    const step = start < end ? 1 : -1;
    const found: Visit[] = [];
    let y = from.y;
    for (let at = start + step; start !== end && at !== end; at += step) {
      const part = 1 / Math.abs(end - at + step);
      const ideal = y + (to.y - y) * part;
      const room = nearestRoom(rooms[at] ?? [], ideal);
      if (!room) continue;
      y = within(room, ideal);
      found.push({ key, room, wantedY: y });
    }
    return found;
  });
  const heights = spread(visits);
  const passages = new Map<string, Passage[]>(ends.map(({ key }) => [key, []]));
  for (const visit of visits) {
    const { column } = visit.room;
    passages.get(visit.key)?.push({ column, y: heights.get(visit) ?? visit.wantedY });
  }
  return passages;
}

function nearestRoom(rooms: readonly Room[], y: number): Room | undefined {
  const detour = (room: Room) => Math.abs(within(room, y) - y);
  return rooms.reduce<Room | undefined>(
    (best, room) => (best && detour(best) <= detour(room) ? best : room),
    undefined,
  );
}

/** Moves the strands of each room apart, in the order of their wanted heights. */
function spread(visits: readonly Visit[]): ReadonlyMap<Visit, number> {
  const byRoom = new Map<Room, Visit[]>();
  for (const visit of visits) {
    byRoom.set(visit.room, [...(byRoom.get(visit.room) ?? []), visit]);
  }
  const heights = new Map<Visit, number>();
  for (const [room, its] of byRoom) {
    const clear = Math.min(clearancePx, (room.bottom - room.top) / 2);
    const step = Math.min(
      passageStepPx,
      (room.bottom - room.top - 2 * clear) / Math.max(1, its.length - 1),
    );
    const middle = its.reduce((sum, { wantedY }) => sum + wantedY, 0) / its.length;
    const half = (step * (its.length - 1)) / 2;
    const first = Math.max(
      room.top + clear,
      Math.min(room.bottom - clear - 2 * half, middle - half),
    );
    its
      .sort((a, b) => a.wantedY - b.wantedY || (a.key < b.key ? -1 : 1))
      .forEach((visit, at) => heights.set(visit, first + at * step));
  }
  return heights;
}
