// The experiments of this window: the one owner of runs, events and results. Panels, status bar and lenses are its guests. It is bounded: the
// oldest experiments that nobody looks at go first, and a run keeps at most `mostRounds` rounds (the rest is counted, and said).
import type { RunEvent } from '../../core/engine/events';
import type { ExperimentState, Progress } from '../../core/protocol/messages';
import { recordedScenario } from '../../core/scenario/record';
import { Emitter } from '../emitter';
import type { Experiment, ExperimentRequest } from './experiment';

/** What changed. */
export interface StoreChange {
  /** `restored`: one that has ended long ago is back. */
  readonly kind: 'added' | 'restored' | 'events' | 'state' | 'removed';
  readonly experiment: Experiment;
}

export type Ending = Pick<ExperimentState, 'summary' | 'expectations' | 'error'> & {
  readonly status: Exclude<ExperimentState['status'], 'running'>;
};

interface Kept extends Experiment {
  state: ExperimentState;
  readonly events: RunEvent[];
  readonly roundsByLabel: Map<string, number>;
}

export const mostExperiments = 10;
export const mostRounds = 2000;

export class RunStore {
  readonly changes = new Emitter<StoreChange>();
  /** In the order in which they were started. */
  private readonly kept = new Map<string, Kept>();

  /** `isShown` says whether a panel shows an experiment: that one stays. */
  constructor(private readonly isShown: (experiment: Experiment) => boolean) {}

  /** Starts to keep an experiment, as running and without events; one with the same id is replaced. */
  add(request: ExperimentRequest): Experiment {
    const state: ExperimentState = {
      status: 'running',
      progress: null,
      summary: null,
      expectations: null,
      error: null,
      stale: false,
    };
    const { scenario } = request;
    const resolved = { scenario: recordedScenario(scenario), runnable: scenario };
    return this.keep('added', { ...request, ...resolved, state, events: [], roundsByLabel: new Map() });
  }

  /** Keeps an experiment that has ended before, as the newest. */
  restore(experiment: Experiment): Experiment {
    return this.keep('restored', { ...experiment, events: [...experiment.events], roundsByLabel: new Map() });
  }

  /** Appends what happened, with the number of rounds after it that the worker did not pass on; nothing if the experiment has ended or is gone. */
  append(experimentId: string, events: readonly RunEvent[], progress: Progress, notPassedOn = 0): void {
    const experiment = this.kept.get(experimentId);
    if (experiment?.state.status !== 'running') return;
    const passed = events.filter((event) => fits(experiment, event));
    const leftOut = (experiment.state.roundsLeftOut ?? 0) + events.length - passed.length + notPassedOn;
    for (const event of passed) experiment.events.push(event);
    experiment.state = { ...experiment.state, progress, ...(leftOut > 0 && { roundsLeftOut: leftOut }) };
    this.changes.fire({ kind: 'events', experiment });
  }

  /** Ends a running experiment; nothing if it has ended before. */
  end(experimentId: string, ending: Ending): void {
    const experiment = this.kept.get(experimentId);
    if (experiment?.state.status !== 'running') return;
    experiment.state = { ...experiment.state, ...ending };
    this.changes.fire({ kind: 'state', experiment });
    this.forgetOldest();
  }

  /** Asks panels that show an experiment to bring a part of it into view. */
  reveal(experimentId: string, part: NonNullable<ExperimentState['reveal']>): void {
    const experiment = this.kept.get(experimentId);
    if (experiment === undefined) return;
    experiment.state = { ...experiment.state, reveal: part };
    this.changes.fire({ kind: 'state', experiment });
  }

  /** Says what the scenario's text is now: experiments of another text are stale. */
  compareText(scenarioUri: string, digest: string): void {
    for (const experiment of this.kept.values()) {
      const stale = experiment.digest !== digest;
      if (experiment.scenarioUri !== scenarioUri || experiment.state.stale === stale) continue;
      experiment.state = { ...experiment.state, stale };
      this.changes.fire({ kind: 'state', experiment });
    }
  }

  find(experimentId: string): Experiment | undefined {
    return this.kept.get(experimentId);
  }

  /** The scenario's newest experiment; without a scenario the newest of all. */
  newest(scenarioUri?: string): Experiment | undefined {
    return this.all().findLast((one) => scenarioUri === undefined || one.scenarioUri === scenarioUri);
  }

  all(): readonly Experiment[] {
    return [...this.kept.values()];
  }

  private keep(kind: 'added' | 'restored', experiment: Kept): Experiment {
    this.kept.delete(experiment.experimentId);
    this.kept.set(experiment.experimentId, experiment);
    this.changes.fire({ kind, experiment });
    this.forgetOldest();
    return experiment;
  }

  private forgetOldest(): void {
    let surplus = this.kept.size - mostExperiments;
    for (const experiment of [...this.kept.values()]) {
      if (surplus <= 0) return;
      if (experiment.state.status === 'running' || this.isShown(experiment)) continue;
      this.kept.delete(experiment.experimentId);
      this.changes.fire({ kind: 'removed', experiment });
      surplus--;
    }
  }
}

/** Counts a round of a run and says whether it is kept. */
function fits(experiment: Kept, event: RunEvent): boolean {
  if (event.type !== 'round') return true;
  const key = `${event.label}/${event.repetition}`;
  const rounds = (experiment.roundsByLabel.get(key) ?? 0) + 1;
  experiment.roundsByLabel.set(key, rounds);
  return rounds <= mostRounds;
}
