// Files that others broke, in the editor: whatever it asks of them, the answer comes within a second, and nothing is thrown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete } from '../../../src/core/language/complete';
import { foldsOf } from '../../../src/core/language/folding';
import { formatEdits, formatRangeEdits } from '../../../src/core/language/format';
import { hoverAt } from '../../../src/core/language/hover';
import { inlaysOf } from '../../../src/core/language/inlays';
import { addressesOf, filesOf } from '../../../src/core/language/links';
import { definitionAt, occurrencesAt } from '../../../src/core/language/navigate';
import { outlineOf } from '../../../src/core/language/outline';
import { renameableAt } from '../../../src/core/language/rename';
import { selectionAt } from '../../../src/core/language/selection';
import { signatureAt } from '../../../src/core/language/signature';
import { semanticTokens } from '../../../src/core/language/tokens';
import { parseScenario } from '../../../src/core/scenario/parse';
import { hugeFiles, secondsAtMost, secondsOf } from '../scenario/hugeFiles';
import { surroundings } from './atCursor';

for (const [name, text] of hugeFiles)
  test(`${name}: each question of the editor is answered within a second`, () => {
    const parsed = parseScenario(text);
    const { document } = parsed;
    const middle = text.length >> 1;
    const questions: Readonly<Record<string, () => unknown>> = {
      complete: () => complete(text, middle, surroundings),
      'complete at the end': () => complete(text, text.length, surroundings),
      hover: () => hoverAt(text, middle, algorithms),
      signature: () => signatureAt(text, middle, algorithms),
      format: () => formatEdits(text),
      'format in part': () => formatRangeEdits(text, { start: middle, end: middle }),
      folds: () => foldsOf(document),
      outline: () => outlineOf(document),
      inlays: () => inlaysOf(document, new Map()),
      tokens: () => semanticTokens(document),
      definition: () => definitionAt(document, middle),
      occurrences: () => occurrencesAt(document, middle),
      rename: () => renameableAt(parsed, middle),
      selection: () => selectionAt(document, middle),
      files: () => filesOf(document),
      addresses: () => addressesOf(document),
    };
    for (const [question, ask] of Object.entries(questions)) {
      const seconds = secondsOf(ask);
      assert.ok(seconds < secondsAtMost, `${question} took ${seconds.toFixed(3)} s`);
    }
  });
