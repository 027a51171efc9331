// What the last edit did: the experiment against what it is compared with, in file and results. Pure; the words are those of `miglab compare`.
import { type Between, type Side, between } from '../../core/compare/between';
import {
  type BetweenGroup,
  type FileNames,
  betweenFinding,
  betweenGroups,
  missingInWords,
  testInWords,
} from '../../core/compare/betweenWords';
import { type FileChange, changesBetween, shortPath } from '../../core/compare/fileChanges';
import type { Phrase } from '../../core/metrics/words';
import type { Reference } from '../../core/protocol/messages';
import type { Experiment } from '../reduce';

/** One change of the file as a row of a table. */
export interface ChangeRow {
  readonly key: string;
  readonly before: string;
  readonly now: string;
}

export interface Changes {
  readonly title: string;
  readonly sentence: readonly Phrase[];
  /** Null: there is nothing to compare yet. */
  readonly file: readonly ChangeRow[] | null;
  /** By algorithm; empty until the run has ended. */
  readonly groups: readonly BetweenGroup[];
  readonly notes: readonly string[];
}

const plainly = (text: string): readonly Phrase[] => [{ text, strong: false }];

/** The section's content. */
export function changesOf(experiment: Experiment, reference: Reference): Changes {
  const { name, isOwn } = reference;
  if (experiment.experimentId === reference.experimentId)
    return {
      title: 'These results are pinned',
      sentence: plainly('Change the scenario and run it again: what the change did is shown here.'),
      file: null,
      groups: [],
      notes: [],
    };
  const title = isOwn ? `What changed since ${name}` : `Compared with ${name}`;
  const changes = changesBetween(reference.scenario, experiment.scenario);
  const file = changes.map(changeRow);
  if (experiment.state.status === 'running')
    return { title, sentence: plainly('The results follow when the run has ended.'), file, groups: [], notes: [] };
  const names: FileNames | null = isOwn ? null : { before: name, now: experiment.file };
  const compared = compare(reference, experiment);
  return {
    title,
    sentence: betweenFinding(changes, compared, names),
    file,
    groups: betweenGroups(compared),
    notes: [testInWords(compared), ...missingInWords(compared, names)].filter((note) => note !== ''),
  };
}

function compare(reference: Reference, { scenario, lanes }: Experiment): Between {
  const now: Side = { scenario, runs: lanes.flatMap(({ ends }) => ends) };
  return between(reference, now);
}

function changeRow({ path, kind, before, now }: FileChange): ChangeRow {
  const [was, is] = [before?.words ?? 'not there', now?.words ?? 'not there'];
  switch (kind) {
    case 'region':
      return { key: `region ${(now ?? before)?.text ?? ''}`, before: was, now: is };
    case 'algorithm':
      return { key: `algorithm ${shortPath(path)}`, before: was, now: is };
    case 'expectation':
      return { key: path, before: before?.text ?? 'not there', now: now?.text ?? 'not there' };
    case 'text':
      return { key: path, before: before ? 'another text' : 'not there', now: now ? 'as it is' : 'not there' };
    case 'order':
      return { key: `order of ${path}`, before: was, now: is };
    case 'value':
      return { key: shortPath(path), before: was, now: is };
  }
}
