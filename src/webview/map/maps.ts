// The memory maps of all lanes: one view, one reading and one playhead for all, drawn from the frames that the panel has, and the asking for these.
import { type MapView, mapViews } from '../../core/protocol/messages';
import type { Arrangement } from '../arrangement';
import type { PaintQueue } from '../paintQueue';
import type { FrameStore } from '../playback/frameStore';
import type { FrameWatch } from '../playback/frameWatch';
import type { Experiment, Lane } from '../reduce';
import type { Theme } from '../theme';
import { cellsFor } from './mapLayout';
import { type MapMoment, type MemoryMap, createMemoryMap } from './mapView';

/** Sentence and table follow the playhead so often. */
const describeEveryMilliseconds = 1000;

/** A playhead that stands so long is worth exact frames: scrubbing is over. */
const restMilliseconds = 150;

/** A panel that is being resized does not ask anew for each size. */
const settleMilliseconds = 400;

/** Cells that are asked for where nothing but tables is shown. */
const tableCells = 4096;

export interface Maps {
  /** New maps for an experiment, in the order of its lanes. */
  begin(experiment: Experiment): readonly MemoryMap[];
  update(experiment: Experiment, theme: Theme): void;
  /** The playhead is at so many simulated seconds, and stands there or moves. */
  at(seconds: number, stands: boolean): void;
  end(): void;
}

export interface MapsContext {
  readonly queue: PaintQueue;
  readonly arrangement: () => Arrangement;
  readonly arrange: (change: Partial<Arrangement>) => void;
}

/** The frames that the panel has, and how it asks for them. */
export interface PageStates {
  readonly frames: FrameStore;
  readonly watch: FrameWatch;
}

export function createMaps({ queue, arrangement, arrange }: MapsContext, { frames, watch }: PageStates): Maps {
  let asked: number | null = null;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let restsAt: number | null = null;
  let maps: readonly MemoryMap[] = [];
  let experiment: Experiment | null = null;
  let theme: Theme | null = null;
  let seconds = 0;
  let describes = false;

  const draw = (): void => {
    experiment?.lanes.forEach((lane, index) => {
      queue.add(`map ${index}`, () => {
        if (experiment && theme) maps[index]?.draw(momentOf(lane, experiment), theme);
      });
    });
    describeSoon();
  };
  const describeSoon = (): void => {
    if (describes) return;
    describes = true;
    setTimeout(() => {
      describes = false;
      queue.add('maps described', () => {
        for (const map of maps) map.describe();
      });
    }, describeEveryMilliseconds);
  };
  const momentOf = (lane: Lane, { scenario, state }: Experiment): MapMoment => {
    const { label } = lane.choice;
    const frame = frames.frameAt(label, seconds);
    const { untilSeconds, complete } = frames.extent(label);
    const waits = state.status === 'running' || lane.start !== null;
    return {
      lane,
      scenario,
      frame,
      next: frames.frameAfter(label, seconds),
      earlier: () => (frame ? frames.earlier(label, frame.seconds) : []),
      seconds,
      knownSeconds: complete || untilSeconds >= seconds ? null : untilSeconds,
      missing: waits ? 'The states of its pages are on their way …' : 'It was not run: nothing is known of its pages.',
    };
  };
  const ask = (): void => {
    const size = maps[0]?.size ?? null;
    // Without a size there will be one in the next frame, unless tables stand for the maps.
    if (size === null && !arrangement().asTables) return;
    const cells = size ? cellsFor(size.width, size.height) : tableCells;
    clearTimeout(settling);
    if (cells === asked) return;
    const want = (): void => {
      asked = cells;
      watch.want(cells);
      if (restsAt !== null) watch.ask(restsAt);
    };
    if (asked === null) want();
    else settling = setTimeout(want, settleMilliseconds);
  };
  const rest = (at: number | null): void => {
    if (at === restsAt) return;
    restsAt = at;
    clearTimeout(resting);
    if (at === null) return;
    resting = setTimeout(() => {
      watch.ask(at);
    }, restMilliseconds);
  };
  const choose = (view: MapView): void => {
    for (const map of maps) map.setView(view);
    arrange({ mapView: view });
    describeSoon();
  };
  const reading = (from: number) => (cell: number | null) => {
    maps.forEach((map, index) => {
      if (index !== from) map.read(cell, false);
    });
  };
  frames.onNews(draw);

  return {
    begin(next) {
      experiment = next;
      const view = arrangement().mapView ?? mapViews[0];
      maps = next.lanes.map(({ choice }, index) =>
        createMemoryMap(choice.label, view, { reading: reading(index), choose, resized: ask }),
      );
      return maps;
    },
    update(next, nextTheme) {
      experiment = next;
      theme = nextTheme;
      ask();
      draw();
    },
    at(next, stands) {
      seconds = next;
      rest(stands ? next : null);
      draw();
    },
    end() {
      rest(null);
      for (const map of maps) map.destroy();
      maps = [];
      experiment = null;
    },
  };
}
