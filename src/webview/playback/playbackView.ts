// Joins player, control bar, keys and lanes: where the playhead is, everything that depends on time is drawn. The bar and what is pale move with every
// frame; words and figures change ten times a second, which is as fast as they can be read.
import type { PanelAction } from '../../core/protocol/messages';
import type { Arrangement } from '../arrangement';
import type { LaneView } from '../lanes/laneView';
import type { Maps } from '../map/maps';
import type { PaintQueue } from '../paintQueue';
import { type Experiment, type PanelState, baselineLane } from '../reduce';
import { createControlBar } from './controlBar';
import { listenToKeys } from './keyboard';
import { toggleKeysHelp } from './keysHelp';
import { type Span, isAtEnd, playOrPause, playheadOf, seek, step, toEnd, withSpeed } from './playback';
import { createPlayer } from './player';
import { roundTimes, spanOf } from './time';

const factsEveryMilliseconds = 100;

/** Frames of a playback of ten seconds. */
const framesOfAll = 600;

/** Commands of the editor that the control bar has buttons for. */
export type PlaybackAction = Exclude<PanelAction, 'showAsTables'>;

export interface PlaybackView {
  readonly element: HTMLElement;
  act(action: PlaybackAction): void;
  /** Another experiment with its lanes. */
  begin(lanes: readonly LaneView[], { playback }: PanelState): void;
  /** The experiment goes on. */
  update(experiment: Experiment): void;
  /** Nothing is shown that has a time. */
  end(): void;
}

export interface PlaybackContext {
  readonly queue: PaintQueue;
  readonly arrangement: () => Arrangement;
  /** Is told the speed that a person chooses. */
  readonly arrange: (change: Partial<Arrangement>) => void;
}

/** Playback for the page. */
export function createPlaybackView(
  page: Document,
  { queue, arrangement, arrange }: PlaybackContext,
  maps: Maps,
): PlaybackView {
  let lanes: readonly LaneView[] = [];
  let experiment: Experiment | null = null;
  let factsAt = -Infinity;
  let factsWait = false;

  const drawFacts = (): void => {
    factsWait = false;
    factsAt = performance.now();
    queue.add('facts', () => {
      for (const lane of lanes) lane.drawFacts(player.seconds);
    });
  };
  const drawFactsSoon = (): void => {
    const wait = factsAt + factsEveryMilliseconds - performance.now();
    if (wait <= 0) drawFacts();
    else if (!factsWait) setTimeout(drawFacts, wait);
    factsWait = wait > 0;
  };
  const moved = (): void => {
    queue.add('playhead', () => {
      const { state, span, seconds } = player;
      bar.update(state, span, baselineLane(experiment));
      for (const lane of lanes) lane.drawComing(isAtEnd(state, span) ? null : seconds);
    });
    maps.at(player.seconds, !player.state.isPlaying);
    drawFactsSoon();
  };
  const player = createPlayer(moved);
  const stepBy = (times: (span: Span) => readonly number[]) => (direction: 'back' | 'forward') => {
    player.act((state, span) => step(state, span, times(span), direction));
  };
  const change = (act: typeof playOrPause) => () => {
    if (experiment) player.act(act);
  };
  const stepRound = stepBy(() => {
    const lane = baselineLane(experiment);
    return lane ? roundTimes(lane) : [];
  });
  const bar = createControlBar({
    playOrPause: change(playOrPause),
    toEnd: change(toEnd),
    stepRound,
    seek(seconds) {
      player.act((state, span) => seek(state, span, seconds));
    },
    seekBy(share) {
      player.act((state, span) => seek(state, span, playheadOf(state, span) + share * span.endSeconds));
    },
    setSpeed(speed) {
      player.act((state, span) => withSpeed(state, span, speed));
      arrange({ playbackSpeed: speed });
    },
  });
  listenToKeys(page, {
    playOrPause: change(playOrPause),
    stepFrame: stepBy(evenFrames),
    toggleHelp() {
      toggleKeysHelp(bar.element);
    },
  });
  const commands: Readonly<Record<PlaybackAction, () => void>> = {
    playOrPause: change(playOrPause),
    skipToEnd: change(toEnd),
    stepBack() {
      stepRound('back');
    },
    stepForward() {
      stepRound('forward');
    },
  };
  return {
    element: bar.element,
    act(action) {
      if (experiment) commands[action]();
    },
    begin(nextLanes, { playback }) {
      lanes = nextLanes;
      player.begin(playback.isFresh, arrangement().playbackSpeed ?? playback.speed);
    },
    update(next) {
      experiment = next;
      player.know(spanOf(next));
      moved();
    },
    end() {
      lanes = [];
      experiment = null;
    },
  };
}

function evenFrames({ endSeconds }: Span): readonly number[] {
  return Array.from({ length: framesOfAll + 1 }, (_, frame) => (frame * endSeconds) / framesOfAll);
}
