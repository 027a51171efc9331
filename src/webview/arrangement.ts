// How a person has arranged the panel: what it remembers besides which experiment it shows (core/protocol/messages.ts, PanelMemory).
import type { PanelMemory } from '../core/protocol/messages';

export type Arrangement = Omit<PanelMemory, 'schema' | 'scenarioUri' | 'experimentId'>;

/** The arrangement of what was remembered; the plain one without a memory. */
export function arrangementOf(memory: PanelMemory | null): Arrangement {
  if (!memory) return { asTables: false };
  const { schema: _schema, scenarioUri: _scenario, experimentId: _experiment, ...arrangement } = memory;
  return arrangement;
}
