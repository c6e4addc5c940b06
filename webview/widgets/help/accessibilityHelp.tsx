import { accessibilityHelp } from '../../model/help/accessibilityHelp';
import { useDiagram } from '../context';
import { Sheet } from '../sheet';
import './accessibilityHelp.css';

/** Explains the present view to people who use a screen reader or the keyboard alone. */
export function AccessibilityHelp() {
  const { options, capture } = useDiagram();
  const parts = accessibilityHelp({
    view: options.view.value,
    isLive: capture.isLive.value,
    isMac: navigator.userAgent.includes('Mac'),
  });
  return (
    <Sheet
      title="Accessibility Help"
      class="accessibility-help"
      isModal
      onClose={() => (options.isHelpOpen.value = false)}
    >
      <div class="help-text" role="document" tabIndex={0} aria-label="Accessibility Help">
        {parts.map(({ title, sentences }) => (
          <section key={title}>
            <h3>{title}</h3>
            {sentences.map(sentence => (
              <p key={sentence}>{sentence}</p>
            ))}
          </section>
        ))}
      </div>
    </Sheet>
  );
}
