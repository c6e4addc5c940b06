import type { SpanDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { useDiagram } from '../context';
import { Button } from '../controls';
import { Icon } from '../icons';
import { Fact, Facts } from './facts';
import './spanProperties.css';

/** The method and the IDs that all messages of a span share. */
export function SpanProperties({ span }: { readonly span: SpanDetails }) {
  const { method, label, namespace, version, requestId, globalRequestId, msgId } = span;
  const facts = [
    ['method', method === label ? undefined : method],
    ['namespace', namespace],
    ['version', version],
  ] as const;
  const ids = [
    ['request ID', requestId],
    ['global request ID', globalRequestId],
    ['message ID', msgId],
  ] as const;
  if ([...facts, ...ids].every(([, value]) => value === undefined)) return null;
  return (
    <Facts>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <Fact key={name} name={name}>
              {printable(value, 200)}
            </Fact>
          ),
      )}
      {ids.map(
        ([name, value]) =>
          value !== undefined && (
            <Fact key={name} name={name}>
              <Id name={name} value={value} />
            </Fact>
          ),
      )}
    </Facts>
  );
}

function Id({ name, value }: { readonly name: string; readonly value: string }) {
  const { copying } = useDiagram();
  return (
    <span class="span-id">
      <code>{printable(value, 120)}</code>
      <Button
        look="icon"
        label={`Copy ${name}`}
        title={`Copy ${name}`}
        onPress={() => copying.copyText(value, name)}
      >
        <Icon name="copy" />
      </Button>
    </span>
  );
}
