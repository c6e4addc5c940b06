/** The questions before secrets leave a capture, and before a file is replaced, in a real workbench. */
import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordedCapture } from '../support/captures';
import { call, record, reply, seconds } from '../support/records';
import { useWorkbench } from './useWorkbench';

const workbench = useWorkbench();
const { diagram } = workbench;

const token = 'gAAAAABmVerySecretFernetToken_0123456789-abcdefghij==';
const password = 'hunter2-by-name';
const secrets = [token, password];

/** Secrets that each kind of file has room for: JSON Lines have arguments only, Mermaid has names. */
const carried = { rpcscope: secrets, jsonl: [password], mmd: [] };

const at = (name: string) => path.join(workbench.folder, name);
const found = (file: string) => {
  const bytes = readFileSync(at(file));
  return secrets.filter(secret => bytes.includes(secret));
};
const modeOf = (file: string) => statSync(at(file)).mode & 0o777;

/** The captures of these tests; SQLite keeps files of its own beside an open one. */
const captures = ['kept.rpcscope', 'masked.rpcscope'];
const isOfCapture = (name: string) => captures.some(each => name.startsWith(each));
const written = () => readdirSync(workbench.folder).filter(name => !isOfCapture(name));

const press = async (button: string) => {
  await workbench.dialog.getByRole('button', { name: button }).click();
  await workbench.dialog.waitFor({ state: 'detached' });
};

/** Each command that writes what a capture holds, with an extension that it writes. */
const writers = [
  ['Export Excerpt', 'rpcscope'],
  ['Export as JSON Lines', 'jsonl'],
  ['Export as Mermaid', 'mmd'],
  ['Save Capture As', 'rpcscope'],
] as const;

/** Begins to write the active capture, up to the first question after that for the file. */
const begin = async (command: string, file: string) => {
  await workbench.runCommand(`RPC Scope: ${command}…`, () => workbench.saveAs(command, at(file)));
};
/** Answers the editor's question whether the file may be replaced. */
const answerReplacing = async (button: 'OK' | 'Cancel') => {
  const question = workbench.page.locator('.quick-input-widget', { hasText: 'already exists' });
  await question.getByRole('button', { name: button, exact: true }).click();
  await question.waitFor({ state: 'hidden' });
};
const untilWritten = async (file: string, words = '') => {
  await expect.poll(written).toContain(file);
  await workbench.untilTold(new RegExp(`(?:Exported|Saved) .*"${file}"${words}\\.`));
};

let names = 0;
/** @returns a name of its own for a file: notifications on earlier files are still shown */
const fresh = (word: string, extension: string) => `${word}${++names}.${extension}`;

beforeAll(async () => {
  for (const keepSecrets of [true, false]) {
    const name = keepSecrets ? 'kept' : 'masked';
    const made = recordedCapture(at(`${name}.rpcscope`), { name, keepSecrets });
    const asked = call('a', { _context_auth_token: token, args: { password } });
    await made.record(
      record('publish', asked, { at: seconds(1) }),
      record('deliver', asked, { at: seconds(1.1), connection: 'compute' }),
      record('publish', reply('a'), {
        at: seconds(2),
        exchange: '',
        routingKey: 'reply_a',
        connection: 'compute',
      }),
    );
    made.close();
  }
  await workbench.openViews();
});

afterEach(() => {
  for (const name of written()) rmSync(at(name), { recursive: true });
});

describe('a capture that was recorded with its secrets', () => {
  const question = '"kept" was recorded with its secrets.';

  test('says so on its first line and in the Captures view', async () => {
    await workbench.openCapture('kept.rpcscope');
    await expect.poll(() => diagram.statusLine.textContent()).toMatch(/kept.*secrets kept/);
    await workbench.treeRow(/kept.*secrets kept/).waitFor();
    await workbench.screenshot('sharing-kept');
  });

  describe.each(writers)('%s', (command, extension) => {
    const answer = async (file: string, button: string) => {
      await begin(command, file);
      await workbench.dialog.getByText(question).waitFor();
      await workbench.screenshot(`sharing-kept-question`);
      await press(button);
    };

    test('masks the secrets, and writes nothing when the question is cancelled', async () => {
      const file = fresh('masked-copy', extension);
      await answer(fresh('cancelled', extension), 'Cancel');
      await answer(file, 'Mask Secrets');
      await untilWritten(file, ', with its secrets masked');
      expect(written()).toEqual([file]);
      expect(found(file)).toEqual([]);
      expect(modeOf(file)).toBe(0o600);
    });

    test('writes the secrets when it is asked for them in so many words', async () => {
      const file = fresh('whole', extension);
      await answer(file, 'Write Passwords and Tokens');
      await untilWritten(file, ', with passwords and tokens');
      expect(written()).toEqual([file]);
      expect(found(file)).toEqual(carried[extension]);
      if (extension !== 'rpcscope') {
        expect(readFileSync(at(file), 'utf8')).toContain('secrets kept');
      }
      expect(modeOf(file)).toBe(0o600);
    });
  });
});

describe('the second look', () => {
  const question = 'The export seems to have secrets.';

  beforeAll(async () => {
    // The masker did not know the name of this argument when the capture was recorded.
    const database = new DatabaseSync(at('masked.rpcscope'));
    database.exec(
      `UPDATE body SET content = replace(content, '"args":{', '"args":{"x":"${token}",')`,
    );
    database.close();
    await workbench.runCommand('View: Close All Editors');
    await workbench.openCapture('masked.rpcscope');
  });

  // The others write arguments; a Mermaid diagram has none.
  describe.each(writers.filter(([, extension]) => extension !== 'mmd'))(
    '%s',
    (command, extension) => {
      const answer = async (file: string, button: string) => {
        await begin(command, file);
        await workbench.dialog.getByText(question).waitFor();
        await workbench.dialog.getByText(/fernet token in /i).waitFor();
        await workbench.screenshot(`sharing-second-look-${extension}`);
        await press(button);
      };

      test('keeps a file with secrets from being written, unless it is wanted anyway', async () => {
        const file = fresh('anyway', extension);
        await answer(fresh('cancelled', extension), 'Cancel');
        await answer(file, 'Export Anyway');
        await untilWritten(file);
        expect(written()).toEqual([file]);
        expect(found(file)).toEqual([token]);
        expect(modeOf(file)).toBe(0o600);
      });

      test('writes nothing when Enter is pressed, and tells the places once more', async () => {
        const file = fresh('entered', extension);
        await begin(command, file);
        await workbench.dialog.getByText(question).waitFor();
        // The dialog focuses its primary button, but the webview behind it may get the focus back later.
        await workbench.dialog.locator('.monaco-button:not(.secondary)').press('Enter');
        await workbench.dialog.waitFor({ state: 'detached' });
        await workbench.untilTold(
          new RegExp(`"${file}": .*nothing was written.*fernet token in `, 'i'),
        );
        expect(written()).toEqual([]);
      });

      test('leaves the file that would be replaced as it is', async () => {
        const [file, other] = [fresh('older', extension), fresh('anyway', extension)];
        writeFileSync(at(file), 'older');
        await begin(command, file);
        await answerReplacing('OK');
        await workbench.dialog.getByText(question).waitFor();
        await press('Cancel');
        await answer(other, 'Export Anyway');
        await untilWritten(other);
        expect(readFileSync(at(file), 'utf8')).toBe('older');
        expect(written()).toEqual([other, file]);
      });
    },
  );
});

describe('a file that exists already', () => {
  let file = '';
  beforeEach(() => {
    file = fresh('older', 'mmd');
    writeFileSync(at(file), 'older');
  });

  test('is kept when the question is cancelled', async () => {
    const other = fresh('other', 'mmd');
    await begin('Export as Mermaid', file);
    await answerReplacing('Cancel');
    // The question for the file is asked again.
    await workbench.saveAs('Export as Mermaid', at(other));
    await untilWritten(other);
    expect(readFileSync(at(file), 'utf8')).toBe('older');
    expect(written()).toEqual([file, other]);
  });

  test('is replaced when that is wanted, and becomes private', async () => {
    chmodSync(at(file), 0o644);
    await begin('Export as Mermaid', file);
    await answerReplacing('OK');
    await untilWritten(file);
    expect(readFileSync(at(file), 'utf8')).toContain('sequenceDiagram');
    expect(modeOf(file)).toBe(0o600);
  });

  test('is not replaced unasked when its extension was not typed', async () => {
    const other = fresh('other', 'mmd');
    await begin('Export as Mermaid', path.parse(file).name);
    await answerReplacing('Cancel');
    await workbench.quickInput.press('Escape');
    await begin('Export as Mermaid', path.parse(other).name);
    await untilWritten(other);
    expect(readFileSync(at(file), 'utf8')).toBe('older');
    expect(written()).toEqual([file, other]);
  });

  test.each(['Export Excerpt', 'Save Capture As'])(
    'is never the capture itself, to which a link leads: %s',
    async command => {
      const before = readFileSync(at('masked.rpcscope'));
      const link = fresh('link', 'rpcscope');
      symlinkSync(at('masked.rpcscope'), at(link));
      await begin(command, link);
      await answerReplacing('OK');
      await workbench.untilTold(`"${link}" cannot be written: `);
      await workbench.screenshot('sharing-onto-itself');
      expect(readFileSync(at('masked.rpcscope')).equals(before)).toBe(true);
      expect(written()).toEqual([link, file]);
    },
  );
});
