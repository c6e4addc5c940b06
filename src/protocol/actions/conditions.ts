/** Names that `when` clauses use: views, context keys that the host sets, kinds of tree items. */

/** View type of the custom editor that shows a capture. */
export const diagramEditor = 'rpcscope.diagram';

export const views = {
  brokers: 'rpcscope.brokers',
  captures: 'rpcscope.captures',
  services: 'rpcscope.services',
  requests: 'rpcscope.requests',
} as const;

/** Context keys, each true or false. */
export const contextKeys = {
  /** A broker was added. */
  hasBroker: 'rpcscope.hasBroker',
  /** A broker is connected or connecting. */
  isConnected: 'rpcscope.isConnected',
  /** A capture is open, with or without a diagram, so that code can show its messages. */
  hasCapture: 'rpcscope.hasCapture',
  /** A diagram is open. */
  hasDiagram: 'rpcscope.hasDiagram',
  /** The active diagram shows a broker's traffic as it comes. */
  isLive: 'rpcscope.diagramIsLive',
  /** The active diagram shows the rows of one request alone. */
  showsRequest: 'rpcscope.diagramShowsRequest',
  /** The active diagram hides a service. */
  hasHiddenServices: 'rpcscope.hasHiddenServices',
  /** The Requests view lists only the requests with certain words, or only failed ones. */
  hasRequestFilter: 'rpcscope.hasRequestFilter',
} as const;

/** `viewItem` of the rows of the Brokers view. */
export const brokerItems = {
  disconnected: 'broker.disconnected',
  connected: 'broker.connected',
  /** Connected, and the vhost's tracing is off. */
  untraced: 'broker.connected.untraced',
} as const;

/** `viewItem` of the rows of the Captures view. */
export const captureItems = {
  live: 'capture.live',
  stored: 'capture.stored',
  bookmark: 'bookmark',
} as const;

/** `viewItem` of the rows of the Requests view. */
export const requestItems = {
  request: 'request',
  /** Background work. */
  work: 'work',
} as const;

export const isDiagramActive = `activeCustomEditorId == '${diagramEditor}'`;
export const isLiveDiagram = `${isDiagramActive} && ${contextKeys.isLive}`;
export const isRequestDiagram = `${isDiagramActive} && ${contextKeys.showsRequest}`;
export const isStoredDiagram = `${isDiagramActive} && !${contextKeys.isLive}`;

/** The keyboard is in the diagram, not in a view beside it. */
export const isDiagramFocused = `${isDiagramActive} && !sideBarFocus && !panelFocus && !auxiliaryBarFocus`;
