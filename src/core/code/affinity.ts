/**
 * Measures how well the name of a topic or a program matches a place in the code: `cinder-volume`
 * matches `cinder.volume.manager`, `heat-engine-listener` matches
 * `heat.engine.service.EngineListener`.
 */
import type { ClassAt, SourceFile } from './sourceIndex';

/** The program that a file belongs to, by the first part of its module: `nova`. */
export const projectOf = ({ facts: { module } }: SourceFile): string => module.split('.')[0] ?? '';

/** Words of program names that do not identify a place. */
const generic = new Set([
  'api',
  'agent',
  'server',
  'client',
  'wsgi',
  'uwsgi',
  'plugin',
  'q',
  'openstack',
]);

/** Returns the share of the name's identifying words that the place contains, 0 to 1. */
export function affinity(name: string, file: SourceFile, of?: ClassAt): number {
  const project = projectOf(file);
  const place = new Set(wordsOf(`${file.facts.module}.${of?.class.name ?? ''}`));
  // A topic may end with a host or a back end: `cinder-volume.ctl1@lvm`.
  const parts = name.split('.');
  const shares = parts.map((_, i) => {
    const telling = tellingWords(parts.slice(0, i + 1).join('.'), project);
    return telling.filter(word => place.has(word)).length / Math.max(1, telling.length);
  });
  return Math.max(...shares);
}

/** Returns the words of the name of a topic or a program that identify a place in a project. */
export const tellingWords = (name: string, project: string): string[] =>
  wordsOf(name).filter(word => word !== project && !generic.has(word));

export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');

/**
 * Exchange of projects that set none (`control_exchange` of oslo_messaging/transport.py); it has
 * nothing to do with the package `openstack` of openstacksdk.
 */
const defaultExchange = 'openstack';

/** Exchange of a message, and the programs that send and receive it. */
export interface Ends {
  readonly exchange: string;
  readonly senders: readonly string[];
  readonly receivers?: readonly string[];
}

/**
 * Tells whether a message belongs to a file's project, by its exchange and its programs.
 *
 * @returns `undefined` when that is unknown: many projects use the exchange `openstack`, and a
 *   service may have another name than its code
 */
export function isOfProject(
  file: SourceFile,
  { exchange, senders, receivers = [] }: Ends,
  projects: (name: string) => boolean,
): boolean | undefined {
  const project = projectOf(file);
  const isEverybodys = exchange === defaultExchange;
  if (!isEverybodys && isPartOf(project, exchange)) return true;
  const named = [...senders, ...receivers].map(firstWord);
  if (named.some(each => isPartOf(project, each))) return true;
  // `trove-conductor` on exchange `trove` belongs to trove, even without its sources. Receivers
  // identify the project better than senders, whose name may be a guess from the exchange.
  const telling = receivers.length > 0 ? receivers : senders;
  const isElsewhere = telling.map(firstWord).includes(firstWord(exchange));
  const isKnown = (!isEverybodys && projects(exchange)) || named.some(projects);
  return isElsewhere || isKnown ? false : undefined;
}

const firstWord = (name: string): string => wordsOf(name)[0] ?? '';

/** `neutron_fwaas` and `networking_bgpvpn` are loaded into neutron's programs. */
const isPartOf = (project: string, name: string): boolean =>
  name !== '' &&
  (project === name ||
    project.startsWith(`${name}_`) ||
    (name === 'neutron' && project.startsWith('networking_')));
