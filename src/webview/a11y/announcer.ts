// Tells a screen reader what happens while it happens: politely, at most once a second, the newest only, at the ends of rounds and
// of the experiment.
import { formatCount } from '../../core/metrics/format';
import { plain } from '../../core/metrics/words';
import { findingOf, statusInWords } from '../head/headFacts';
import { pagesLeft } from '../lanes/laneFacts';
import type { Experiment } from '../reduce';
import { make, setText } from '../ui/dom';

const pauseMilliseconds = 1000;

export interface Announcer {
  readonly element: HTMLElement;
  say(text: string): void;
}

/** A live region for the page. */
export function createAnnouncer(): Announcer {
  const element = make('div', { class: 'visually-hidden', attributes: { role: 'status', 'aria-live': 'polite' } });
  let last = -Infinity;
  let next: string | null = null;
  const speak = (): void => {
    if (next === null) return;
    setText(element, next);
    next = null;
    last = performance.now();
  };
  return {
    element,
    say(text) {
      const waits = next !== null;
      next = text;
      const pause = last + pauseMilliseconds - performance.now();
      if (pause <= 0) speak();
      else if (!waits) setTimeout(speak, pause);
    },
  };
}

/** What there is to say after a change; null if nothing happened that a listener waits for. */
export function newsBetween(before: Experiment | null, now: Experiment): string | null {
  if (before?.experimentId !== now.experimentId) return `${now.scenario.name}. ${statusInWords(now)}.`;
  if (before.state.status !== now.state.status) {
    const finding = findingOf(now);
    return finding ? `Finished. ${plain(finding.sentence)}` : `${statusInWords(now)}. ${now.state.error ?? ''}`;
  }
  const lane = now.lanes.findLast((each, index) => each.rounds.length !== before.lanes[index]?.rounds.length);
  const round = lane?.rounds.at(-1);
  if (!lane || !round || lane.end) return null;
  return `${lane.choice.label}: round ${formatCount(round.round)} ended, ${formatCount(pagesLeft(round))} pages dirty.`;
}
