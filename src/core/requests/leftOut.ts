import { addTo } from '../base/groups';
import type { NamesOf } from './namedThings';
import type { Handling, RequestPart } from './part';

/** Maximum number of handlings that are found by one thing, the newest ones: what more of them name tells none apart. */
const maxNaming = 100;

/** Handlings that are no candidates for their number; they are found by the things that they name. */
export class LeftOut {
  private readonly handlings: Handling[] = [];
  private readonly byThing = new Map<string, Handling[]>();
  private indexed = 0;

  get count(): number {
    return this.handlings.length;
  }

  add(handling: Handling): void {
    this.handlings.push(handling);
  }

  /**
   * Returns those that name one of some things and were not over when the part was sent.
   *
   * @param isOver true to return those that were over
   */
  naming(
    things: ReadonlySet<string>,
    { id, atMicros }: RequestPart,
    namesOf: NamesOf,
    isOver = false,
  ): readonly Handling[] {
    this.index(namesOf);
    const found = [...things].flatMap(thing => this.byThing.get(thing) ?? []);
    const fits = ({ part }: Handling) =>
      part.id < id && (part.repliedAtMicros ?? Infinity) < atMicros === isOver;
    return [...new Set(found)].filter(fits);
  }

  /** Reads what those name that came since the last time. */
  private index(namesOf: NamesOf): void {
    for (const handling of this.handlings.slice(this.indexed)) {
      for (const thing of namesOf(handling.part.id).own) {
        addTo(this.byThing, thing, handling);
        const named = this.byThing.get(thing);
        if (named && named.length > maxNaming) named.shift();
      }
    }
    this.indexed = this.handlings.length;
  }
}
