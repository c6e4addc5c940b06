/** Finds text that is cut off, and text that lies on other text. */
import type { Page } from 'playwright-core';

/** @returns a sentence for each text that cannot be read as a whole, apart from what scrolling or a tooltip shows */
export const textProblems = (page: Page): Promise<string[]> => page.evaluate(findProblems);

function findProblems(): string[] {
  interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  interface Shown {
    readonly text: string;
    readonly element: Element;
    readonly box: Box;
  }
  const problems: string[] = [];
  const shown: Shown[] = [];

  const parentOf = (node: Node): Element | undefined => {
    const slot = node instanceof Element || node instanceof Text ? node.assignedSlot : null;
    const parent = slot ?? node.parentNode;
    const element = parent instanceof ShadowRoot ? parent.host : parent;
    return element instanceof Element ? element : undefined;
  };
  const ancestors = (node: Node): Element[] => {
    const parent = parentOf(node);
    return parent ? [parent, ...ancestors(parent)] : [];
  };
  const textsIn = (root: Node): Text[] =>
    [...root.childNodes].flatMap(child => {
      if (child instanceof Text) return child.data.trim() === '' ? [] : [child];
      if (!(child instanceof Element) || child.matches('style, script')) return [];
      return [...(child.shadowRoot ? textsIn(child.shadowRoot) : []), ...textsIn(child)];
    });
  const cut = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const isEmpty = ({ left, top, right, bottom }: Box) => right - left <= 1 || bottom - top <= 1;
  const page = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  /** Cuts a line of text as its ancestors do, and tells of what nobody can bring into sight. */
  const look = (text: Text, line: Box): void => {
    const around = ancestors(text);
    const element = around[0];
    if (!element || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      return;
    if (around.some(each => getComputedStyle(each).clipPath !== 'none')) return;
    if (around.some(each => getComputedStyle(each).opacity === '0')) return;
    const hasTooltip = around.some(each => each.getAttribute('title'));
    let box: Box = line;
    let canScroll = false;
    for (const each of around) {
      const style = getComputedStyle(each);
      if (style.display === 'contents' || style.display === 'inline') continue;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const { left, top } = each.getBoundingClientRect();
      const [x, y] = [left + each.clientLeft, top + each.clientTop];
      const inner = { left: x, top: y, right: x + each.clientWidth, bottom: y + each.clientHeight };
      canScroll ||=
        /auto|scroll/.test(style.overflowX + style.overflowY) &&
        (each.scrollHeight > each.clientHeight + 4 || each.scrollWidth > each.clientWidth + 4);
      const rest = cut(box, inner);
      const isCutAside = box.right - rest.right > 1 || rest.left - box.left > 1;
      const isCutBelow = box.bottom - rest.bottom > 0.75 || rest.top - box.top > 0.75;
      const isMarked = style.textOverflow === 'ellipsis' && !isCutBelow;
      if ((isCutAside || isCutBelow) && !canScroll && !hasTooltip && !isMarked) {
        const by = `${each.tagName.toLowerCase()}.${each.getAttribute('class') ?? ''}`;
        problems.push(`"${text.data.trim().slice(0, 60)}" is cut by ${by}`);
        return;
      }
      box = rest;
    }
    box = cut(box, page);
    if (!isEmpty(box)) shown.push({ text: text.data.trim(), element, box });
  };

  for (const text of textsIn(document.body)) {
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) if (!isEmpty(line)) look(text, line);
  }

  /** False where something opaque lies over the text. */
  const isSeenAt = ({ element }: Shown, x: number, y: number): boolean => {
    const own = new Set<Element>([element, ...ancestors(element)]);
    for (const each of document.elementsFromPoint(x, y)) {
      if (own.has(each)) return true;
      if (!/^rgba\(.*, 0\)$|^transparent$/.test(getComputedStyle(each).backgroundColor))
        return false;
    }
    return true;
  };
  for (const [at, one] of shown.entries()) {
    for (const other of shown.slice(at + 1)) {
      if (one.element === other.element) continue;
      const { left, top, right, bottom } = cut(one.box, other.box);
      if (right - left <= 1.5 || bottom - top <= 3) continue;
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      if (!isSeenAt(one, x, y) || !isSeenAt(other, x, y)) continue;
      problems.push(`"${one.text.slice(0, 60)}" and "${other.text.slice(0, 60)}" overlap`);
    }
  }
  return [...new Set(problems)];
}
