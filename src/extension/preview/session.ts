// What the live preview shows of one scenario, and when: the text is checked soon after a keystroke, predicted quickly (a large guest scaled down), and in
// full once typing has stopped. A keystroke ends whatever is under way; what was found out about an older text never replaces anything newer.
import { scaleFactor } from '../../core/preview/scale';
import type {
  PredictedAlgorithm,
  PreviewPicture,
  PreviewProblems,
  PreviewSnapshot,
} from '../../core/protocol/previewMessages';
import { recordedScenario } from '../../core/scenario/record';
import type { Scenario } from '../../core/scenario/scenario';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import type { Log } from '../log';
import type { Workers } from '../runs/workers';
import { Predictor, type Told } from './predictor';

/** A scenario's text; it is read when it is its turn. */
export interface PreviewText {
  readonly scenarioUri: string;
  readonly file: string;
  /** Checks the text as it stands now. */
  check(): Promise<CheckedText>;
}

export interface CheckedText {
  /** Null if there are errors. */
  readonly scenario: Scenario | null;
  /** Null if there are none. */
  readonly problems: PreviewProblems | null;
  readonly hasSweep: boolean;
}

/** What a person reads when a prediction breaks. */
export type FailureSentence = (reason: string) => string;

/** Keystrokes that come together are one change. */
const leastPauseMilliseconds = 10;
/** Typing has stopped: the guest itself is run. */
export const stillMilliseconds = 400;
/** Work that an algorithm may cost while typing, and once it has stopped. */
const quickWorkMilliseconds = 1000;
const wholeWorkMilliseconds = 10_000;
/** Larger guests (64 GiB) are not run for a preview: seconds and hundreds of megabytes for each algorithm. */
const mostWholePages = 1 << 24;

export class PreviewSession {
  private readonly predictor: Predictor;
  private text: PreviewText | null = null;
  /** Counts changes: what belongs to an older one is dropped. */
  private changes = 0;
  private changedAt = -Infinity;
  private checkDue: Disposable | null = null;
  private isChecking = false;
  private checkedAt = -Infinity;
  private checkTook = 0;
  private stillDue: Disposable | null = null;
  private shown: PreviewSnapshot | null = null;
  /** The scenario that the picture is of. */
  private scenario: Scenario | null = null;
  private isActive = true;

  constructor(
    workers: Workers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly sentence: FailureSentence,
    /** Takes each new snapshot. */
    private readonly show: (snapshot: PreviewSnapshot) => void,
  ) {
    this.predictor = new Predictor(workers, clock, log);
  }

  /** What was shown last. */
  get snapshot(): PreviewSnapshot | null {
    return this.shown;
  }

  /** The text to follow from now on, or that it has changed. */
  changed(text: PreviewText): void {
    const isOther = text.scenarioUri !== this.text?.scenarioUri;
    this.text = text;
    if (isOther) {
      this.scenario = null;
      this.update({ scenarioUri: text.scenarioUri, file: text.file, problems: null, picture: null });
    }
    this.changes++;
    this.changedAt = this.clock.now();
    this.predictor.cancel();
    this.stillDue?.dispose();
    this.stillDue = null;
    if (this.isActive) this.checkSoon(isOther);
  }

  /** Nobody sees the preview: nothing is done until somebody does. */
  setActive(isActive: boolean): void {
    if (this.isActive === isActive) return;
    this.isActive = isActive;
    if (isActive && this.text !== null) this.changed(this.text);
    else this.stop();
  }

  dispose(): void {
    this.isActive = false;
    this.text = null;
    this.stop();
  }

  private stop(): void {
    this.changes++;
    this.checkDue?.dispose();
    this.checkDue = null;
    this.stillDue?.dispose();
    this.stillDue = null;
    this.predictor.rest();
  }

  private checkSoon(atOnce: boolean): void {
    if (this.isChecking) return;
    if (atOnce) {
      this.checkDue?.dispose();
      this.checkDue = null;
    }
    // A slow check is followed by as long without one: the host has other work.
    const rested = this.checkedAt + this.checkTook - this.clock.now();
    const pause = atOnce ? 0 : Math.max(leastPauseMilliseconds, rested);
    this.checkDue ??= this.clock.after(pause, () => {
      this.checkDue = null;
      void this.check();
    });
  }

  /** Checks the newest text; if it changes meanwhile, another check follows. */
  private async check(): Promise<void> {
    const { text, changes } = this;
    if (text === null) return;
    this.isChecking = true;
    const began = this.clock.now();
    try {
      const checked = await text.check();
      if (changes === this.changes) this.take(text, checked);
    } catch (error) {
      this.log.error(
        `The preview's check of ${text.file} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      this.isChecking = false;
      this.checkedAt = this.clock.now();
      this.checkTook = this.checkedAt - began;
      if (changes !== this.changes && this.isActive) this.checkSoon(false);
    }
  }

  private take({ scenarioUri, file }: PreviewText, { scenario, problems, hasSweep }: CheckedText): void {
    const before = this.shown?.picture ?? null;
    if (scenario === null) {
      // What was under way is of the last good text, and ends with it.
      const picture = before && { ...before, stage: 'done' as const };
      this.update({ scenarioUri, file, problems, picture });
      return;
    }
    const isSame = this.scenario !== null && isEqual(this.scenario, scenario) && before !== null;
    this.scenario = scenario;
    const settled = isSame && isPredicted(before);
    const picture = settled ? { ...before, hasSweep } : this.pictureOf(scenario, hasSweep, before);
    this.update({ scenarioUri, file, problems: null, picture });
    if (settled) this.afterQuick();
    else this.predictQuickly(scenario);
  }

  private pictureOf(scenario: Scenario, hasSweep: boolean, before: PreviewPicture | null): PreviewPicture {
    return {
      scenario: recordedScenario(scenario),
      // The new ones come first of all, in a moment.
      limits: before?.limits ?? null,
      algorithms: scenario.algorithms.map(({ label, algorithm }) => {
        const known = before?.algorithms.find((one) => one.label === label && one.algorithm === algorithm);
        return {
          label,
          algorithm,
          prediction: known?.prediction ?? null,
          isEarlier: (known?.prediction ?? null) !== null,
          gaveUp: null,
        };
      }),
      stage: 'quick',
      isTooLarge: scenario.pages > mostWholePages,
      hasSweep,
      expectations: null,
      error: null,
    };
  }

  private predictQuickly(scenario: Scenario): void {
    this.predict(scenario, scaleFactor(scenario.pages), true, quickWorkMilliseconds);
  }

  /** The quick predictions are there: those of the guest itself follow when typing has stopped. */
  private afterQuick(): void {
    const { scenario } = this;
    const picture = this.shown?.picture;
    if (scenario === null || !picture) return;
    if (picture.isTooLarge || picture.algorithms.every((one) => one.prediction?.factor === 1 && !one.gaveUp)) {
      this.change({ stage: 'done' });
      return;
    }
    this.change({ stage: 'pause' });
    const wait = Math.max(0, this.changedAt + stillMilliseconds - this.clock.now());
    this.stillDue = this.clock.after(wait, () => {
      this.stillDue = null;
      this.change({ stage: 'whole' });
      this.predict(scenario, 1, false, wholeWorkMilliseconds);
    });
  }

  private predict(scenario: Scenario, factor: number, limits: boolean, mostMilliseconds: number): void {
    this.predictor.start(
      { scenario, factor, limits, mostMilliseconds },
      {
        told: (message) => {
          this.told(message, factor, limits);
        },
        failed: (reason) => {
          const error = this.sentence(reason);
          this.log.error(error);
          this.change({ stage: 'done', error });
        },
      },
    );
  }

  private told(message: Told, factor: number, isQuick: boolean): void {
    switch (message.type) {
      case 'limits':
        this.change({ limits: message.limits });
        return;
      case 'predicted': {
        const { prediction } = message;
        this.changeOne(prediction.label, { prediction, isEarlier: false, gaveUp: null });
        return;
      }
      case 'unpredicted': {
        const { label, simulatedSeconds, round } = message;
        // Of another text it would say nothing any more; one of the guest scaled down stays.
        const known = this.shown?.picture?.algorithms.find((one) => one.label === label);
        const prediction = known?.isEarlier === true ? null : (known?.prediction ?? null);
        this.changeOne(label, { prediction, isEarlier: false, gaveUp: { factor, simulatedSeconds, round } });
        return;
      }
      case 'predictedAll':
        this.change({ expectations: message.expectations });
        if (isQuick) this.afterQuick();
        else this.change({ stage: 'done' });
    }
  }

  private changeOne(label: string, changed: Partial<PredictedAlgorithm>): void {
    const algorithms = this.shown?.picture?.algorithms.map((one) =>
      one.label === label ? { ...one, ...changed } : one,
    );
    if (algorithms) this.change({ algorithms });
  }

  private change(changed: Partial<PreviewPicture>): void {
    if (this.shown?.picture) this.update({ ...this.shown, picture: { ...this.shown.picture, ...changed } });
  }

  private update(snapshot: PreviewSnapshot): void {
    this.shown = snapshot;
    this.show(snapshot);
  }
}

/** Every algorithm has its prediction of this text, or was given up. */
function isPredicted({ algorithms }: PreviewPicture): boolean {
  return algorithms.every(
    ({ prediction, isEarlier, gaveUp }) => !isEarlier && (prediction !== null || gaveUp !== null),
  );
}

/** Whether two scenarios are the same; traces by identity, since they may be long. */
function isEqual(a: Scenario, b: Scenario): boolean {
  const isSameTrace = a.workload.every(({ pattern }, index) => {
    const other = b.workload[index]?.pattern;
    return pattern.kind !== 'trace' || (other?.kind === 'trace' && other.columns === pattern.columns);
  });
  return isSameTrace && JSON.stringify(recordedScenario(a)) === JSON.stringify(recordedScenario(b));
}
