// The comparison of engines must notice small faults: runs of the slow engine are held against runs of a slightly different guest,
// link or rule, and the comparison has to tell them apart, and only them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pattern } from '../../../src/core/scenario/scenario';
import { assertAgree, figuresOf } from './agreement';
import type { Figures } from './agreement';
import { chooseWith, repeat, runSlow } from './run';
import { hotspot, linkOf, scenarioOf } from './scenarios';

interface Setting {
  readonly seed: string;
  readonly writesPerSecond?: number;
  readonly pattern?: Pattern;
  readonly batch?: number;
}

function runs({ seed, writesPerSecond = 3000, pattern = hotspot(100, 0.7), batch = 64 }: Setting): Figures[] {
  const scenario = scenarioOf({
    seed,
    pages: 1500,
    regions: [{ pages: 1000, writesPerSecond, pattern }],
    link: linkOf(3000),
    algorithms: [chooseWith('xen-precopy', { batch })],
  });
  return repeat(100, (repetition) => figuresOf(runSlow(scenario, repetition)));
}

describe('the comparison of two engines', () => {
  const right = runs({ seed: 'right' });

  it('finds runs of other seeds alike', () => {
    assertAgree(right, runs({ seed: 'other' }), 1e-6);
  });

  it('notices 5 % more writes', () => {
    const wrong = runs({ seed: 'other', writesPerSecond: 3150 });
    assert.throws(() => {
      assertAgree(right, wrong, 1e-6);
    }, /means differ/);
  });

  it('notices a fifth more hot pages', () => {
    const wrong = runs({ seed: 'other', pattern: hotspot(120, 0.7) });
    assert.throws(() => {
      assertAgree(right, wrong, 1e-6);
    }, /differ/);
  });

  it('notices a peek that comes too seldom', () => {
    const wrong = runs({ seed: 'other', batch: 96 });
    assert.throws(() => {
      assertAgree(right, wrong, 1e-6);
    }, /pagesSkipped: means differ/);
  });
});
