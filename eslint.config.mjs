import tseslint from 'typescript-eslint';
import layerRule from './lint/layerRule.mjs';

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
  {
    files: ['src/**', 'webview/**'],
    plugins: { layers: layerRule },
    rules: { 'layers/imports': 'error' },
  },
);
