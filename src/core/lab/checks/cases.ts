// Cases of `reference` and `policy`: each one's ratio, and what they come to.
import { shareOf } from '../credit';
import { seenRun, type Grading, type Ready, type SeenRun } from '../grading';
import type { Case, Credit, LabCheck, Ratio } from '../lab';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';
import { geometricMean, ratiosOf, ratioText } from './ratio';

/** The cases, or the scenario as it is. */
export function casesOf(cases: readonly Case[]): readonly Case[] {
  return cases.length === 0 ? [{ name: 'as handed out', set: [] }] : cases;
}

/** What the credit asks of a ratio, in words. */
export function ratioWords(credit: Credit): string {
  return `a ratio of at most ${credit.shape === 'linear' ? credit.full : credit.within}`;
}

/** One case has its own reason; several have the mean before theirs. */
function summaryReason(cases: number, mean: number, credit: Credit, own: string): string {
  if (cases === 1) return own;
  return `The mean ratio is ${ratioText(mean)}: wanted is ${ratioWords(credit)}.`;
}

/** Holds the measure against the reference in all cases; `file` is what a link to a run names. */
export async function checkCases(
  grading: Grading,
  check: LabCheck,
  {
    ratio,
    over,
    cases,
    file,
    name,
    ready,
  }: {
    readonly ratio: Ratio;
    readonly over: number;
    readonly cases: readonly Case[];
    readonly file: string;
    readonly name: string;
    readonly ready: Ready;
  },
): Promise<CheckOutcome> {
  const ratios: number[] = [];
  const items: ItemReport[] = [];
  // A reason may begin with a label, which keeps its letters.
  let told = '';
  let worst: { readonly ratio: number; readonly run: SeenRun | null } = { ratio: -Infinity, run: null };
  for (const each of casesOf(cases)) {
    const changed = each.set.length === 0 ? ready : grading.changed(ready, each.set);
    if ('reason' in changed) {
      ratios.push(over);
      told = changed.reason;
      items.push(lostItem(each.name, changed.reason));
      continue;
    }
    const found = await ratiosOf(grading, ratio, changed, check.seeds);
    const counted = found.map(({ ratio: own, reason }) =>
      own === null || reason !== null ? Math.max(over, own ?? 0) : own,
    );
    found.forEach(({ made }, index) => {
      const own = counted[index] ?? over;
      if (own > worst.ratio) worst = { ratio: own, run: seenRun(file, made, made.runs[0]) };
    });
    const mean = geometricMean(counted);
    ratios.push(mean);
    const share = shareOf(check.credit, mean);
    const first = found.find(({ reason }) => reason !== null)?.reason ?? null;
    const actual = `a ratio of ${ratioText(mean)}`;
    const expected = ratioWords(check.credit);
    const off = `ratio is ${ratioText(mean)}, wanted is ${expected}.`;
    told = first ?? `The ${off}`;
    const reason = share >= 1 ? null : `${each.name}: ${first ?? `the ${off}`}`;
    items.push({ name: each.name, share, reason, expected, actual });
  }
  const mean = geometricMean(ratios);
  const share = shareOf(check.credit, mean);
  const summary: ItemReport = {
    name,
    share,
    reason: share >= 1 ? null : summaryReason(ratios.length, mean, check.credit, told),
    expected: ratioWords(check.credit),
    actual: `a ratio of ${ratioText(mean)}${ratios.length > 1 ? ` over ${ratios.length} cases` : ''}`,
  };
  return { share, items: ratios.length > 1 ? [summary, ...items] : [summary], run: worst.run };
}
