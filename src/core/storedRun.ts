// A run as it is stored, `miglab.run/1` (docs/results.md): lines of JSON, first what was run and how it stands, then its events. The panel draws it again
// from this, and the command line compares with it.
import type { RunEvent } from './engine/events';
import { isCount, isNumber, nullOr, objectOf, oneOf, textUpTo, type Guard } from './protocol/checks';
import { isState } from './protocol/guards';
import type { ExperimentState } from './protocol/messages';
import { isRecordedScenario, isRunEvents } from './protocol/shapes';
import type { RecordedScenario } from './scenario/record';
import { generator } from './version';

export interface StoredHead {
  readonly format: 'miglab.run/1';
  readonly generator: string;
  readonly experimentId: string;
  /** The scenario's address; null: `file` lies in the folder that the run is kept in. */
  readonly scenarioUri: string | null;
  /** The scenario's path as a person knows it. */
  readonly file: string;
  /** Of the scenario's text, to know whether it has changed since. */
  readonly digest: string;
  /** When the run ended: milliseconds since 1970, by the clock of the machine. */
  readonly endedAt: number;
  readonly scenario: RecordedScenario;
  readonly state: ExperimentState;
  /** How many events follow. */
  readonly events: number;
}

const isStoredHead: Guard<StoredHead> = objectOf<StoredHead>({
  format: oneOf('miglab.run/1'),
  generator: textUpTo(200),
  experimentId: textUpTo(200),
  scenarioUri: nullOr(textUpTo(10_000)),
  file: textUpTo(10_000),
  digest: textUpTo(200),
  endedAt: isNumber,
  scenario: isRecordedScenario,
  state: isState,
  events: isCount,
});

/** Events a piece: some ten thousand characters. */
const eventsAPiece = 100;

/** The text of a stored run, piece by piece: whoever writes it may rest in between. */
export function* storedPieces(
  head: Omit<StoredHead, 'format' | 'generator' | 'events'>,
  events: readonly RunEvent[],
): Generator<string, void> {
  yield `${JSON.stringify({ format: 'miglab.run/1', generator, ...head, events: events.length })}\n`;
  for (let from = 0; from < events.length; from += eventsAPiece) {
    const lines = events.slice(from, from + eventsAPiece).map((event) => JSON.stringify(event));
    yield `${lines.join('\n')}\n`;
  }
}

/** What the first line of a stored run says; null if it is not one of this version. */
export function readHead(line: string): StoredHead | null {
  const value = parsed(line);
  return isStoredHead(value) ? value : null;
}

/** The events of the lines after the first, piece by piece; a piece that is damaged is null. */
export function* readEvents(lines: readonly string[]): Generator<readonly RunEvent[] | null, void> {
  for (let from = 0; from < lines.length; from += eventsAPiece) {
    const events = lines.slice(from, from + eventsAPiece).map(parsed);
    yield isRunEvents(events) ? events : null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
