import { MarkdownString } from 'vscode';
import { printable } from '../../core/base/printable';
import type { LiveCapture } from '../captures/liveCaptures';
import { commandUri } from '../actions/commandUri';
import { actions } from '../../protocol/actions/actions';
import { liveNumbers, liveWords } from './liveWords';

/** A tooltip with a line for each live capture, and links to its actions. */
export function liveTooltip(captures: readonly LiveCapture[]): MarkdownString {
  const text = new MarkdownString();
  text.supportThemeIcons = true;
  // Names and failures are untrusted text, so only links to these commands are trusted.
  text.isTrusted = {
    enabledCommands: [actions.openPlace.id, actions.toggleRecords.id, actions.disconnect.id],
  };
  for (const [at, capture] of captures.entries()) {
    if (at > 0) text.appendMarkdown('\n\n');
    describe(text, capture);
  }
  return text;
}

function describe(text: MarkdownString, { session, profileId }: LiveCapture): void {
  const { status, path: capturePath } = session;
  const { icon, state, sentence } = liveWords(status);
  text.appendMarkdown(`$(${icon}) `).appendText(nameOf(status?.name ?? ''));
  const said = [state ?? 'live', ...(status ? liveNumbers(status) : [])];
  text.appendText(`: ${said.join(' · ')}`);
  if (sentence !== undefined) text.appendMarkdown('  \n').appendText(sentence);
  const links = [link('Open', actions.openPlace.id, { capturePath })];
  const source = status?.source.state;
  if (source === 'live') {
    links.push(link('Pause Capture', actions.toggleRecords.id, { capturePath }));
  } else if (source === 'paused') {
    links.push(link('Resume Capture', actions.toggleRecords.id, { capturePath }));
  }
  if (profileId !== undefined) {
    links.push(link('Disconnect', actions.disconnect.id, { profileId }));
  }
  text.appendMarkdown(`  \n${links.join(' | ')}`);
}

const link = (title: string, command: string, argument: unknown): string =>
  `[${title}](${commandUri(command, [argument])})`;

/** A name cut to the length that a status bar has room for. */
export const nameOf = (name: string): string => printable(name, 40);
