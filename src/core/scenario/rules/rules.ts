// Every check beyond the table: a new rule is a file named by its problem's code, a line here, a row in docs/problems.md and a line in
// test/core/scenario/wrongFiles.test.ts.
import { burstBeyondCycle } from './burst-beyond-cycle';
import { changeBeyondPage } from './change-beyond-page';
import { curveBendsUpward } from './curve-bends-upward';
import { curveFalls } from './curve-falls';
import { curveFit } from './curve-fit';
import { curveOrder } from './curve-order';
import { duplicateLabel } from './duplicate-label';
import { duplicateRegion } from './duplicate-region';
import { equalValues } from './equal-values';
import { fileOutside } from './file-outside';
import { hotPagesBeyondRegion } from './hot-pages-beyond-region';
import { keyWithoutEffect } from './key-without-effect';
import { malformedFile } from './malformed-file';
import { memoryBeyondMachine } from './memory-beyond-machine';
import { missingFile } from './missing-file';
import { overlappingIntervals } from './overlapping-intervals';
import { parameterWithoutEffect } from './parameter-without-effect';
import { overlappingPaths } from './overlapping-paths';
import { partialPage } from './partial-page';
import { refusedParameter } from './refused-parameter';
import { regionActivity } from './region-activity';
import { regionSize } from './region-size';
import { regionSource } from './region-source';
import { regionsBeyondMemory } from './regions-beyond-memory';
import { repeatBeyondTrace } from './repeat-beyond-trace';
import type { Advice, Rule, SweepRule } from './rule';
import { scheduleOrder } from './schedule-order';
import { sourceBeyondRegion } from './source-beyond-region';
import { staysDirty } from './stays-dirty';
import { sweepTooLarge } from './sweep-too-large';
import { tracePageSize } from './trace-page-size';
import { unknownPath } from './unknown-path';
import { unreadableFile } from './unreadable-file';

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
  refusedParameter,
  keyWithoutEffect,
  regionActivity,
  overlappingIntervals,
  burstBeyondCycle,
  changeBeyondPage,
  scheduleOrder,
  missingFile,
  fileOutside,
  unreadableFile,
  malformedFile,
  tracePageSize,
  sourceBeyondRegion,
  repeatBeyondTrace,
  curveOrder,
  curveFalls,
  curveBendsUpward,
  curveFit,
];

/** Looked at once a scenario has no error. */
export const advice: readonly Advice[] = [staysDirty];

/** Looked at once a scenario has no error, of its sweep. */
export const sweepRules: readonly SweepRule[] = [unknownPath, overlappingPaths, equalValues, sweepTooLarge];
