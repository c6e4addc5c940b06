import type { ComponentChildren } from 'preact';
import { printable } from '../../../src/core/base/printable';
import { useDiagram } from '../context';
import { Button } from '../controls';
import { Icon } from '../icons';
import { focusRows } from '../listKeys';
import { Isolated } from '../isolated';
import './detailsHead.css';

interface DetailsHeadProps {
  readonly title: string;
  /** Icons beside the title. */
  readonly children?: ComponentChildren;
}

/** The title and the icons of the details, which stay in sight while the content scrolls. */
export function DetailsHead({ title, children }: DetailsHeadProps) {
  const diagram = useDiagram();
  return (
    <header class="details-head">
      <h2 title={printable(title)}>
        <bdi dir="ltr">
          <Isolated text={printable(title, 200)} />
        </bdi>
      </h2>
      {children}
      <Button
        look="icon"
        label="Close Details"
        title="Close Details (Escape)"
        onPress={() => {
          diagram.details.hide();
          focusRows();
        }}
      >
        <Icon name="close" />
      </Button>
    </header>
  );
}
