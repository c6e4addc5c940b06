/** All actions by name, and the types that are derived from them. */
import type { Action, Command, DiagramAction, HostAction } from './action';
import { alertActions } from './alertActions';
import type { Argument } from './arguments';
import { brokerActions } from './brokerActions';
import { captureActions } from './captureActions';
import { codeActions } from './codeActions';
import { copyActions } from './copyActions';
import { detailsActions } from './detailsActions';
import { diagramActions } from './diagramActions';
import { filterActions } from './filterActions';
import { filterBoxActions } from './filterBoxActions';
import { playbackActions } from './playbackActions';
import { requestActions } from './requestActions';
import { rowActions } from './rowActions';
import { serviceActions } from './serviceActions';
import { waterfallActions } from './waterfallActions';

export const actions = {
  ...rowActions,
  ...waterfallActions,
  ...brokerActions,
  ...captureActions,
  ...requestActions,
  ...diagramActions,
  ...playbackActions,
  ...alertActions,
  ...serviceActions,
  ...filterActions,
  ...filterBoxActions,
  ...detailsActions,
  ...copyActions,
  ...codeActions,
};

type Actions = typeof actions;
type ActionName = keyof Actions;

type NamesOf<Kind> = {
  [Name in ActionName]: Actions[Name] extends Kind ? Name : never;
}[ActionName];

type CommandName = NamesOf<Command>;
export type HostActionName = NamesOf<HostAction>;
export type DiagramActionName = NamesOf<DiagramAction>;
export type RowActionName = NamesOf<{ readonly runsIn: 'rows' }>;
export type WaterfallActionName = NamesOf<{ readonly runsIn: 'waterfall' }>;
export type FilterBoxActionName = NamesOf<{ readonly runsIn: 'filterBox' }>;

export type HostArgument<Name extends HostActionName> = Argument<Actions[Name]['takes']>;
/** The functions behind the host's commands; a missing or malformed argument is `undefined`. */
export type HostHandlers = {
  readonly [Name in HostActionName]: (argument: HostArgument<Name> | undefined) => unknown;
};

export type CommandId = Actions[CommandName]['id'];

/** Every command, in the order in which package.json lists them. */
export const commandActions: readonly Command[] = Object.values<Action>(actions).filter(
  action => 'id' in action,
);

export const isHostAction = (name: string): name is HostActionName => runsIn(name) === 'host';
export const isDiagramAction = (name: string): name is DiagramActionName =>
  runsIn(name) === 'diagram';
export const isFilterBoxAction = (name: string): name is FilterBoxActionName =>
  runsIn(name) === 'filterBox';
export const isWaterfallAction = (name: string): name is WaterfallActionName =>
  runsIn(name) === 'waterfall';
export const isRowAction = (name: string): name is RowActionName => runsIn(name) === 'rows';

const byName: Readonly<Record<string, Action>> = actions;
const runsIn = (name: string): Action['runsIn'] | undefined =>
  Object.hasOwn(byName, name) ? byName[name]?.runsIn : undefined;
