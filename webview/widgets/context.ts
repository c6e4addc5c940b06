import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Diagram } from '../model/diagram';

export const DiagramContext = createContext<Diagram | undefined>(undefined);

/** @returns the diagram of the tab that the widget belongs to */
export function useDiagram(): Diagram {
  const diagram = useContext(DiagramContext);
  if (!diagram) throw new Error('a widget outside of a diagram');
  return diagram;
}
