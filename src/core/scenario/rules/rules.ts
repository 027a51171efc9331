// Every check beyond the table: a new rule is a file named by its problem's code, a line here, a row in docs/problems.md and a line in
// test/core/scenario/wrongFiles.test.ts.
import { duplicateLabel } from './duplicate-label';
import { duplicateRegion } from './duplicate-region';
import { hotPagesBeyondRegion } from './hot-pages-beyond-region';
import { memoryBeyondMachine } from './memory-beyond-machine';
import { parameterWithoutEffect } from './parameter-without-effect';
import { partialPage } from './partial-page';
import { regionSize } from './region-size';
import { regionSource } from './region-source';
import { regionsBeyondMemory } from './regions-beyond-memory';
import type { Rule } from './rule';

export const rules: readonly Rule[] = [
  memoryBeyondMachine,
  partialPage,
  regionSize,
  regionSource,
  regionsBeyondMemory,
  hotPagesBeyondRegion,
  duplicateRegion,
  duplicateLabel,
  parameterWithoutEffect,
];
