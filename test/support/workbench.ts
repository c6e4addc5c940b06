import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.mts';
import type { CodeServer } from './codeServer.mts';
import { startCodeServer, workbenchUrl } from './codeServer.mts';
import { root } from './root.mts';
import { keptStates, storageKeys } from './keptStates';
import type { RabbitNode } from './rabbitmq';
import { timeoutMillis } from './timeout.mts';
import { vsixFile } from './vsix.mts';
import { WorkbenchDiagram } from './workbenchDiagram';

export interface WorkbenchOptions {
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Colour preferences of the system that the workbench follows, and the CSS class of each theme. */
const themes = {
  dark: { media: { colorScheme: 'dark', forcedColors: 'none' }, cssClass: 'vs-dark' },
  light: { media: { colorScheme: 'light', forcedColors: 'none' }, cssClass: 'vs' },
  highContrast: { media: { colorScheme: 'dark', forcedColors: 'active' }, cssClass: 'hc-black' },
} as const;

/** The parts of an open workbench. */
interface Session {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: CodeServer;
  readonly home: string;
}

/** A real workbench with the package installed, in a browser without a window. */
export class Workbench {
  readonly diagram = new WorkbenchDiagram(() =>
    this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame'),
  );
  private session: Session | undefined;

  constructor(private readonly options: WorkbenchOptions = {}) {}

  async open(): Promise<void> {
    const home = mkdtempSync(path.join(tmpdir(), 'rpcscope-workbench-'));
    const folder = path.join(home, 'workspace');
    mkdirSync(folder);
    const settings = { 'window.autoDetectColorScheme': true, ...this.options.settings };
    const server = await startCodeServer({ home, settings, vsix: vsixFile });
    const browser = await launchBrowser();
    const viewport = this.options.viewport ?? { width: 1440, height: 900 };
    const page = await browser.newPage({ viewport, ...themes.dark.media });
    page.setDefaultTimeout(timeoutMillis);
    this.session = { page, browser, server, home };
    await page.goto(workbenchUrl(server, folder, []));
    await this.untilReady();
    await this.setTheme('dark');
  }

  get page(): Page {
    return this.opened.page;
  }

  /** Path of an empty folder that is open as the workspace; it is removed in the end. */
  get folder(): string {
    return path.join(this.opened.home, 'workspace');
  }

  private get opened(): Session {
    if (!this.session) throw new Error('the workbench is not open');
    return this.session;
  }

  /** The input of the quick pick or input box which is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input');
  }

  /**
   * Runs a command of the palette by its full title, such as `RPC Scope: Add Broker…`.
   *
   * @param answer answers the command's first question; an editor that takes the focus late closes
   *   the question, which is then asked once more
   */
  async runCommand(title: string, answer?: () => Promise<void>): Promise<void> {
    await this.runInPalette(title);
    if (!answer || (await happens(answer()))) return;
    await this.runInPalette(title);
    await answer();
  }

  /**
   * Chooses an entry of the context menu of a row in the table, again if need be: a menu ignores
   * a button that is released in the first 100 ms after it opened, and stays open.
   */
  async chooseInMenu(row: Locator, title: string): Promise<void> {
    await row.click({ button: 'right' });
    const entries = this.page.locator('.monaco-menu .action-item');
    const entry = entries.filter({ hasText: new RegExp(`^${title}$`) });
    for (let attempt = 1; attempt <= 5; attempt++) {
      await entry.click();
      if (await happens(entry.waitFor({ state: 'hidden', timeout: 2_000 }))) return;
    }
    throw new Error(`the menu stays open when "${title}" is chosen`);
  }

  private async runInPalette(title: string): Promise<void> {
    // The palette makes its list when it opens: commands of an extension that is still being loaded
    // are not in it. A question that closes takes the key, and an editor that opens takes the focus.
    for (let attempt = 1; attempt <= 20; attempt++) {
      if (await happens(this.chooseInPalette(title))) {
        // A command's own question opens in the same widget, and must not be taken for the palette.
        await this.page.waitForFunction(isPaletteOpen, false);
        return;
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`the palette has no command "${title}"`);
  }

  private async chooseInPalette(title: string): Promise<void> {
    const limits = { timeout: 3000 };
    await this.page.keyboard.press('F1');
    await this.page.waitForFunction(isPaletteOpen, true, limits);
    await this.quickInput.fill(`>${title}`, limits);
    await this.quickEntry(title).click(limits);
  }

  /** Types into the input whose title or prompt has these words, and accepts it. */
  async answer(question: string, text: string): Promise<void> {
    await this.untilAsked(question);
    await this.quickInput.fill(text);
    await this.quickInput.press('Enter');
  }

  /** Chooses an entry of the list whose title or prompt has these words. */
  async choose(question: string, entry: string): Promise<void> {
    await this.untilAsked(question);
    await this.quickEntry(entry).click();
  }

  /** Answers the dialog that asks for the file to save. */
  async saveAs(title: string, file: string): Promise<void> {
    await this.untilAsked(title);
    await expect.poll(() => this.quickInput.inputValue()).toMatch(/\.\w+$/);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await this.quickInput.fill(file);
      // The dialog writes its own proposal some time after it has opened, and ignores the key while it
      // looks for the folder's files.
      await delay(500);
      if ((await this.quickInput.inputValue()) !== file) continue;
      await this.quickInput.press('Enter');
      if (await happens(this.question(title).waitFor({ state: 'hidden', timeout: 5_000 }))) return;
    }
    throw new Error(`the dialog "${title}" does not take ${file}`);
  }

  /** Opens a capture of the workspace's folder, and waits for a diagram. */
  async openCapture(file: string): Promise<void> {
    await this.chooseCapture(file);
    await this.diagram.laneHeads.first().waitFor();
  }

  /** Asks to open a file of the workspace's folder, which may be no capture. */
  async chooseCapture(file: string): Promise<void> {
    await this.runCommand('RPC Scope: Open Capture…', () => this.choose('Open Capture', file));
  }

  /** Answers the questions about a node, which is then saved as the broker "lab". */
  async addBroker(node: RabbitNode, password: string): Promise<void> {
    const { username, amqpPort } = node.address;
    await this.runCommand('RPC Scope: Add Broker…', () =>
      this.answer('transport_url', `rabbit://${username}@127.0.0.1:${amqpPort}/`),
    );
    await this.answer('Password of', password);
    await this.answer('Management API', node.managementUrl);
    await this.answer('Name of the broker', 'lab');
  }

  /** Shows RPC Scope's views. */
  async openViews(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="RPC Scope"]').first().click();
  }

  /** The modal question that is open. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  notification(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  statusBarNote(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** A row of one of the trees in the side bar. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row').filter({ hasText: text });
  }

  /**
   * Clicks the checkbox of a row, again if need be: a row that is redrawn under a click, as when its
   * counts have changed, loses it.
   */
  async setChecked(text: string, isChecked: boolean): Promise<void> {
    const box = this.treeRow(text).locator('.monaco-custom-toggle');
    const outcome = box.and(this.page.locator(`[aria-checked="${isChecked}"]`));
    for (let attempt = 1; attempt <= 5; attempt++) {
      await box.click();
      if (await happens(outcome.waitFor({ timeout: 5_000 }))) return;
    }
    throw new Error(`the checkbox of "${text}" is not ${isChecked ? 'checked' : 'unchecked'}`);
  }

  async setTheme(theme: keyof typeof themes): Promise<void> {
    const { media, cssClass } = themes[theme];
    await this.page.emulateMedia(media);
    await this.page.locator(`.monaco-workbench.${cssClass}[class*="vscode-theme-"]`).waitFor();
  }

  /**
   * A diagram saves its state a moment after it changed, and VS Code keeps it later still. This
   * waits until a state with the text is kept.
   *
   * @param part part of the JSON of the state
   */
  async untilStateIsSaved(part: string): Promise<void> {
    await this.untilKept(storageKeys.diagrams, part);
  }

  private async untilKept(key: string, part: string): Promise<void> {
    const isKept = async () => (await this.page.evaluate(keptStates, key)).includes(part);
    await expect.poll(isKept).toBe(true);
  }

  /**
   * Reloads the window, as "Developer: Reload Window" does, with the diagram that is open. The workbench
   * writes its layout every 5 s; a page that goes begins to write it once more, and may be gone before.
   */
  async reload(): Promise<void> {
    await this.untilKept(storageKeys.editors, '.rpcscope');
    await this.page.reload();
    await this.untilReady();
  }

  /**
   * Waits for a message. A busy editor may list one that it does not pop up, so that the list is
   * opened after a while.
   *
   * @param seconds time in which the message is expected
   */
  async message(text: string | RegExp, seconds = 10): Promise<Locator> {
    const told = this.page.locator('.notification-list-item', { hasText: text }).first();
    if (await happens(told.waitFor({ timeout: seconds * 1000 }))) return told;
    await this.toggleMessages(true);
    await told.waitFor();
    return told;
  }

  async untilTold(text: string | RegExp): Promise<void> {
    await this.message(text);
    await this.toggleMessages(false);
  }

  /** Opens or closes the list of messages; a modal question keeps it from being opened. */
  private async toggleMessages(isOpen: boolean): Promise<void> {
    const list = this.page.locator('.notifications-center');
    if ((await list.isVisible()) === isOpen) return;
    await this.page.locator('[id="status.notifications"]').click({ timeout: 1000 });
    await list.waitFor({ state: isOpen ? 'visible' : 'hidden', timeout: 5000 });
  }

  /** @returns the texts of what lies over the editor, and of the messages that did since it opened */
  async shownTexts(): Promise<string[]> {
    await happens(this.toggleMessages(true));
    const over = '.notifications-center-header, .notification-list-item, .monaco-dialog-box';
    const texts = await this.page.locator(`${over}, .quick-input-widget:visible`).allInnerTexts();
    // While the list is open, no message pops up.
    await happens(this.toggleMessages(false));
    return texts;
  }

  /** @returns the last lines of the extension's log, of each time that it was started */
  logged(): string {
    const files = globSync('data/logs/*/exthost*/rpcscope.rpcscope/*.log', {
      cwd: this.opened.home,
    });
    const lines = files
      .sort()
      .flatMap(file =>
        readFileSync(path.join(this.opened.home, file), 'utf8').trimEnd().split('\n'),
      );
    return lines.slice(-40).join('\n');
  }

  /** Writes a picture into test/screenshots, which git ignores. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(root, 'test', 'screenshots', `${name}.png`) });
  }

  async close(): Promise<void> {
    if (!this.session) return;
    const { browser, server, home } = this.session;
    await browser.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async untilAsked(question: string): Promise<void> {
    await this.question(question).waitFor();
  }

  /** A question's title or prompt; the palette's list may still have the same words in it. */
  private question(text: string): Locator {
    const heads = '.quick-input-title:visible, .quick-input-message:visible';
    return this.page.locator(heads, { hasText: text }).first();
  }

  quickEntry(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  private async untilReady(): Promise<void> {
    // This item appears late, when the extensions' contributions are known.
    await this.page.locator('[id="status.problems"]').waitFor({ timeout: 120_000 });
  }
}

/** Runs in the page. */
function isPaletteOpen(expected: boolean): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return (input?.checkVisibility() === true && input.value.startsWith('>')) === expected;
}

/** Tells whether a wait ended before its time limit. */
const happens = (wait: Promise<unknown>): Promise<boolean> =>
  wait.then(
    () => true,
    () => false,
  );
