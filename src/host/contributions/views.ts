/** Views of the side bar and the custom editor, as package.json contributes them. */
import { actions } from '../../protocol/actions/actions';
import type { Command, Condition } from '../../protocol/actions/action';
import { contextKeys, diagramEditor, views } from '../../protocol/actions/conditions';

const icon = 'media/rpcscope.svg';
const container = 'rpcscope';

export const viewsContainers = { activitybar: [{ id: container, title: 'RPC Scope', icon }] };

export const contributedViews = {
  [container]: [
    { id: views.brokers, name: 'Brokers', icon },
    { id: views.captures, name: 'Captures', icon },
    { id: views.services, name: 'Services', icon },
    { id: views.requests, name: 'Requests', icon },
  ],
};

/** A button below a welcome text. */
const button = ({ title, id }: Command): string => `\n[${title}](command:${id})`;

/** A link within a welcome text. */
const link = (words: string, command: string): string => `[${words}](command:${command})`;

const tour = `workbench.action.openWalkthrough?${encodeURIComponent('"rpcscope.rpcscope#start"')}`;

interface Welcome {
  readonly view: string;
  readonly contents: string;
  readonly when?: Condition;
}

/** Texts of views that have nothing to list. */
export const viewsWelcome: readonly Welcome[] = [
  {
    view: views.brokers,
    contents: `Add a broker to see the messages of its services.${button(actions.addBroker)}\nWithout a broker, ${link('open a recorded server boot', actions.openSample.id)} or ${link('take the tour', tour)}.`,
  },
  {
    view: views.services,
    contents: `Open a capture to list its services here and to show or hide them, for example ${link('the sample', actions.openSample.id)}.`,
    when: `!${contextKeys.hasDiagram}`,
  },
  {
    view: views.services,
    contents: 'No service has sent anything in this diagram yet.',
    when: contextKeys.hasDiagram,
  },
  {
    view: views.requests,
    contents: `Open a capture to list its requests here, newest first, for example ${link('the sample', actions.openSample.id)}.`,
    when: `!${contextKeys.hasDiagram}`,
  },
  {
    view: views.requests,
    contents: 'No message in this diagram carries the ID of an API request.',
    when: contextKeys.hasDiagram,
  },
];

export const customEditors = [
  {
    viewType: diagramEditor,
    displayName: 'RPC Sequence Diagram',
    selector: [{ filenamePattern: '*.rpcscope' }],
    priority: 'default',
  },
];
