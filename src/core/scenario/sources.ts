// What the regions get from elsewhere than `writes`: traces and dirty curves, read from the files beside the scenario or from the scenario itself.
// What is wrong with them, the rules say; here it is only found out.
import { parseTrace, type Trace } from '../guest/traceFile';
import type { Checked, CheckedRegion, CheckedScenario } from './checked';
import { parseCurveFile } from './curveFile';
import type { DataFiles, FileContent, FileFault, FileFlaw } from './dataFiles';
import type { ScenarioDocument } from './document';
import { readHostFile, type HostFile, type HostFileMistake } from './hostFile';
import { readRegions } from './layout';
import type { TextRange } from './problem';
import { hostFileIn } from './referencedFiles';
import type { CurvePoint } from './scenario';

/** A point of a curve, and where it stands in the scenario; in a file: where the file's name stands. */
export interface PlacedPoint extends CurvePoint {
  readonly range: TextRange;
}

/** What a region is driven by. */
export type Source =
  | { readonly kind: 'trace'; readonly trace: Trace }
  | { readonly kind: 'curve'; readonly points: readonly PlacedPoint[] }
  | {
      /** The file cannot be had. */
      readonly kind: 'fault';
      readonly fault: FileFault;
    }
  | {
      /** The file is no trace, no curve, or no host's preset. */
      readonly kind: 'malformed';
      readonly of: 'trace' | 'curve' | 'host';
      /** The line of its first mistake, from 1; null: unknown. */
      readonly line: number | null;
      readonly message: string;
    };

/** A policy's module. One that cannot run is none the less a policy: its run says so, and the other algorithms' are made. */
export interface PolicySource {
  readonly kind: 'policy';
  readonly text: string;
  readonly withheld: boolean;
  readonly flaw: FileFlaw | null;
}

/** The file of a host's preset. */
interface HostSource {
  readonly kind: 'host';
  readonly hostFile: HostFile;
}

/** A file that the scenario names. */
export interface NamedFileSource {
  readonly file: string | null;
  readonly range: TextRange;
  readonly source: Source | PolicySource | HostSource;
}

/** The source of a region that has one, beside `writes`. */
export interface RegionSource {
  readonly region: CheckedRegion;
  /** The region's number in the file, from 0. */
  readonly index: number;
  /** The file's name; null: the curve stands in the scenario. */
  readonly file: string | null;
  /** Where the file's name stands, or the curve. */
  readonly range: TextRange;
  readonly source: Source;
}

const missing: FileContent = { fault: { kind: 'missing' } };

/** What was made of a file's text, as long as its owner keeps it. */
const madeOf = { trace: new WeakMap<FileContent, Source>(), curve: new WeakMap<FileContent, Source>() };

function readTrace(text: string): Source {
  const parsed = parseTrace(text);
  if ('columns' in parsed) return { kind: 'trace', trace: parsed };
  return { kind: 'malformed', of: 'trace', ...parsed };
}

function readCurve(text: string): Source {
  const parsed = parseCurveFile(text);
  const nowhere = { start: 0, end: 0 };
  if ('points' in parsed)
    return { kind: 'curve', points: parsed.points.map((point) => ({ ...point, range: nowhere })) };
  return { kind: 'malformed', of: 'curve', ...parsed };
}

function readFile(of: 'trace' | 'curve', content: FileContent): Source {
  if ('fault' in content) return { kind: 'fault', fault: content.fault };
  const known = madeOf[of].get(content);
  if (known) return known;
  const source = of === 'trace' ? readTrace(content.text) : readCurve(content.text);
  madeOf[of].set(content, source);
  return source;
}

/** The points of a curve in the scenario; null if one of them is wrong. */
function inlinePoints(items: readonly Checked<CurvePoint>[]): readonly PlacedPoint[] | null {
  const points = items.flatMap(({ value, range }) => (value ? [{ ...value, range }] : []));
  return points.length === items.length ? points : null;
}

function sourceOf(region: CheckedRegion, index: number, files: DataFiles): RegionSource[] {
  const trace = region.trace.value;
  if (trace) {
    const { range } = region.trace;
    return [{ region, index, file: trace, range, source: readFile('trace', files.get(trace) ?? missing) }];
  }
  const curve = region.dirtyCurve.value;
  if (!curve) return [];
  const { range } = region.dirtyCurve;
  if (curve.shape === 'list') {
    const points = inlinePoints(curve.value);
    return points ? [{ region, index, file: null, range, source: { kind: 'curve', points } }] : [];
  }
  const source = readFile('curve', files.get(curve.value) ?? missing);
  const placed: Source =
    source.kind === 'curve' ? { kind: 'curve', points: source.points.map((point) => ({ ...point, range })) } : source;
  return [{ region, index, file: curve.value, range, source: placed }];
}

/** What a policy's file holds. */
export function readPolicy(file: string, range: TextRange, files: DataFiles): NamedFileSource {
  const content = files.get(file) ?? missing;
  if ('fault' in content) return { file, range, source: { kind: 'fault', fault: content.fault } };
  const { text, flaw = null, withheld = false } = content;
  return { file, range, source: { kind: 'policy', text, withheld, flaw } };
}

const hostFilesRead = new WeakMap<FileContent, HostFile | HostFileMistake>();

/** What the file of a scenario's preset holds; null: its preset is a word. */
export function readHostSource({ root }: ScenarioDocument, files: DataFiles): NamedFileSource | null {
  const named = hostFileIn(root);
  if (named === null) return null;
  const { name: file, range } = named;
  const content = files.get(file) ?? missing;
  if ('fault' in content) return { file, range, source: { kind: 'fault', fault: content.fault } };
  const read = hostFilesRead.get(content) ?? readHostFile(content.text);
  hostFilesRead.set(content, read);
  const source = 'host' in read ? { kind: 'host' as const, hostFile: read } : malformedHost(read);
  return { file, range, source };
}

function malformedHost(mistake: HostFileMistake): Source {
  return { kind: 'malformed', of: 'host', ...mistake };
}

/** The sources of all regions that could be read. */
export function readSources(checked: CheckedScenario, files: DataFiles): readonly RegionSource[] {
  return readRegions(checked).flatMap(({ value }, index) => (value ? sourceOf(value, index, files) : []));
}
