/** The tour of the Welcome page, as package.json contributes it. */
import type { Command } from '../../protocol/actions/action';
import { actions } from '../../protocol/actions/actions';
import { contextKeys, views } from '../../protocol/actions/conditions';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: object;
  readonly completionEvents: readonly string[];
}

/** A link on a line of its own, which VS Code shows as a button. */
const button = (title: string, command: string): string => `\n[${title}](command:${command})`;
const ran = ({ id }: Command): string => `onCommand:${id}`;

const picture = (name: string, altText: string) => ({
  image: {
    dark: `media/readme/${name}-dark.png`,
    light: `media/readme/${name}-light.png`,
    hc: `media/readme/${name}-dark.png`,
    hcLight: `media/readme/${name}-light.png`,
  },
  altText,
});

const page = (name: string) => ({ markdown: `media/walkthrough/${name}.md` });

const steps: readonly Step[] = [
  {
    id: 'sample',
    title: 'Watch a Server Boot',
    description: `The sample holds the messages of a real server boot. It needs no broker.${button('Open Sample Capture', actions.openSample.id)}`,
    media: picture('diagram', 'A server boots: calls, casts and replies between services of nova'),
    completionEvents: [ran(actions.openSample), `onContext:${contextKeys.hasDiagram}`],
  },
  {
    id: 'request',
    title: 'Follow One Request',
    description: `The view Requests lists what users asked for. Select "nova: build server" to see only its messages, then choose Waterfall.${button('Show Requests', `${views.requests}.focus`)}`,
    media: picture('waterfall', 'The request as a waterfall: a tree of spans on an axis of time'),
    completionEvents: [
      ran(actions.openRequest),
      ran(actions.openWaterfall),
      ran(actions.showRequest),
    ],
  },
  {
    id: 'filter',
    title: 'Filter the Rows',
    description: `Type words, an ID from a log, or terms such as \`status:failed\`. Ctrl+Space lists all fields.${button('Focus Filter', actions.focusFilter.id)}`,
    media: page('filter'),
    completionEvents: [ran(actions.focusFilter)],
  },
  {
    id: 'code',
    title: 'Go to the Code',
    description: `Add a folder with the Python sources of your services. F12 on a message then opens the method that handles it.${button('Add Source Folder…', actions.addSourceFolder.id)}`,
    media: page('code'),
    completionEvents: [ran(actions.addSourceFolder), ran(actions.goToHandler)],
  },
  {
    id: 'broker',
    title: 'Connect to Your Broker',
    description: `Paste the \`transport_url\` of any OpenStack service. The password is kept in VS Code's secret storage.${button('Add Broker…', actions.addBroker.id)}`,
    media: page('broker'),
    completionEvents: [ran(actions.addBroker)],
  },
];

export const walkthroughs = [
  {
    id: 'start',
    title: 'Get Started with RPC Scope',
    description: 'See what OpenStack services say to each other.',
    steps,
  },
];
