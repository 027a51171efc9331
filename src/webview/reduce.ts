// The panel's state, and how each message changes it: a pure function. However a stream is cut into batches, the state at its end is the
// same. What does not follow from the state so far (events missing, another experiment) sets `lacking`, which is answered by a resync.
import type { RecordedChoice, RecordedScenario } from '../core/scenario/record';
import type { EndEvent, LogRecord, RoundRecord, RunEvent, StartEvent } from '../core/engine/events';
import type {
  ActMessage,
  ExperimentSnapshot,
  ExperimentState,
  ExportMessage,
  FramesMessage,
  PlaybackWish,
  Reference,
  ToPanel,
} from '../core/protocol/messages';

/** What the panel knows about one algorithm of the experiment. */
export interface Lane {
  readonly choice: RecordedChoice;
  /** Position in the file: chooses colour, mark and dash. */
  readonly index: number;
  /** Of repetition 0: its start, rounds and end. */
  readonly start: StartEvent | null;
  readonly rounds: readonly RoundRecord[];
  /** Lines that the algorithm has written in repetition 0: policies do. */
  readonly log: readonly LogRecord[];
  readonly end: EndEvent | null;
  /** The ends of all repetitions, the first included, in the order in which they came. */
  readonly ends: readonly EndEvent[];
}

export interface Experiment {
  readonly experimentId: string;
  readonly scenario: RecordedScenario;
  readonly scenarioUri: string;
  readonly file: string;
  readonly state: ExperimentState;
  /** Events taken in so far: the index that the next ones begin at. */
  readonly eventsSeen: number;
  readonly lanes: readonly Lane[];
  /** The index of the lane that the others are compared with. */
  readonly baseline: number;
}

export interface PanelState {
  /** The extension has answered: until then nothing is known, afterwards null means that there is no experiment. */
  readonly hydrated: boolean;
  readonly experiment: Experiment | null;
  /** Something is missing: only a hydrate helps. */
  readonly lacking: boolean;
  /** As the last hydrate wished for. */
  readonly playback: PlaybackWish;
  /** The label that a person has chosen as the baseline; null, or one that an experiment lacks: its first. */
  readonly baseline: string | null;
  /** What the experiment is compared with; null: nothing. */
  readonly reference: Reference | null;
}

const noWish: PlaybackWish = { speed: 'fit', isFresh: false };

export const initialState: PanelState = {
  hydrated: false,
  experiment: null,
  lacking: false,
  playback: noWish,
  baseline: null,
  reference: null,
};

/** The messages that change the state; frames are kept beside it (playback/frameStore.ts), the others are asked of the page. */
export type StateMessage = Exclude<ToPanel, FramesMessage | ExportMessage | ActMessage>;

/** The state after a message. */
export function reduce(state: PanelState, message: StateMessage): PanelState {
  switch (message.type) {
    case 'hydrate':
      return {
        ...state,
        hydrated: true,
        experiment: message.experiment && fromSnapshot(message.experiment, state.baseline),
        lacking: false,
        playback: message.playback ?? noWish,
        reference: message.reference ?? null,
      };
    case 'reference':
      return { ...state, reference: message.reference };
    case 'events':
      return increment(state, message.experimentId, (experiment) =>
        withEvents(experiment, message.from, message.events),
      );
    case 'state':
      return increment(state, message.experimentId, (experiment) => ({ ...experiment, state: message.state }));
    default:
      return unreachable(message);
  }
}

/** The lane that the others are compared with. */
export function baselineLane(experiment: Experiment | null): Lane | undefined {
  return experiment?.lanes[experiment.baseline];
}

/** The state with another baseline. */
export function withBaseline(state: PanelState, baseline: string): PanelState {
  const { experiment } = state;
  if (!experiment) return { ...state, baseline };
  return { ...state, baseline, experiment: { ...experiment, baseline: indexOf(experiment.scenario, baseline) } };
}

function indexOf({ algorithms }: RecordedScenario, baseline: string | null): number {
  return Math.max(
    0,
    algorithms.findIndex(({ label }) => label === baseline),
  );
}

function increment(
  state: PanelState,
  experimentId: string,
  change: (experiment: Experiment) => Experiment | null,
): PanelState {
  const changed = state.experiment?.experimentId === experimentId ? change(state.experiment) : null;
  return changed ? { ...state, experiment: changed } : { ...state, lacking: true };
}

function fromSnapshot(snapshot: ExperimentSnapshot, baseline: string | null): Experiment {
  const { experimentId, scenario, scenarioUri, file, state } = snapshot;
  const lanes = scenario.algorithms.map((choice, index): Lane => ({
    choice,
    index,
    start: null,
    rounds: [],
    log: [],
    end: null,
    ends: [],
  }));
  const empty = { experimentId, scenario, scenarioUri, file, state, eventsSeen: 0, lanes };
  return addEvents({ ...empty, baseline: indexOf(scenario, baseline) }, snapshot.events);
}

/** Events that are known already are passed over; null if some between the known ones and these are missing. */
function withEvents(experiment: Experiment, from: number, events: readonly RunEvent[]): Experiment | null {
  if (from > experiment.eventsSeen) return null;
  return addEvents(experiment, events.slice(experiment.eventsSeen - from));
}

function addEvents(experiment: Experiment, events: readonly RunEvent[]): Experiment {
  if (events.length === 0) return experiment;
  const lanes = experiment.lanes.map((lane) => {
    const own = events.filter((event) => event.label === lane.choice.label);
    return own.length === 0 ? lane : withOwnEvents(lane, own);
  });
  return { ...experiment, lanes, eventsSeen: experiment.eventsSeen + events.length };
}

function withOwnEvents(lane: Lane, events: readonly RunEvent[]): Lane {
  const first = events.filter((event) => event.repetition === 0);
  const rounds = first.filter((event) => event.type === 'round');
  const lines = first.filter((event) => event.type === 'log');
  const ends = events.filter((event) => event.type === 'end');
  return {
    ...lane,
    start: first.find((event) => event.type === 'start') ?? lane.start,
    rounds: rounds.length === 0 ? lane.rounds : [...lane.rounds, ...rounds],
    log: lines.length === 0 ? lane.log : [...lane.log, ...lines],
    end: first.find((event) => event.type === 'end') ?? lane.end,
    ends: ends.length === 0 ? lane.ends : [...lane.ends, ...ends],
  };
}

function unreachable(message: never): never {
  throw new Error(`No rule for the message ${JSON.stringify(message)}`);
}
