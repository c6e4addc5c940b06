import type { ArrowTone } from '../layout/arrowLayout';
import type { TextTone } from '../layout/labelLayout';

/** Colours and fonts of the editor's theme, resolved for a canvas. */
export interface Theme {
  readonly background: string;
  readonly accent: string;
  readonly selectedRow: string;
  readonly hoveredRow: string;
  readonly highlightedRow: string;
  /** Colour of the bar beside a highlighted row, for themes where a tint does not show. */
  readonly highlightBar: string;
  readonly lifeLine: string;
  readonly faintLine: string;
  readonly arrows: Readonly<Record<ArrowTone, string>>;
  readonly text: Readonly<Record<TextTone, string>>;
  /** Colours of lanes, by index modulo their number. */
  readonly lanes: readonly string[];
  readonly labelFont: string;
  readonly timeFont: string;
  readonly pauseFont: string;
  /** True when borders replace tints. */
  readonly isHighContrast: boolean;
  readonly contrastBorder: string;
}

export const laneColourCount = 8;

/**
 * Reads the theme. The style sheet derives our colours (`--scope-…`) from VS Code's; the browser
 * resolves mixtures only in a real property, so that each colour is put through one.
 */
export function readTheme(document: Document): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const resolved = getComputedStyle(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--scope-${name})`;
    return resolved.color;
  };
  const family = getComputedStyle(document.body).fontFamily;
  const theme: Theme = {
    background: colour('background'),
    accent: colour('accent'),
    selectedRow: colour('selected-row'),
    hoveredRow: colour('hovered-row'),
    highlightedRow: colour('highlighted-row'),
    highlightBar: colour('highlight-bar'),
    lifeLine: colour('life-line'),
    faintLine: colour('faint-line'),
    arrows: {
      call: colour('call'),
      cast: colour('cast'),
      fanout: colour('fanout'),
      reply: colour('reply'),
      notification: colour('notification'),
      foreign: colour('foreign'),
      doubt: colour('warn'),
      failed: colour('error'),
    },
    text: {
      strong: colour('strong'),
      dim: colour('dim'),
      warn: colour('warn'),
      error: colour('error'),
    },
    lanes: Array.from({ length: laneColourCount }, (_, index) => colour(`lane-${index}`)),
    labelFont: `12px ${family}`,
    timeFont: `11px ${family}`,
    pauseFont: `10px ${family}`,
    isHighContrast: document.body.className.includes('vscode-high-contrast'),
    contrastBorder: colour('contrast-border'),
  };
  probe.remove();
  return theme;
}

/**
 * Listens to changes of the theme, which VS Code makes as changes of attributes of `body` and
 * `html`.
 */
export function onDidChangeTheme(document: Document, listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
