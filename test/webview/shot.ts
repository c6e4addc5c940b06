import type { OpenOptions, OpenWebview } from './openWebview';

/** Takes a picture of a webview after some steps in it. */
export type Shot = (
  name: string,
  options: Partial<OpenOptions>,
  act?: (view: OpenWebview) => Promise<void>,
) => Promise<void>;
