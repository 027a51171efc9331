// A guest scaled down: pages, writes, link and device state divided alike, so that all times stay what they are, but for chance. A prediction on a
// sixteenth of a guest costs a sixteenth. What counts pages among an algorithm's parameters is divided too; what costs time a page is multiplied.
import { findAlgorithm } from '../algorithms/registry';
import {
  unmetCondition,
  type AlgorithmDefinition,
  type Parameter,
  type ParameterValue,
  type StepsParameter,
} from '../algorithms/definition';
import { stepsOf, stepsText } from '../algorithms/steps';
import { rateGroups } from '../guest/guest';
import type { AlgorithmChoice, Host, LogCost, Pattern, Region, Scenario, TraceColumns } from '../scenario/scenario';

/** Neighbouring ranks of Zipf's law whose rates differ by less than this factor share a rate. */
const SAME_RATE = 1.4;

/** The scenario with a guest 1/`factor` the size, whose migration takes as long. Counts of its runs times `factor` are those of the guest. */
export function scaledDown(scenario: Scenario, factor: number): Scenario {
  if (factor === 1) return scenario;
  const workload = scaledRegions(scenario.workload, factor);
  const last = workload.at(-1);
  const zeroPages = Math.round(scenario.zeroPages / factor);
  const used = last === undefined ? 0 : last.firstPage + last.pages;
  const pages = Math.max(Math.round(scenario.pages / factor), used + zeroPages, 1);
  const { link } = scenario;
  return {
    ...scenario,
    pages,
    memoryBytes: pages * scenario.pageBytes,
    zeroPages,
    deviceStateBytes: scenario.deviceStateBytes / factor,
    workload,
    link: { ...link, bandwidthBitsPerSecond: link.bandwidthBitsPerSecond / factor },
    host: scaledHost(scenario.host, factor),
    algorithms: scenario.algorithms.map((choice) => scaledChoice(choice, factor)),
  };
}

function scaledRegions(workload: readonly Region[], factor: number): Region[] {
  let firstPage = 0;
  return workload.map((region) => {
    const exact = region.pages / factor;
    // A trace keeps its pages 0, factor, 2 factor …: the last of them may lie past a rounded size.
    const pages = region.pattern.kind === 'trace' ? Math.ceil(exact) : atLeastOne(exact);
    const scaled: Region = {
      ...region,
      firstPage,
      pages,
      // All writes are divided, not those of a page: a region too small to be divided evenly keeps its share of the link.
      writesPerSecond: region.writesPerSecond / factor,
      readsPerSecond: region.readsPerSecond / factor,
      pattern: scaledPattern(region, pages, factor),
    };
    firstPage += pages;
    return scaled;
  });
}

function scaledPattern(region: Region, pages: number, factor: number): Pattern {
  const { pattern } = region;
  switch (pattern.kind) {
    case 'uniform':
      return pattern;
    case 'hotspot':
      return { ...pattern, hotPages: Math.min(pages, atLeastOne(pattern.hotPages / factor)) };
    case 'sequential': {
      const { startPage } = pattern;
      return { ...pattern, startPage: startPage === null ? null : Math.min(pages - 1, Math.floor(startPage / factor)) };
    }
    case 'zipf': {
      // Fewer pages by the same law would be another distribution: the rates of the whole region are kept, as groups.
      const groups = scaledGroups(joined(rateGroups(region)), pages, factor);
      return { kind: 'dirty-curve', points: [], groups, errors: [] };
    }
    case 'dirty-curve': {
      const rates = pattern.groups.map((group) => ({ pages: group.pages, rate: group.writesPerSecondPerPage }));
      return { ...pattern, groups: scaledGroups(rates, pages, factor) };
    }
    case 'trace':
      return { ...pattern, columns: everyNthPage(pattern.columns, factor) };
  }
}

interface Rated {
  readonly pages: number;
  /** Writes a second to each page. */
  readonly rate: number;
}

/** Groups in the order of their rates, the highest first, those of nearly the same rate as one. */
function joined(groups: readonly Rated[]): Rated[] {
  const result: { pages: number; writes: number; highest: number }[] = [];
  for (const { pages, rate } of groups) {
    const last = result.at(-1);
    if (last === undefined || rate * SAME_RATE < last.highest)
      result.push({ pages, writes: pages * rate, highest: rate });
    else {
      last.pages += pages;
      last.writes += pages * rate;
    }
  }
  return result.map(({ pages, writes }) => ({ pages, rate: writes / pages }));
}

/** The running sum is rounded, not each group, so that no page is won or lost; groups too small for a page are joined with the next ones. */
function scaledGroups(
  groups: readonly Rated[],
  pages: number,
  factor: number,
): { pages: number; writesPerSecondPerPage: number }[] {
  const scaled: { pages: number; writesPerSecondPerPage: number }[] = [];
  let before = 0;
  let given = 0;
  let [waiting, writes] = [0, 0];
  for (const group of groups) {
    before += group.pages;
    waiting += group.pages;
    writes += group.pages * group.rate;
    const upTo = Math.min(pages, Math.round(before / factor));
    if (upTo === given) continue;
    scaled.push({ pages: upTo - given, writesPerSecondPerPage: writes / waiting });
    given = upTo;
    [waiting, writes] = [0, 0];
  }
  return scaled;
}

/** Of a trace the pages whose number divides by `factor`, with their share of each row's writes; rows that write none of them go. */
function everyNthPage(columns: TraceColumns, factor: number): TraceColumns {
  const known = thinned.get(columns)?.get(factor);
  if (known !== undefined) return known;
  const { atSeconds, firstPage, pages, writes, intervalSeconds, seconds } = columns;
  const rows: { at: number; first: number; pages: number; writes: number }[] = [];
  atSeconds.forEach((at, row) => {
    const [from, count] = [firstPage[row] ?? 0, pages[row] ?? 0];
    const first = Math.ceil(from / factor);
    const kept = Math.ceil((from + count) / factor) - first;
    if (kept > 0)
      rows.push({ at, first, pages: kept, writes: Math.max(kept, Math.round(((writes[row] ?? 0) * kept) / count)) });
  });
  const result: TraceColumns = {
    intervalSeconds,
    seconds,
    atSeconds: Float64Array.from(rows, ({ at }) => at),
    firstPage: Uint32Array.from(rows, ({ first }) => first),
    pages: Uint32Array.from(rows, (row) => row.pages),
    writes: Uint32Array.from(rows, (row) => row.writes),
  };
  thinned.set(columns, new Map([...(thinned.get(columns) ?? []), [factor, result]]));
  return result;
}

/** Thinned traces, by what they were made of: a trace may have millions of rows. */
const thinned = new WeakMap<TraceColumns, ReadonlyMap<number, TraceColumns>>();

function scaledHost(host: Host, factor: number): Host {
  const log = (cost: LogCost): LogCost => ({ ...cost, perPageSeconds: cost.perPageSeconds * factor });
  return {
    ...host,
    suspendPages: Math.round(host.suspendPages / factor),
    dirtyFaultSeconds: host.dirtyFaultSeconds * factor,
    clean: log(host.clean),
    peek: log(host.peek),
    pageCostSeconds: host.pageCostSeconds * factor,
    zeroPageSeconds: host.zeroPageSeconds * factor,
    socketBufferBytes: host.socketBufferBytes / factor,
  };
}

function scaledChoice(choice: AlgorithmChoice, factor: number): AlgorithmChoice {
  const table: AlgorithmDefinition['parameters'] = findAlgorithm(choice.algorithm)?.parameters ?? {};
  const entries = Object.entries(choice.parameters).map(([name, value]) => {
    const parameter = Object.hasOwn(table, name) ? table[name] : undefined;
    // What has no effect beside the others must have none beside those scaled either.
    if (parameter && unmetCondition(table, choice.parameters, name) !== null) return [name, parameter.default];
    return [name, scaledValue(parameter, value, factor)];
  });
  // Object.fromEntries forgets what the values are.
  return { ...choice, parameters: Object.fromEntries(entries) as AlgorithmChoice['parameters'] };
}

function scaledValue(parameter: Parameter | undefined, value: ParameterValue, factor: number): ParameterValue {
  if (parameter?.kind === 'steps' && typeof value === 'string') return scaledSteps(parameter, value, factor);
  if (typeof value !== 'number') return value;
  // Packets of 512 KiB fill a smaller link's windows in leaps.
  if (parameter && 'isGrained' in parameter) return parameter.default;
  if (parameter?.kind === 'megabits' || parameter?.kind === 'bit-rate') return value / factor;
  if ((parameter?.kind === 'count' || parameter?.kind === 'size') && parameter.counts === 'pages')
    return Math.max(parameter.min, Math.round(value / factor));
  return value;
}

/** What changes of bandwidths is divided, too. */
function scaledSteps({ list }: StepsParameter, text: string, factor: number): string | null {
  const scaled = (key: string, value: number): number =>
    list.item.fields[key]?.kind === 'bit-rate' ? value / factor : value;
  const steps = stepsOf(list, text).map(({ atSeconds, values }) => ({
    atSeconds,
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, scaled(key, value)])),
  }));
  return stepsText(list, steps);
}

function atLeastOne(pages: number): number {
  return Math.max(1, Math.round(pages));
}
