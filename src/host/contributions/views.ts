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

interface Welcome {
  readonly view: string;
  readonly contents: string;
  readonly when?: Condition;
}

/** Texts of views that have nothing to list. */
export const viewsWelcome: readonly Welcome[] = [
  {
    view: views.brokers,
    contents: `Add a broker to see the messages of its services, or open a recorded server boot first.${button(actions.addBroker)}${button(actions.openSample)}`,
  },
  {
    view: views.services,
    contents: `Open a diagram to list its services here, and to hide them one by one.${button(actions.openSample)}`,
    when: `!${contextKeys.hasDiagram}`,
  },
  {
    view: views.services,
    contents: 'No service has sent anything in this diagram yet.',
    when: contextKeys.hasDiagram,
  },
  {
    view: views.requests,
    contents: `Open a diagram to list its requests here, newest first.${button(actions.openSample)}`,
    when: `!${contextKeys.hasDiagram}`,
  },
  {
    view: views.requests,
    contents: 'No message in this diagram carries the request id of an API request.',
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
