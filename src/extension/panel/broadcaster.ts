// What one panel is sent, and when. A panel that is ready is hydrated with everything; after that it gets increments: at most one batch of events
// is under way until the panel says it has drawn it, meanwhile news merge. A hidden panel gets nothing, and is hydrated when it shows.
import {
  type ActMessage,
  type Envelope,
  type ExportMessage,
  type FramesMessage,
  type PlaybackSpeed,
  type Reference,
  type ToPanel,
  protocolVersion,
} from '../../core/protocol/messages';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import { type Experiment, snapshotOf } from '../runs/experiment';

/** Shortest time between two sendings: about two frames of a screen. */
export const sendMilliseconds = 30;

export interface Transport {
  /** Resolves to whether the message reached the panel. */
  post(envelope: Envelope<ToPanel>): Thenable<boolean>;
}

export class Broadcaster {
  private experiment: Experiment | null = null;
  private isReady = false;
  private isVisible: boolean;
  private needsHydrate = false;
  /** The experiment has been started to be watched, and the panel does not know it yet. */
  private isFresh = false;
  private stateChanged = false;
  private reference: Reference | null = null;
  private referenceChanged = false;
  private sequence = 0;
  /** Events that were sent, and those that the panel has drawn. */
  private sentUpTo = 0;
  private drawnUpTo = 0;
  private sentAt = -Infinity;
  private timer: Disposable | null = null;

  /** `startsAfresh` is called whenever the panel is about to be told everything anew, or to get nothing: frames that are on their way are lost. */
  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock,
    isVisible: boolean,
    /** The person's setting at the time. */
    private readonly speed: () => PlaybackSpeed,
    private readonly startsAfresh: () => void = () => undefined,
  ) {
    this.isVisible = isVisible;
  }

  /** Chooses the experiment to show; a fresh one has just been started and is played from its beginning. */
  show(experiment: Experiment | null, isFresh: boolean): void {
    this.experiment = experiment;
    this.isFresh = isFresh;
    this.needsHydrate = true;
    this.sendSoon();
  }

  /** Chooses what the experiment is compared with. */
  compareWith(reference: Reference | null): void {
    if (this.reference === null && reference === null) return;
    this.reference = reference;
    this.referenceChanged = true;
    this.sendSoon();
  }

  /** The panel's script has started: a new life, which knows nothing. */
  ready(): void {
    this.isReady = true;
    this.sequence = 0;
    this.hydrate();
  }

  /** The panel lacks something. */
  resync(): void {
    this.hydrate();
  }

  /** Passes frames on at once; drops them where the panel gets nothing, or everything anew. */
  sendFrames(message: FramesMessage): void {
    if (this.isReady && this.isVisible && !this.needsHydrate) this.post(message);
  }

  /** The panel has drawn the events before index `upTo`. */
  drawn(experimentId: string, upTo: number): void {
    if (experimentId !== this.experiment?.experimentId) return;
    this.drawnUpTo = Math.min(Math.max(this.drawnUpTo, upTo), this.sentUpTo);
    this.sendSoon();
  }

  /** Passes on what a person wants of the panel; a panel that nobody sees has nothing to do. */
  ask(message: ActMessage | ExportMessage): void {
    if (this.isReady && this.isVisible && !this.needsHydrate) this.post(message);
  }

  setVisible(isVisible: boolean): void {
    if (this.isVisible === isVisible) return;
    this.isVisible = isVisible;
    this.needsHydrate = true;
    this.startsAfresh();
    this.sendSoon();
  }

  /** Events were appended to an experiment, or its state changed. */
  changed(experiment: Experiment): void {
    if (experiment.experimentId !== this.experiment?.experimentId) return;
    this.experiment = experiment;
    this.stateChanged = true;
    this.sendSoon();
  }

  /** Index of the first event that the panel has not been sent. */
  get position(): number {
    return this.sentUpTo;
  }

  dispose(): void {
    this.timer?.dispose();
    this.isReady = false;
  }

  private hydrate(): void {
    this.needsHydrate = true;
    this.sendSoon();
  }

  /** Sends now, or as soon as the last sending is long enough ago. */
  private sendSoon(): void {
    if (this.timer !== null) return;
    const wait = this.needsHydrate ? 0 : this.sentAt + sendMilliseconds - this.clock.now();
    if (wait <= 0) {
      this.send();
      return;
    }
    this.timer = this.clock.after(wait, () => {
      this.timer = null;
      this.send();
    });
  }

  private send(): void {
    if (!this.isReady || !this.isVisible) return;
    if (this.needsHydrate) this.sendEverything();
    else if (this.experiment !== null && this.drawnUpTo >= this.sentUpTo) this.sendNews(this.experiment);
  }

  private sendEverything(): void {
    this.needsHydrate = false;
    this.stateChanged = false;
    this.sentUpTo = this.experiment?.events.length ?? 0;
    // A hydrate starts afresh: whatever was under way is covered by it.
    this.drawnUpTo = this.sentUpTo;
    this.startsAfresh();
    const playback = { speed: this.speed(), isFresh: this.isFresh };
    const experiment = this.experiment === null ? null : snapshotOf(this.experiment);
    this.referenceChanged = false;
    const { reference } = this;
    this.post({ type: 'hydrate', experiment, playback, ...(reference && { reference }) });
  }

  private sendNews({ experimentId, events, state }: Experiment): void {
    if (this.sentUpTo < events.length) {
      const from = this.sentUpTo;
      this.sentUpTo = events.length;
      this.post({ type: 'events', experimentId, from, events: events.slice(from) });
    }
    if (this.stateChanged) {
      this.stateChanged = false;
      this.post({ type: 'state', experimentId, state });
    }
    if (this.referenceChanged) {
      this.referenceChanged = false;
      this.post({ type: 'reference', reference: this.reference });
    }
  }

  private post(message: ToPanel): void {
    this.sentAt = this.clock.now();
    const lost = (): void => {
      this.needsHydrate = true;
    };
    const hydrated = message.type === 'hydrate' ? message.experiment?.experimentId : undefined;
    this.transport.post({ protocol: protocolVersion, sequence: this.sequence++, message }).then((reached) => {
      if (!reached) lost();
      else if (hydrated === this.experiment?.experimentId) this.isFresh = false;
    }, lost);
  }
}
