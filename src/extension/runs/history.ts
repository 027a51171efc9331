// What is remembered over a window reload: per scenario the last experiment, as what was run and how it ended, never its results. The seed makes
// those again, byte for byte. Kept in the workspace's state, bounded in number and size.
import { type Guard, isCount, nullOr, objectOf, oneOf, textUpTo } from '../../core/protocol/checks';
import { isScenario } from '../../core/protocol/shapes';
import { isWhole } from '../../core/scenario/record';
import type { Experiment, ExperimentRequest } from './experiment';

export interface HistoryRecord extends Omit<ExperimentRequest, 'scenario'> {
  readonly schema: 1;
  /** Null: it has a trace, whose rows are not kept; it is checked again if text and files are still the same. */
  readonly scenario: ExperimentRequest['scenario'] | null;
  readonly status: Experiment['state']['status'];
  /** How many events there were: up to there a cancelled experiment is made again. */
  readonly events: number;
}

/** What is used of `vscode.Memento`. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export const mostRecords = 20;
/** Larger scenarios (hundreds of regions) are not remembered: the state is written as a whole each time. */
export const largestRecord = 200_000;
const key = 'migrationLab.experiments';

const isHistoryRecord: Guard<HistoryRecord> = objectOf<HistoryRecord>({
  schema: oneOf(1),
  experimentId: textUpTo(200),
  scenarioUri: textUpTo(10_000),
  file: textUpTo(10_000),
  scenario: nullOr(isScenario),
  digest: textUpTo(200),
  status: oneOf('running', 'finished', 'cancelled', 'failed'),
  events: isCount,
});

export class History {
  constructor(private readonly memory: Memory) {}

  /** Remembers how an experiment stands now, in place of what was known of its scenario. */
  async remember(experiment: Experiment): Promise<void> {
    const { experimentId, scenarioUri, file, runnable, digest, state, events } = experiment;
    const record: HistoryRecord = {
      schema: 1,
      experimentId,
      scenarioUri,
      file,
      scenario: runnable !== null && isWhole(runnable) ? runnable : null,
      digest,
      status: state.status,
      events: events.length + (state.roundsLeftOut ?? 0),
    };
    const others = this.records().filter((other) => other.scenarioUri !== scenarioUri);
    const fits = JSON.stringify(record).length <= largestRecord;
    await this.memory.update(key, [...(fits ? [record] : []), ...others].slice(0, mostRecords));
  }

  /** The last experiment of a scenario, if it is remembered. */
  find(scenarioUri: string): HistoryRecord | undefined {
    return this.records().find((record) => record.scenarioUri === scenarioUri);
  }

  /** Newest first; what another version has left behind is passed over. */
  private records(): readonly HistoryRecord[] {
    const stored = this.memory.get(key);
    return Array.isArray(stored) ? stored.filter(isHistoryRecord) : [];
  }
}
