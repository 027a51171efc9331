// A measured dirty curve as a guest: groups of pages with one write rate each, whose expected working-set function
// W(w) = sum of n_g (1 - e^(-r_g w)) passes through the points. Rates come from a grid, sizes from a non-negative least-squares fit (Lawson and
// Hanson, Solving Least Squares Problems, 1974, chapter 23) of the relative errors, reweighted towards the smallest largest error.
import { exp, log, writtenShare } from '../math';
import type { CurvePoint } from '../scenario/scenario';

export interface CurveGroup {
  readonly pages: number;
  readonly writesPerSecondPerPage: number;
}

export interface CurveFit {
  /** The hottest first. */
  readonly groups: readonly CurveGroup[];
  /** Of each point: the fitted curve less the measured, as a share of the measured. */
  readonly errors: readonly number[];
}

/** Rates of the grid a decade: neighbours' curves differ by a few per cent at most, and mixtures of two lie between. */
const RATES_PER_DECADE = 12;
/** Pages of the hottest group are written this often within the shortest window, those of the slowest within the longest. */
const HOTTEST_WRITES = 16;
const SLOWEST_WRITES = 0.02;
/** How heavily exceeding the region's pages weighs beside missing a point by all of it. */
const SIZE_WEIGHT = 100;
/** Passes of reweighting; the largest error settles within fewer. */
const PASSES = 40;
/** Largest error that needs no further pass. */
const GOOD_ENOUGH = 1e-4;

/** Fits groups to the points (both of their numbers positive and ascending), within a region of so many pages. */
export function fitCurve(points: readonly CurvePoint[], pages: number): CurveFit {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return { groups: [], errors: [] };
  const rates = rateGrid(SLOWEST_WRITES / last.seconds, HOTTEST_WRITES / first.seconds);
  // One column for each rate and one for pages never written; one row for each point and one for the region's size. Unknown are
  // the groups' sizes as shares of the region.
  const columns = [
    ...rates.map((rate) => [
      ...points.map((point) => (pages * writtenShare(rate, point.seconds)) / point.pages),
      SIZE_WEIGHT,
    ]),
    [...points.map(() => 0), SIZE_WEIGHT],
  ];
  const target = [...points.map(() => 1), SIZE_WEIGHT];
  let best: CurveFit | null = null;
  let weights = points.map(() => 1 / points.length);
  let shares = columns.map(() => 0);
  for (let pass = 0; pass < PASSES; pass++) {
    const scales = [...weights.map((weight) => Math.sqrt(weight * points.length)), 1];
    const scaled = columns.map((column) => column.map((value, row) => value * (scales[row] ?? 0)));
    shares = nonNegativeLeastSquares(
      scaled,
      target.map((value, row) => value * (scales[row] ?? 0)),
      shares,
    );
    const groups = wholeGroups(rates, shares.slice(0, rates.length), pages);
    const errors = points.map((point) => curveAt(groups, point.seconds) / point.pages - 1);
    if (best === null || largest(errors) < largest(best.errors)) best = { groups, errors };
    if (largest(errors) < GOOD_ENOUGH) break;
    weights = reweighted(weights, errors);
  }
  return best ?? { groups: [], errors: [] };
}

/** Distinct pages expected to be written within a window of so many seconds. */
export function curveAt(groups: readonly CurveGroup[], seconds: number): number {
  return groups.reduce(
    (sum, { pages, writesPerSecondPerPage }) => sum + pages * writtenShare(writesPerSecondPerPage, seconds),
    0,
  );
}

/** Rates in equal steps of their logarithm, the highest first. */
function rateGrid(lowest: number, highest: number): number[] {
  const span = log(highest / lowest);
  const steps = Math.max(1, Math.ceil((span / log(10)) * RATES_PER_DECADE));
  return Array.from({ length: steps + 1 }, (_, step) => highest * exp((-span * step) / steps));
}

function largest(errors: readonly number[]): number {
  return errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
}

/** Lawson's step: a point counts in proportion to its error so far. The floor keeps a point that is met from being forgotten. */
function reweighted(weights: readonly number[], errors: readonly number[]): number[] {
  const most = largest(errors);
  const next = weights.map((weight, i) => weight * (Math.abs(errors[i] ?? 0) / Math.max(most, 1e-12)) + 1e-6);
  const sum = next.reduce((total, weight) => total + weight, 0);
  return next.map((weight) => weight / sum);
}

/**
 * Groups of whole pages. The running sum is rounded, not each group, so that no page is won or lost; sizes that exceed the region
 * (by the fit's tolerance) shrink in proportion.
 */
function wholeGroups(rates: readonly number[], shares: readonly number[], pages: number): CurveGroup[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const scale = pages / Math.max(1, total);
  const groups: CurveGroup[] = [];
  let sum = 0;
  let given = 0;
  rates.forEach((rate, i) => {
    sum += shares[i] ?? 0;
    const upTo = Math.min(pages, Math.round(sum * scale));
    if (upTo > given) groups.push({ pages: upTo - given, writesPerSecondPerPage: rate });
    given = upTo;
  });
  return groups;
}

/** Slopes below this are rounding's: with right sides of about 1 a point, they change no page. */
const SLOPE_OF_ROUNDING = 1e-7;

/** The x >= 0 that minimises |A x - b|, sought from `start` on; A is given by its columns. */
function nonNegativeLeastSquares(
  columns: readonly (readonly number[])[],
  b: readonly number[],
  start: readonly number[],
): number[] {
  const x = [...start];
  const active = new Set(x.flatMap((value, index) => (value > 0 ? [index] : [])));
  settle(columns, b, x, active, null);
  // Each turn lowers the error, so that no set of columns comes twice; the bound is for rounding.
  for (let turn = 0; turn < 3 * columns.length; turn++) {
    const entering = steepest(columns, residual(columns, x, b), active);
    if (entering === null) break;
    active.add(entering);
    if (!settle(columns, b, x, active, entering)) break;
  }
  return x;
}

/** Moves x to the least-squares solution over the active columns, dropping those that would turn negative. False: no way on. */
function settle(
  columns: readonly (readonly number[])[],
  b: readonly number[],
  x: number[],
  active: Set<number>,
  entering: number | null,
): boolean {
  for (let first = true; active.size > 0; first = false) {
    const indices = [...active];
    const solution = leastSquares(
      indices.map((index) => columns[index] ?? []),
      b,
    );
    if (first && entering !== null && !((solution[indices.indexOf(entering)] ?? 0) > 0)) {
      // Rounding alone made the column look useful.
      active.delete(entering);
      return false;
    }
    // How far x can go towards the solution before a size turns negative.
    let step = 1;
    indices.forEach((index, i) => {
      const [from, to] = [x[index] ?? 0, solution[i] ?? 0];
      if (to <= 0) step = Math.min(step, from / (from - to));
    });
    indices.forEach((index, i) => {
      const [from, to] = [x[index] ?? 0, solution[i] ?? 0];
      x[index] = step === 1 ? to : from + step * (to - from);
      if (x[index] <= 1e-15) {
        x[index] = 0;
        active.delete(index);
      }
    });
    if (step === 1) return true;
  }
  return true;
}

function residual(columns: readonly (readonly number[])[], x: readonly number[], b: readonly number[]): number[] {
  const rest = [...b];
  columns.forEach((column, index) => {
    const factor = x[index] ?? 0;
    if (factor === 0) return;
    for (let row = 0; row < rest.length; row++) rest[row] = (rest[row] ?? 0) - factor * (column[row] ?? 0);
  });
  return rest;
}

/** The column outside the set along which the error falls fastest, each taken at its length; null if it falls along none. */
function steepest(
  columns: readonly (readonly number[])[],
  rest: readonly number[],
  active: ReadonlySet<number>,
): number | null {
  let best: number | null = null;
  let most = SLOPE_OF_ROUNDING;
  columns.forEach((column, index) => {
    if (active.has(index)) return;
    const slope = dot(column, rest) / Math.sqrt(dot(column, column));
    if (slope > most) {
      most = slope;
      best = index;
    }
  });
  return best;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Least squares by orthogonalising the columns (modified Gram-Schmidt, twice, as the curves of near rates are nearly alike). */
function leastSquares(columns: readonly (readonly number[])[], b: readonly number[]): number[] {
  const size = columns.length;
  const basis: number[][] = [];
  const upper = columns.map(() => new Array<number>(size).fill(0));
  columns.forEach((column, j) => {
    const rest = [...column];
    for (let sweep = 0; sweep < 2; sweep++) {
      basis.forEach((unit, i) => {
        const along = dot(unit, rest);
        const entries = upper[i] ?? [];
        entries[j] = (entries[j] ?? 0) + along;
        for (let row = 0; row < rest.length; row++) rest[row] = (rest[row] ?? 0) - along * (unit[row] ?? 0);
      });
    }
    const length = Math.sqrt(dot(rest, rest));
    const entries = upper[j] ?? [];
    // A column that the others already span adds nothing: its share comes out as 0.
    entries[j] = length > 1e-12 * Math.sqrt(dot(column, column)) ? length : Infinity;
    basis.push(rest.map((value) => value / (entries[j] ?? Infinity)));
  });
  const rest = [...b];
  const solution = new Array<number>(size).fill(0);
  basis.forEach((unit, i) => {
    const along = dot(unit, rest);
    solution[i] = along;
    for (let row = 0; row < rest.length; row++) rest[row] = (rest[row] ?? 0) - along * (unit[row] ?? 0);
  });
  for (let i = size - 1; i >= 0; i--) {
    let sum = solution[i] ?? 0;
    for (let j = i + 1; j < size; j++) sum -= (upper[i]?.[j] ?? 0) * (solution[j] ?? 0);
    solution[i] = sum / (upper[i]?.[i] ?? Infinity);
  }
  return solution;
}
