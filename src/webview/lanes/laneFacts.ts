// What a lane says in words and large figures at a time: how far it is, what was sent, what is dirty, what stopping now would cost, and why it ended.
// Pure; the model behind 'if stopped now' is the downtime of docs/model.md with the pages that the last round left over.
import type { ParameterValues } from '../../core/algorithms/definition';
import type { RoundRecord } from '../../core/engine/events';
import { fixedDowntime } from '../../core/metrics/downtime';
import {
  formatCount,
  formatCounted,
  formatPageRate,
  formatNumber,
  formatSeconds,
  formatTimes,
} from '../../core/metrics/format';
import { postcopyOf } from '../../core/metrics/faultWords';
import { dirtyRate, liveRounds, stopReasonInWords } from '../../core/metrics/words';
import type { RecordedScenario } from '../../core/scenario/record';
import type { ExperimentState } from '../../core/protocol/messages';
import type { Lane } from '../reduce';
import type { LaneAt } from './laneAt';

export interface LargeFigure {
  readonly name: string;
  readonly value: string;
  /** Says what the figure is, for those who ask. */
  readonly explanation: string;
}

export interface LaneFacts {
  /** 'round 5 of at most 30'. */
  readonly progress: string;
  readonly figures: readonly LargeFigure[];
  /** What goes on, or why it ended. */
  readonly sentence: string;
}

const none = '–';

/** The facts of a lane of this experiment, as it stood at a time. */
export function laneFacts(at: LaneAt, scenario: RecordedScenario, state: ExperimentState): LaneFacts {
  const { lane } = at;
  return {
    progress: at.hasMore ? underWay(at) : progressOf(lane, scenario, state),
    figures: lane.end ? endFigures(lane, scenario) : runningFigures(at, scenario),
    sentence: sentenceOf(lane, scenario, state),
  };
}

/** Pages whose newest content is not at the destination after a round: found dirty or held back. Held pages may be dirty too: tier by tier the larger counts. */
export function pagesLeft(round: RoundRecord): number {
  if (round.pagesHeld === 0 || round.tiers.length === 0) return Math.max(round.pagesDirtied, round.pagesHeld);
  return round.tiers.reduce((sum, tier) => sum + Math.max(tier.dirty, tier.deferred), 0);
}

/** The downtime if the guest were stopped with so many pages left, in seconds. */
export function downtimeIfStopped(
  pages: number,
  pagesPerSecond: number,
  scenario: Pick<RecordedScenario, 'host' | 'link' | 'deviceStateBytes'>,
): number {
  return pages / pagesPerSecond + fixedDowntime(scenario);
}

/** The most rounds that an algorithm makes, the one with the guest stopped included; null if its parameters do not say. */
export function mostRounds(parameters: ParameterValues): number | null {
  const live = parameters['maxRounds'] ?? parameters['rounds'];
  return typeof live === 'number' ? live + 1 : null;
}

function progressOf(lane: Lane, scenario: RecordedScenario, state: ExperimentState): string {
  const last = lane.rounds.at(-1);
  if (lane.end) return endedProgress(lane, scenario);
  if (state.status !== 'running') return stoppedProgress(state, last);
  if (!lane.start) return 'waits for its turn';
  if (!last) return 'begins';
  return roundOfMost(last.round + 1, lane);
}

/** Of a lane whose later rounds are known: there is a round under way, or what comes before the first and after the last. */
function underWay({ lane, current }: LaneAt): string {
  const last = lane.rounds.at(-1);
  if (current?.phase === 'sampling') return 'sampling';
  if (current?.phase === 'postcopy') return 'at the destination, pages behind';
  if (current?.phase === 'stop-and-copy') return `round ${formatCount(current.round)}, guest stopped`;
  if (current) return roundOfMost(current.round, lane);
  if (!last) return 'begins';
  return last.phase === 'stop-and-copy' ? 'guest stopped, about to resume' : `after round ${formatCount(last.round)}`;
}

function roundOfMost(round: number, lane: Lane): string {
  const most = mostRounds(lane.choice.parameters);
  return most === null || round > most
    ? `round ${formatCount(round)}`
    : `round ${formatCount(round)} of at most ${formatCount(most)}`;
}

function endedProgress({ end, rounds }: Lane, scenario: RecordedScenario): string {
  const of = scenario.repetitions > 1 ? ` · repetition 1 of ${formatCount(scenario.repetitions)}` : '';
  if (end?.outcome === 'failed') return `failed${of}`;
  if (end?.outcome === 'not-converged') return `not converged${of}`;
  const live = liveRounds(rounds).length;
  const behind = postcopyOf(rounds) === null ? '' : ', then post-copy';
  return `${live === 0 ? 'no live round' : formatCounted(live, 'live round')}${behind}${of}`;
}

function stoppedProgress(state: ExperimentState, last: RoundRecord | undefined): string {
  const word = state.status === 'failed' ? 'failed' : 'cancelled';
  return last ? `${word} after round ${formatCount(last.round)}` : 'not run';
}

function endFigures({ end, start, rounds }: Lane, scenario: RecordedScenario): readonly LargeFigure[] {
  const downtime = end?.downtimeSeconds ?? null;
  const behind = postcopyOf(rounds);
  const memory = (start?.pages ?? scenario.pages) || 1;
  return [
    {
      name: 'downtime',
      value: downtime === null ? none : formatSeconds(downtime),
      explanation:
        downtime === null ? 'The guest was never stopped' : `How long the guest stood still${calledDowntime(end)}`,
    },
    {
      name: 'total',
      value: formatSeconds(end?.totalSeconds ?? 0),
      explanation:
        behind === null
          ? 'From the start until the guest runs at the destination'
          : 'From the start until the last page has come',
    },
    {
      name: 'sent',
      value: formatTimes((end?.pagesSent ?? 0) / memory),
      explanation: 'Pages sent, as so many times memory',
    },
    ...(behind === null
      ? []
      : [
          {
            name: 'waited',
            value: formatSeconds(behind.faults.stallSeconds / behind.faults.vcpuStallSeconds.length),
            explanation: `How long each processor waited for pages at the destination, on the average; ${formatCounted(behind.faults.remote, 'page')} came on demand. No figure called downtime has this in it`,
          },
        ]),
  ];
}

/** What the system itself calls downtime, where that is something else. */
function calledDowntime(end: Lane['end']): string {
  const reported = end?.reportedDowntimeSeconds;
  return reported === undefined ? '' : `; the system itself calls ${formatSeconds(reported)} downtime`;
}

function runningFigures({ lane, current, currentShare }: LaneAt, scenario: RecordedScenario): readonly LargeFigure[] {
  const { start, rounds } = lane;
  // Sampling sends nothing: nothing is at the destination yet, and no figure speaks of that.
  const last = rounds.findLast(({ phase }) => phase !== 'sampling');
  const sentInRounds = rounds.reduce((sum, round) => sum + round.pagesSent, 0);
  const sent = sentInRounds + (current?.pagesSent ?? 0) * currentShare;
  const left = last && pagesLeft(last);
  return [
    {
      name: 'sent',
      value: last || current ? formatTimes(sent / scenario.pages) : none,
      explanation: 'Pages sent so far, as so many times memory; those of the round under way in proportion to its time',
    },
    {
      name: 'dirty now',
      value: left === undefined ? none : formatCount(left),
      explanation:
        'Pages whose newest content is not at the destination after the last round: found dirty or held back',
    },
    {
      name: 'if stopped now',
      value:
        left === undefined || !start ? none : formatSeconds(downtimeIfStopped(left, start.pagesPerSecond, scenario)),
      explanation:
        'The downtime if the guest were stopped after the last round: those pages at the link’s rate, and the fixed costs',
    },
  ];
}

function sentenceOf(lane: Lane, scenario: RecordedScenario, state: ExperimentState): string {
  const { start, end, rounds, choice } = lane;
  if (start && end) {
    const { pages, pageBytes, pagesPerSecond } = start;
    const { timeLimitSeconds } = scenario;
    return stopReasonInWords({
      end,
      rounds,
      pages,
      pageBytes,
      pagesPerSecond,
      parameters: choice.parameters,
      timeLimitSeconds,
    });
  }
  const live = liveRounds(rounds).at(-1);
  if (!start) return state.status === 'running' ? '' : 'It had not begun when the experiment ended.';
  if (!live) return `The link carries ${formatPageRate(start.pagesPerSecond)}.`;
  const held = live.pagesHeld > 0 ? `${formatCount(live.pagesHeld)} pages held back; the` : 'The';
  return `${held} guest dirties ${formatPageRate(dirtyRate(live))}, the link carries ${formatNumber(start.pagesPerSecond)}.`;
}
