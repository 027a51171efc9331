// A stop rule in a sentence, from its numbers: the same one for charts, pages and hovers.
import type { StopFacts, StopRule } from '../algorithms/definition';
import { formatCount, formatCounted, formatNumber, formatShare } from './format';

/** 'It suspends the guest with fewer than 50 pages to send, after 29 live rounds, or with more than 3 times memory sent.' */
export function stopRuleInWords(rule: StopRule, { pages }: Pick<StopFacts, 'pages'>): string {
  if (rule.liveRounds === 0) return 'It suspends the guest at once.';
  const { fewPages, liveRounds, sentPages, shrink } = rule;
  const reasons = [
    fewPages && `with ${fewPagesInWords(fewPages)} to send`,
    liveRounds !== null && `after ${formatCounted(liveRounds, 'live round')}`,
    sentPages !== null && `with more than ${formatNumber(sentPages / pages)} times memory sent`,
    shrink !== null && `when two rounds make the pages to send less than ${formatShare(shrink)} fewer`,
  ].filter((reason) => typeof reason === 'string');
  if (reasons.length === 0) return 'It never suspends the guest by itself.';
  const [last = '', ...others] = reasons.reverse();
  return `It suspends the guest ${others.length === 0 ? last : `${others.reverse().join(', ')}, or ${last}`}.`;
}

/** 'fewer than 50 pages', 'at most 8 583 pages (the downtime limit)'. */
export function fewPagesInWords({ limit, atLimit, from, isMeasured }: NonNullable<StopRule['fewPages']>): string {
  const measured = isMeasured ? ' at the highest bandwidth that it can measure' : '';
  const source = from === 'downtimeLimit' ? ` (the downtime limit${measured})` : '';
  return atLimit
    ? `at most ${formatCounted(limit, 'page')}${source}`
    : `fewer than ${formatCount(limit)} pages${source}`;
}
