// The ends of the baseline's rounds as ticks behind the slider: one path, drawn anew when there are more of them.
import type { Lane } from '../reduce';
import { make } from '../ui/dom';
import { makeSvg } from '../ui/svg';
import { roundTimes } from './time';

/** Ticks closer together than this share of the track run into each other: one of them stands for all. */
const closest = 1 / 400;

export interface RoundTicks {
  readonly element: HTMLElement;
  /** `series` is the class that gives the baseline's colour. */
  update(baseline: Lane, endSeconds: number, series: string): void;
}

export function createRoundTicks(): RoundTicks {
  const path = makeSvg('path');
  const svg = makeSvg('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none' }, path);
  const element = make('div', { attributes: { 'aria-hidden': 'true' } }, svg);
  let drawn: readonly unknown[] = [];
  return {
    element,
    update(baseline, endSeconds, series) {
      const inputs = [baseline.rounds, endSeconds, series];
      if (inputs.every((input, index) => input === drawn[index])) return;
      drawn = inputs;
      element.className = `time-ticks ${series}`;
      const places = tickPlaces(roundTimes(baseline), endSeconds);
      path.setAttribute('d', places.map((place) => `M${place.toFixed(5)} 0V1`).join(''));
    },
  };
}

/** Where ticks stand, as shares of the track 0 … 1, none closer to the one before than the eye can tell. */
export function tickPlaces(times: readonly number[], endSeconds: number): readonly number[] {
  const places: number[] = [];
  for (const time of times) {
    const place = endSeconds > 0 ? time / endSeconds : 0;
    if (place - (places.at(-1) ?? -1) >= closest && place <= 1) places.push(place);
  }
  return places;
}
