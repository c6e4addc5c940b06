// The layer table of ARCHITECTURE.md, as rules: what each part of the tree may not import.
import tseslint from 'typescript-eslint';

const node = ['node:*'];
const vscode = ['vscode'];
const amqp = ['amqplib', 'amqplib/**'];
const part = name => [`**/${name}`, `**/${name}/**`];

/** Files of one layer, and the module patterns that they must not import. */
const layer = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [{ group: forbidden, message: 'ARCHITECTURE.md: this layer may not import it.' }],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/**', '.cache/**', 'test/fixtures/**', 'node_modules/**'] },
  {
    files: ['**/*.ts', '**/*.mts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './webview/tsconfig.json', './test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
    },
  },
  layer(
    ['src/core/**'],
    [
      ...vscode,
      ...node,
      ...amqp,
      ...['protocol', 'adapters', 'capture', 'engine', 'indexer', 'cli', 'host', 'webview'].flatMap(
        part,
      ),
    ],
  ),
  layer(
    ['src/protocol/**'],
    [
      ...vscode,
      ...node,
      ...amqp,
      ...['adapters', 'capture', 'engine', 'indexer', 'cli', 'host', 'webview'].flatMap(part),
    ],
  ),
  layer(
    ['src/adapters/**'],
    [
      ...vscode,
      ...['protocol', 'capture', 'engine', 'indexer', 'cli', 'host', 'webview'].flatMap(part),
    ],
  ),
  layer(
    ['src/engine/**'],
    [...vscode, ...amqp, ...['indexer', 'cli', 'host', 'webview'].flatMap(part)],
  ),
  layer(
    ['src/indexer/**'],
    [...vscode, ...amqp, ...['engine', 'cli', 'host', 'webview'].flatMap(part)],
  ),
  layer(
    ['src/node/**'],
    [
      ...vscode,
      ...amqp,
      ...['adapters', 'capture', 'engine', 'indexer', 'cli', 'host', 'webview'].flatMap(part),
    ],
  ),
  layer(['src/cli/**'], [...vscode, ...amqp, ...['host', 'webview'].flatMap(part)]),
  layer(
    ['src/host/**'],
    [...amqp, 'node:sqlite', ...['adapters', 'capture', 'cli', 'webview'].flatMap(part)],
  ),
  layer(
    ['webview/**'],
    [
      ...vscode,
      ...node,
      ...amqp,
      ...['adapters', 'engine', 'indexer', 'cli', 'host'].flatMap(part),
    ],
  ),
);
