import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { importRules } from './scripts/lint-imports.mjs';
import { lengthRules } from './scripts/lint-length.mjs';

const TYPED = ['{shared,gateway,main,renderer,tests}/**/*.{ts,svelte}'];

export default tseslint.config(
  {
    ignores: ['data/', 'out/', 'dist/', 'node_modules/', '.runtime/', 'test-results/', 'coverage/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'svelte/no-at-html-tags': 'error',
      // It asks for the type of every name, and there is nothing to find: no file may import a store.
      'svelte/require-store-reactive-access': 'off',
    },
  },
  {
    files: TYPED,
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines-per-function': ['error', 60],
    },
  },
  { files: ['tests/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  ...importRules,
  ...lengthRules,
  {
    files: [
      'scripts/**',
      'gateway/entry/**',
      'main/platform/log-file.ts',
      'tests/bench/**',
      'tests/support/**',
    ],
    rules: { 'no-console': 'off' },
  },
);
