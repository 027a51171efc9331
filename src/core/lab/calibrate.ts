// Thresholds from the engine: a check of a ratio whose line of credit has a `margin` gets its `full` from what the model solution reaches, so much nearer to `zero`. The number
// is exchanged in the text, so that comments and layout stay.
import { parseScenario } from '../scenario/parse';
import { findEntry } from '../scenario/document';
import type { DocumentNode } from '../scenario/document';
import type { Lab } from './lab';
import type { LabReport } from './report';

export interface Calibration {
  readonly id: string;
  readonly before: number;
  readonly now: number;
  /** The model's ratio. */
  readonly reached: number;
}

/** The ratio that the first item tells. */
function reachedIn(actual: string | null | undefined): number | null {
  const [, digits] = /^a ratio of ([\d.]+)/.exec(actual ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The lab's text with its thresholds set, and what changed. */
export function calibrated(
  text: string,
  lab: Lab,
  model: LabReport,
): { readonly text: string; readonly changes: readonly Calibration[] } {
  const { root } = parseScenario(text).document;
  const list = findEntry(root, 'checks')?.value;
  const nodes = list?.kind === 'list' ? list.items : [];
  const edits: { readonly node: DocumentNode; readonly replacement: string }[] = [];
  const changes: Calibration[] = [];
  lab.checks.forEach(({ id, credit }, index) => {
    if (credit.shape !== 'linear' || credit.margin === null) return;
    const reached = reachedIn(model.checks.find((check) => check.id === id)?.items[0]?.actual);
    const node = ['credit', 'linear', 'full'].reduce<DocumentNode | undefined>(
      (inner, key) => findEntry(inner, key)?.value,
      nodes[index],
    );
    if (reached === null || node === undefined) return;
    const now = Math.round((reached + credit.margin * (credit.zero - reached)) * 1000) / 1000;
    changes.push({ id, before: credit.full, now, reached });
    edits.push({ node, replacement: String(now) });
  });
  const written = edits
    .sort((a, b) => b.node.range.start - a.node.range.start)
    .reduce(
      (whole, { node: { range }, replacement }) => whole.slice(0, range.start) + replacement + whole.slice(range.end),
      text,
    );
  return { text: written, changes };
}
