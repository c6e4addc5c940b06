/** Tree items of the Requests view. */
import type { Command } from 'vscode';
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { actions } from '../../protocol/actions/actions';
import { requestItems } from '../../protocol/actions/conditions';
import type { RequestsNode } from './requestNodes';
import { descriptionOf, idOf, labelOf, tooltipOf } from './requestNodes';

export function requestsItem(node: RequestsNode): TreeItem {
  const label = labelOf(node);
  const description = descriptionOf(node);
  const item = new TreeItem(
    label,
    node.kind === 'background' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = idOf(node);
  item.description = description;
  // Without a label of its own a screen reader would read the tooltip instead of the name.
  item.accessibilityInformation = { label: [label, description].filter(Boolean).join(', ') };
  const icon = iconOf(node);
  if (icon) item.iconPath = icon;
  const command = commandOf(node);
  if (command) item.command = command;
  item.tooltip = plainTooltip(tooltipOf(node));
  if (node.kind === 'request') item.contextValue = requestItems.request;
  if (node.kind === 'work') item.contextValue = requestItems.work;
  return item;
}

function iconOf(node: RequestsNode): ThemeIcon | undefined {
  switch (node.kind) {
    case 'request':
      return node.request.errorCount > 0 ? errorIcon() : new ThemeIcon('list-tree');
    case 'work':
      return node.work.errorCount > 0 ? errorIcon() : new ThemeIcon('sync');
    case 'background':
      return new ThemeIcon('watch');
    case 'trouble':
      return errorIcon();
    case 'more':
      return undefined;
  }
}

const errorIcon = () => new ThemeIcon('error', new ThemeColor('list.errorForeground'));

function commandOf(node: RequestsNode): Command | undefined {
  switch (node.kind) {
    case 'request':
      return {
        command: actions.openRequest.id,
        title: 'Show Request',
        arguments: [{ requestId: node.requestId }],
      };
    case 'work':
      return {
        command: actions.openMessage.id,
        title: 'Go to Message',
        arguments: [{ messageId: node.messageId }],
      };
    case 'more':
      return node.canGrow
        ? { command: actions.showMoreRequests.id, title: 'Show More Requests' }
        : { command: actions.filterRequests.id, title: 'Filter Requests…' };
    case 'background':
    case 'trouble':
      return undefined;
  }
}

/** Appends names as plain text, because untrusted names may contain Markdown. */
function plainTooltip(paragraphs: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  for (const paragraph of paragraphs) text.appendText(paragraph).appendMarkdown('\n\n');
  return text;
}
