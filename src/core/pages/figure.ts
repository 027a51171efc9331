// The figure of an algorithm's page: one real run on a small guest, as a map of memory over time. Each row is a page, time goes to the right, and a cell's
// colour is the page's state (engine/frames.ts). The same guest for every algorithm, so that their figures compare.
import type { AlgorithmDefinition } from '../algorithms/definition';
import type { EndEvent, RoundRecord } from '../engine/events';
import { type Frame, type PageState, pageStates } from '../engine/frames';
import { simulate } from '../engine/simulate';
import { formatCount, formatCounted, formatSeconds } from '../metrics/format';
import { postcopyOf } from '../metrics/faultWords';
import { liveRounds } from '../metrics/words';
import { checkScenario } from '../scenario/check';
import type { Region, Scenario } from '../scenario/scenario';

/** A run as the figure needs it. */
export interface FigureRun {
  readonly scenario: Scenario;
  readonly rounds: readonly RoundRecord[];
  readonly end: EndEvent;
  readonly frames: readonly Frame[];
}

/** The guest of the figures: a few hot pages, which the link can't keep up with, some warm ones, and many that are never written. */
const figureScenario = (id: string): string => `scenario: The guest of the figures
vm: { memory: 64MiB }
workload:
  - { name: hot, size: 4%, writes: 40k/s, pattern: uniform }
  - { name: warm, size: 30%, writes: 6k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms: [${id}]
`;

/** What the caption says of that guest. */
export const figureGuest =
  '64 MiB of memory over 1 Gbit/s; 655 hot pages written 40 000 times a second, 4 915 warm ones 6 000 times, the others never';

const columns = 132;
/** Rows of each region, and of what no region has. */
const rowsOfRegions = [20, 38];
const rowsOfRest = 38;

/** Runs an algorithm with its defaults on the guest of the figures. */
export function figureRun({ id }: AlgorithmDefinition): FigureRun {
  const { scenario, problems } = checkScenario(figureScenario(id));
  if (scenario === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const run = { label: id, repetition: 0 };
  const rounds: RoundRecord[] = [];
  let end: EndEvent | null = null;
  for (const event of simulate(scenario, run)) {
    if (event?.type === 'round') rounds.push(event);
    else if (event?.type === 'end') end = event;
  }
  if (end === null) throw new Error(`The run of ${id} ended without a result.`);
  const step = end.totalSeconds / columns;
  const atSeconds = Array.from({ length: columns }, (_, column) => (column + 0.5) * step);
  const frames: Frame[] = [];
  for (const event of simulate(scenario, run, undefined, { atSeconds, cells: scenario.pages }))
    if (event?.type === 'frame') frames.push(event);
  return { scenario, rounds, end, frames };
}

/** The run in a few words, from its own figures. */
export function figureWords({ rounds, end }: FigureRun): string {
  const live = liveRounds(rounds).length;
  const total = formatSeconds(end.totalSeconds, 2);
  if (end.downtimeSeconds === null) return `not converged after ${formatCounted(live, 'live round')} and ${total}`;
  const down = formatSeconds(end.downtimeSeconds, 2);
  const behind = postcopyOf(rounds);
  if (behind !== null) {
    const before = live === 0 ? 'no live round' : formatCounted(live, 'live round');
    return `${before}, then ${down} stopped, then ${formatSeconds(behind.round.seconds, 2)} of post-copy; ${total} in all`;
  }
  return live === 0
    ? `no live round, ${down} stopped`
    : `${formatCounted(live, 'live round')}, then ${down} stopped; ${total} in all`;
}

const width = 640;
const left = 96;
const right = 12;
const top = 34;
const rowHeight = 2;
const gap = 5;
const mapWidth = width - left - right;

interface Band {
  readonly name: string;
  readonly pages: readonly number[];
  readonly y: number;
}

/** Evenly spread pages of each region, top to bottom. */
function bandsOf({ workload, pages }: Scenario): readonly Band[] {
  const last = workload.at(-1);
  const used = last === undefined ? 0 : last.firstPage + last.pages;
  const parts = [
    ...workload.map((region: Region, index) => ({
      name: `${region.name}, ${formatCount(region.pages)}`,
      from: region.firstPage,
      count: region.pages,
      rows: rowsOfRegions[index] ?? 20,
    })),
    { name: `never, ${formatCount(pages - used)}`, from: used, count: pages - used, rows: rowsOfRest },
  ];
  let y = top;
  return parts.map(({ name, from, count, rows }) => {
    const band = {
      name,
      y,
      pages: Array.from({ length: rows }, (_, row) => from + Math.floor(((row + 0.5) * count) / rows)),
    };
    y += rows * rowHeight + gap;
    return band;
  });
}

const shown: readonly PageState[] = ['unsent', 'current', 'dirty', 'owed', 'held', 'faulted'];

const stateNames: Readonly<Partial<Record<PageState, string>>> = {
  unsent: 'not sent yet',
  current: 'at the destination',
  dirty: 'written since',
  owed: 'waits to be sent again',
  held: 'held back on purpose',
  faulted: 'fetched on demand',
};

const style = `
.card{fill:#fff;stroke:#d0d7de}text{fill:#24292f}.soft{fill:#57606a}.tick{stroke:#57606a}
.unsent{fill:#e6eaef}.current{fill:#4f8fcf}.dirty{fill:#e08a1e}.owed{fill:#f7dc8b}.held,.faulted{fill:#a8246f}.mark{stroke:#fff}.stop{fill:none;stroke:#24292f}
@media (prefers-color-scheme:dark){.card{fill:#1f1f1f;stroke:#454545}text{fill:#d4d4d4}.soft{fill:#9d9d9d}.tick{stroke:#9d9d9d}
.unsent{fill:#33383e}.current{fill:#37719f}.dirty{fill:#e6a04a}.owed{fill:#f0dfa0}.held,.faulted{fill:#e0569f}.mark{stroke:#1f1f1f}.stop{stroke:#d4d4d4}}`;

/** The figure as SVG, on a ground of its own: readable on light pages and dark ones. */
export function figureSvg({ title }: AlgorithmDefinition, run: FigureRun): string {
  const { scenario, rounds, end, frames } = run;
  const bands = bandsOf(scenario);
  const last = bands.at(-1);
  const bottom = last === undefined ? top : last.y + last.pages.length * rowHeight;
  const height = bottom + 62;
  const x = (seconds: number): number => left + (mapWidth * seconds) / end.totalSeconds;
  const states = shown.map((state) => cellsIn(state, bands, frames)).filter((part) => part !== '');
  const summary = `${title}: memory over time in one run: ${figureWords(run)}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(summary)}">
<style>${style}</style>
<defs><pattern id="stripes" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="mark" d="M0 0V4" stroke-width="1.6"/></pattern></defs>
<rect class="card" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="5"/>
${bands.map(({ name, y, pages }) => `<text x="${left - 8}" y="${y + pages.length * (rowHeight / 2) + 4}" text-anchor="end">${escaped(name)}</text>`).join('\n')}
${states.join('\n')}
${roundTicks(rounds, x)}
${stopped(run, x, bottom)}
<text class="soft" x="${left}" y="${bottom + 18}">0</text>
<text class="soft" x="${width - right}" y="${bottom + 18}" text-anchor="end">${escaped(formatSeconds(end.totalSeconds, 2))}</text>
${legend(bands, frames, bottom + 42)}
</svg>
`;
}

/** All cells of one state as one path, cells side by side in a row as one rectangle; held ones are striped too. */
function cellsIn(state: PageState, bands: readonly Band[], frames: readonly Frame[]): string {
  const code = pageStates.indexOf(state);
  const cellWidth = mapWidth / columns;
  const path: string[] = [];
  for (const { pages, y } of bands)
    pages.forEach((page, row) => {
      const isSo = (column: number): boolean => frames[column]?.cells[page] === code;
      for (let column = 0; column < columns; column++) {
        if (!isSo(column)) continue;
        const from = column;
        while (column + 1 < columns && isSo(column + 1)) column++;
        const length = (column + 1 - from) * cellWidth;
        path.push(
          `M${short(left + from * cellWidth)} ${y + row * rowHeight}h${short(length)}v${rowHeight}h-${short(length)}`,
        );
      }
    });
  if (path.length === 0) return '';
  const d = path.join('');
  const stripes = state === 'held' ? `<path fill="url(#stripes)" d="${d}"/>` : '';
  return `<path class="${state}" d="${d}"/>${stripes}`;
}

/** Where each round begins, with numbers where there is room. */
function roundTicks(rounds: readonly RoundRecord[], x: (seconds: number) => number): string {
  const live = rounds.filter(({ phase }) => phase !== 'stop-and-copy');
  const ticks = live.map(({ startSeconds }) => `M${short(x(startSeconds))} ${top - 7}v5`).join('');
  let free = -Infinity;
  const numbers = live.flatMap(({ startSeconds, round, phase }) => {
    const at = x(startSeconds);
    if (at < free) return [];
    const text =
      phase === 'sampling'
        ? 'sampling'
        : phase === 'postcopy'
          ? 'post-copy'
          : free === -Infinity
            ? `round ${round}`
            : String(round);
    free = at + 8 + text.length * 6.4;
    return [`<text class="soft" x="${short(at + 2)}" y="${top - 10}">${text}</text>`];
  });
  return `<path class="tick" d="${ticks}"/>\n${numbers.join('\n')}`;
}

/** A frame around the time in which the guest stands still. */
function stopped({ end, rounds }: FigureRun, x: (seconds: number) => number, bottom: number): string {
  const { totalSeconds, downtimeSeconds, downtime } = end;
  if (downtimeSeconds === null || downtime === null) return '';
  const lastCopy = rounds.find(({ phase }) => phase === 'stop-and-copy');
  const requested = (lastCopy?.startSeconds ?? totalSeconds) - downtime.suspendSeconds;
  const from = x(requested);
  const length = x(Math.min(totalSeconds, requested + downtimeSeconds)) - from;
  const words = `stopped ${formatSeconds(downtimeSeconds, 2)}`;
  return `<rect class="stop" x="${short(from)}" y="${top - 3}" width="${short(length)}" height="${bottom - top + 6}"/>
${
  postcopyOf(rounds) === null
    ? `<text x="${short(x(totalSeconds) - 46)}" y="${bottom + 18}" text-anchor="end">${escaped(words)}</text>`
    : `<text x="${short(Math.max(left + 16, from))}" y="${bottom + 18}">${escaped(words)}</text>`
}`;
}

/** The states that occur, each with its colour and, where it has one, its pattern. */
function legend(bands: readonly Band[], frames: readonly Frame[], y: number): string {
  let at = left;
  const entries = shown.flatMap((state) => {
    const name = stateNames[state];
    if (name === undefined || cellsIn(state, bands, frames) === '') return [];
    const here = at;
    at += 24 + name.length * 6.2;
    const square = `x="${short(here)}" y="${y - 10}" width="11" height="11"`;
    const stripes = state === 'held' ? `<rect ${square} fill="url(#stripes)"/>` : '';
    return [`<rect class="${state}" ${square}/>${stripes}<text x="${short(here + 16)}" y="${y}">${name}</text>`];
  });
  return entries.join('\n');
}

function short(value: number): string {
  return Number(value.toFixed(1)).toString();
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
}
