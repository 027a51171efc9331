// What a preview's page is sent, and when: the newest snapshot whole, at most one under way until the page has drawn it, and none while it is hidden.
import type { Envelope } from '../../core/protocol/messages';
import { protocolVersion } from '../../core/protocol/messages';
import type { PreviewSnapshot, ToPreview } from '../../core/protocol/previewMessages';

export interface PreviewTransport {
  post(envelope: Envelope<ToPreview>): Thenable<boolean>;
}

export class PreviewSender {
  private newest: PreviewSnapshot | null = null;
  private isReady = false;
  private hasNews = false;
  private sequence = 0;
  /** Number of the message under way; null: none is. */
  private underWay: number | null = null;

  constructor(private readonly transport: PreviewTransport) {}

  /** Shows a snapshot in place of all before. */
  show(snapshot: PreviewSnapshot): void {
    this.newest = snapshot;
    this.hasNews = true;
    this.send();
  }

  /** The page's script has started: a new life, which knows nothing. */
  ready(): void {
    this.isReady = true;
    this.sequence = 0;
    this.underWay = null;
    this.hasNews = true;
    this.send();
  }

  drawn(sequence: number): void {
    if (sequence !== this.underWay) return;
    this.underWay = null;
    this.send();
  }

  /** The page is gone, as that of a hidden tab is: it will say that it is ready. */
  hidden(): void {
    this.isReady = false;
  }

  private send(): void {
    if (!this.isReady || this.newest === null || !this.hasNews || this.underWay !== null) return;
    this.hasNews = false;
    const sequence = this.sequence++;
    this.underWay = sequence;
    const message: ToPreview = { type: 'show', preview: this.newest };
    const lost = (): void => {
      if (this.underWay === sequence) this.underWay = null;
      this.hasNews = true;
    };
    this.transport.post({ protocol: protocolVersion, sequence, message }).then((reached) => {
      if (!reached) lost();
    }, lost);
  }
}
