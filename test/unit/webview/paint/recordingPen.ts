import type { Pen } from '../../../../webview/paint/paintArrow';

/** A canvas context that records what is drawn, and in which colour. */
export function recordingPen(): { readonly pen: Pen; readonly calls: readonly string[] } {
  const calls: string[] = [];
  const state: Record<string, unknown> = {};
  const numbers = (args: readonly unknown[]) =>
    args.map(each => (typeof each === 'number' ? Math.round(each * 10) / 10 : String(each)));
  const pen = new Proxy(state, {
    get: (_, name: string) =>
      name in state
        ? state[name]
        : (...args: unknown[]) => {
            const colour = name.startsWith('fill')
              ? state['fillStyle']
              : name.startsWith('stroke')
                ? state['strokeStyle']
                : '';
            const said = [name, ...numbers(args)].join(' ');
            calls.push(colour === '' ? said : `${said} ${String(colour)}`);
          },
    set: (_, name: string, value) => {
      state[name] = value;
      return true;
    },
  });
  return { pen: pen as unknown as Pen, calls };
}
