// Lint: TypeScript's strict, type-aware rules, the dependency rule between the folders, and the determinism rule of core.
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

/** Forbids imports that match the given groups, with a reason a contributor understands. */
const forbidImports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

const fromFolder = (folder, message) => ({ group: [`**/${folder}/**`, `**/${folder}`], message });
const noEditor = { group: ['vscode'], message: 'Only src/extension talks to the editor.' };
const noNode = {
  group: ['node:*', 'fs', 'path', 'os', 'worker_threads', 'child_process'],
  message: 'This code runs in the browser too.',
};
const oneToolkit = {
  group: ['@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'],
  message: 'The component toolkit is imported in src/webview/ui/controls.ts alone, so that it can be replaced.',
};
const oneRandom = {
  group: ['seedrandom', 'seedrandom/*'],
  message: 'Every draw comes from src/core/random.ts: named streams, the same bytes everywhere.',
};

const inexactMath = [
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atan2',
  'atanh',
  'cbrt',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'hypot',
  'log',
  'log10',
  'log1p',
  'log2',
  'pow',
  'random',
  'sin',
  'sinh',
  'tan',
  'tanh',
].map((property) => ({
  object: 'Math',
  property,
  message: 'Its last bits differ between JavaScript engines (or it has no seed): use core/math.ts or core/random.ts.',
}));

export default tseslint.config(
  // What lies in media/policy and beside labs is for the editors of students: test/core/policy holds it to their compiler.
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      '**/node_modules/',
      '.migration-lab/',
      'media/policy/',
      'media/labs/',
      'examples/',
      'test/fixtures/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files.' },
      ],
      // node:test collects its tests itself: nothing waits for them.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'it', 'test'], package: 'node:test' }] },
      ],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      ...forbidImports(
        noEditor,
        noNode,
        oneToolkit,
        oneRandom,
        fromFolder('extension', 'core imports nothing of ours.'),
        fromFolder('webview', 'core imports nothing of ours.'),
        fromFolder('cli', 'core imports nothing of ours.'),
        fromFolder('worker', 'core imports nothing of ours.'),
      ),
      'no-restricted-properties': ['error', ...inexactMath],
      // Loops over the words of a bitmap are the engine's inner loops: an index is faster than an iterator.
      '@typescript-eslint/prefer-for-of': 'off',
      'no-restricted-globals': [
        'error',
        'process',
        'window',
        'document',
        'Date',
        'performance',
        'setTimeout',
        'setImmediate',
        'console',
      ],
    },
  },
  { files: ['src/core/random.ts'], rules: forbidImports(noEditor, noNode, oneToolkit) },
  {
    files: ['src/webview/**/*.ts'],
    rules: forbidImports(
      noEditor,
      noNode,
      oneToolkit,
      oneRandom,
      fromFolder('extension', 'webview and extension never import each other: core/protocol is what they share.'),
      fromFolder('cli', 'The panel imports core alone.'),
      fromFolder('worker', 'The panel imports core alone.'),
    ),
  },
  {
    files: ['src/webview/ui/controls.ts'],
    rules: forbidImports(
      noEditor,
      noNode,
      oneRandom,
      fromFolder('extension', 'webview and extension never import each other.'),
    ),
  },
  {
    files: ['src/extension/**/*.ts'],
    rules: forbidImports(
      oneToolkit,
      oneRandom,
      fromFolder('webview', 'webview and extension never import each other: core/protocol is what they share.'),
      fromFolder('cli', 'The extension imports core alone.'),
    ),
  },
  {
    files: ['src/cli/**/*.ts', 'src/worker/**/*.ts'],
    rules: forbidImports(
      noEditor,
      oneToolkit,
      oneRandom,
      fromFolder('extension', 'The command line and the workers import core alone.'),
      fromFolder('webview', 'The command line and the workers import core alone.'),
    ),
  },
);
