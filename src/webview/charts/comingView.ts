// What is still to come lies under a veil in the background's colour, whose left edge is the time cursor where a chart shows time. An element of its
// own over the canvas: it moves sixty times a second without the chart being drawn again.
import { make, show } from '../ui/dom';
import type { DrawnChart } from './chartFactory';
import type { ChartSpec } from './spec';

export interface Coming {
  readonly element: HTMLElement;
  /** Veils what comes after a time, in simulated seconds; null: nothing. */
  at(seconds: number | null, chart: DrawnChart): void;
  /** Follows the chart where it has moved or changed its size. */
  place(chart: DrawnChart): void;
  lookLike(spec: ChartSpec): void;
}

/** A veil for one chart. */
export function createComing(): Coming {
  const veil = make('div', { class: 'veil' });
  const element = make('div', { class: 'chart-coming', attributes: { 'aria-hidden': 'true' } }, veil);
  element.hidden = true;
  let seconds: number | null = null;
  let placed = '';

  const place = (chart: DrawnChart): void => {
    const from = seconds === null ? null : chart.comingFrom(seconds);
    const area = chart.area();
    show(element, from !== null && area !== null);
    if (from === null || !area) return;
    const box = `left: ${area.left}px; top: ${area.top}px; width: ${area.width}px; height: ${area.height}px`;
    if (box !== placed) element.style.cssText = placed = box;
    veil.style.transform = `translateX(${from.toFixed(2)}px)`;
  };
  return {
    element,
    at(next, chart) {
      if (next === seconds) return;
      seconds = next;
      place(chart);
    },
    place,
    lookLike(spec) {
      element.classList.toggle('has-cursor', spec.kind === 'plane' && spec.isOverTime);
    },
  };
}
