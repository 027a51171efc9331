// The panel's end of the conversation with the extension: envelopes, sequence numbers, and the one answer to every doubt, `resync`.
// What passes through `receive` is checked; a gap is never guessed over.
import { checkToPanel } from '../core/protocol/guards';
import { type FromPanel, type PanelMemory, type ToPanel, protocolVersion } from '../core/protocol/messages';
import type { Host } from './host';

export interface Connection {
  readonly post: (message: FromPanel) => void;
  /** Asks for everything again; asks once until it is answered. */
  readonly resync: () => void;
}

/**
 * Opens the conversation: from here on `receive` gets every message in its order, nothing twice and nothing after a gap until the
 * extension has hydrated the panel again. `strange` is told, once a reason, of what was refused.
 */
export function connect(
  host: Host<FromPanel, PanelMemory>,
  receive: (message: ToPanel) => void,
  strange: (reason: string) => void,
): Connection {
  let sent = 0;
  let expected: number | null = null;
  let asked = false;
  const told = new Set<string>();

  const post = (message: FromPanel): void => {
    host.post({ protocol: protocolVersion, sequence: sent, message });
    sent += 1;
  };
  const resync = (): void => {
    expected = null;
    if (asked) return;
    asked = true;
    post({ type: 'resync' });
  };
  const refuse = (reason: string): void => {
    if (told.has(reason)) return;
    told.add(reason);
    strange(reason);
  };

  host.listen((data) => {
    const checked = checkToPanel(data);
    if (!checked.ok) {
      refuse(checked.reason);
      if (checked.refused === 'protocol') resync();
      return;
    }
    const { sequence, message } = checked.envelope;
    if (message.type === 'hydrate') asked = false;
    else if (sequence !== expected) {
      resync();
      return;
    }
    expected = sequence + 1;
    receive(message);
  });
  return { post, resync };
}
