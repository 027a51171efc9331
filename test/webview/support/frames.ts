// Frames for the panel's tests, recorded from the engine itself, and the messages that bring them.
import type { Frame } from '../../../src/core/engine/frames';
import { simulate } from '../../../src/core/engine/simulate';
import type { FramesMessage } from '../../../src/core/protocol/messages';
import { packFrames } from '../../../src/core/protocol/packedFrames';
import type { Scenario } from '../../../src/core/scenario/scenario';

/** The frames of an algorithm's first repetition at these times, with memory cut into about so many cells. */
export function recordFrames(
  scenario: Scenario,
  label: string,
  atSeconds: readonly number[],
  cells: number,
): readonly Frame[] {
  const frames: Frame[] = [];
  for (const event of simulate(scenario, { label, repetition: 0 }, undefined, { atSeconds, cells })) {
    if (event?.type === 'frame') frames.push(event);
  }
  return frames;
}

/** So many times from 0 on, the last at the end. */
export function evenTimes(count: number, endSeconds: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index * endSeconds) / (count - 1));
}

/** The message that brings frames of a watch, all at once if nothing else is said. */
export function framesMessage(
  experimentId: string,
  label: string,
  frames: readonly Frame[],
  more: Partial<Pick<FramesMessage, 'batch' | 'from' | 'complete' | 'request'>> = {},
): FramesMessage {
  return {
    type: 'frames',
    experimentId,
    label,
    batch: 0,
    from: 0,
    complete: true,
    ...more,
    frames: packFrames(frames),
  };
}
