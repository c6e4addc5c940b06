/**
 * Tells processes apart that have one `program:pid` at one address. Containers that share the network of
 * their host number their processes alike, and so do hosts behind one proxy. Pieces are of several
 * processes when they contradict each other: by their hosts, by the services that a WSGI server runs, or
 * by their virtual hosts. A second reply queue is no contradiction: a process has one for each of its
 * transports.
 */
import { addTo, groupBy } from '../base/groups';
import type { Neighbourhood } from './neighbourhood';
import type { Piece } from './process';
import { ownHostOf, ownServiceOf } from './revealed';
import { isGenericProgram } from './serviceNames';

/** Pieces by their identities. */
export class Namesakes {
  private readonly groups = new Map<string, Set<Piece>>();
  /** Groups that may be other processes than they were. */
  private changed = new Set<string>();

  add(piece: Piece, identity: string): void {
    piece.identity = identity;
    const group = this.groups.get(identity);
    if (group) group.add(piece);
    else this.groups.set(identity, new Set([piece]));
    this.noteChange(piece);
  }

  remove(piece: Piece): void {
    const { identity } = piece;
    if (identity === undefined) return;
    this.groups.get(identity)?.delete(piece);
    this.changed.add(identity);
  }

  /** Notes that a piece reveals something new. */
  noteChange({ identity }: Piece): void {
    if (identity !== undefined) this.changed.add(identity);
  }

  /**
   * Returns groups that have changed since they were returned last.
   *
   * @param maxSize larger groups are left for a later call
   */
  takeChanged(maxSize: number): ReadonlySet<Piece>[] {
    const changed = [...this.changed].map(identity => ({
      identity,
      group: this.groups.get(identity) ?? new Set<Piece>(),
    }));
    const left = changed.filter(({ group }) => group.size > maxSize);
    this.changed = new Set(left.map(({ identity }) => identity));
    return changed.flatMap(({ group }) => (group.size > 0 && group.size <= maxSize ? [group] : []));
  }
}

/** A piece with what it reveals of the identity of its process. */
interface Known {
  readonly piece: Piece;
  readonly host: string | undefined;
  /** Service in a program that runs other people's code; the program itself in any other one. */
  readonly service: string | undefined;
}

/** @returns the pieces of each process; a piece that may be of several ones is returned alone */
export function processesAmong(pieces: Iterable<Piece>, around: Neighbourhood): Piece[][] {
  const known = [...pieces].map(piece => knownOf(piece, around));
  const vhosts = groupBy(known, ({ piece }) => piece.vhost);
  const nowhere = vhosts.get(undefined) ?? [];
  if (vhosts.size <= 1 || (vhosts.size === 2 && nowhere.length > 0)) return processesIn(known);
  vhosts.delete(undefined);
  const processes = [...vhosts.values()].flatMap(each => joinable(each));
  return [...acrossVhosts(processes), ...nowhere.map(({ piece }) => [piece])];
}

/**
 * Tells whether pieces of one process wait at several reply queues, which may belong to several processes,
 * while not all of them reveal where they are, or what.
 *
 * @param reveals tells whether a piece does
 */
export function mayBeSeveral(
  pieces: ReadonlySet<Piece>,
  reveals: (piece: Piece) => boolean,
): boolean {
  if (pieces.size < 2) return false;
  const waiting = groupBy(
    [...pieces].filter(({ evidence }) => evidence.hasReplyQueue),
    ({ vhost }) => vhost,
  );
  return [...waiting.values()].some(each => each.length > 1 && !each.every(reveals));
}

const processesIn = (known: readonly Known[]): Piece[][] =>
  joinable(known).map(each => each.map(({ piece }) => piece));

/** Joins pieces in one virtual host. */
function joinable(known: readonly Known[]): Known[][] {
  if (!isContradictory(known)) return [[...known]];
  const alone: Known[][] = [];
  const named = new Map<string, Known[]>();
  for (const each of known) {
    const key = keyOf(each);
    if (key === undefined) alone.push([each]);
    else addTo(named, key, each);
  }
  for (const each of named.values()) {
    const waiting = each.filter(({ piece }) => piece.evidence.hasReplyQueue);
    if (waiting.length <= 1) alone.push(each);
    else alone.push(...each.map(one => [one]));
  }
  return alone;
}

/** Joins processes in several virtual hosts where each of these has one of a service on a host. */
function acrossVhosts(processes: readonly (readonly Known[])[]): Piece[][] {
  const named = new Map<string, (readonly Known[])[]>();
  const joined: Piece[][] = [];
  const piecesOf = (each: readonly Known[]): Piece[] => each.map(({ piece }) => piece);
  for (const each of processes) {
    const key = each.map(keyOf).find(known => known !== undefined);
    if (key === undefined) joined.push(piecesOf(each));
    else addTo(named, key, each);
  }
  for (const alike of named.values()) {
    const vhosts = new Set(alike.map(([first]) => first?.piece.vhost));
    if (vhosts.size === alike.length) joined.push(alike.flatMap(piecesOf));
    else joined.push(...alike.map(piecesOf));
  }
  return joined;
}

function isContradictory(known: readonly Known[]): boolean {
  const hosts = new Set(known.flatMap(({ host }) => host ?? []));
  const services = new Set(known.flatMap(({ service }) => service ?? []));
  return hosts.size > 1 || services.size > 1;
}

const keyOf = ({ host, service }: Known): string | undefined =>
  host === undefined || service === undefined ? undefined : JSON.stringify([host, service]);

function knownOf(piece: Piece, around: Neighbourhood): Known {
  const { evidence, process } = piece;
  const { program = '' } = process;
  const service = isGenericProgram(program) ? ownServiceOf(evidence, around) : program;
  return { piece, host: ownHostOf(evidence, around.topics), service };
}
