// Two-sample tests with p-values, for holding the fast engine against the slow one: Welch's t for means, the same on distances
// from the median for spreads (Brown and Forsythe), Kolmogorov and Smirnov for whole distributions, chi-square for counts.
// Textbook formulas; the numerics are checked against tables in statistics.test.ts.

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased sample variance. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

export function standardError(values: readonly number[]): number {
  return Math.sqrt(variance(values) / values.length);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** ln Γ(x) for x > 0: Stirling's series after shifting x up. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 12; z++) shift -= Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}

/** Continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const awayFromZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      fraction *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x);
  return (Math.exp(front) * betaFraction(x, a, b)) / a;
}

/** P(|T| >= |t|) for Student's T with so many degrees of freedom. */
export function studentTwoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** P(X >= x) for chi-square with so many degrees of freedom: the series of the incomplete gamma function, or its fraction. */
export function chiSquareUpper(x: number, degrees: number): number {
  const a = degrees / 2;
  const z = x / 2;
  if (z <= 0) return 1;
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-16; n++) {
      term *= z / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n <= 1000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** Probability of counts this far from the expected ones (Pearson); the expected ones add up to the counts' total. */
export function chiSquareTest(counts: readonly number[], expected: readonly number[]): number {
  const statistic = counts.reduce((sum, count, i) => sum + (count - (expected[i] ?? 0)) ** 2 / (expected[i] ?? 0), 0);
  return chiSquareUpper(statistic, counts.length - 1);
}

/** Probability of means this far apart if both samples have the same mean (Welch). Two constants: 1 if equal, else 0. */
export function meansTest(a: readonly number[], b: readonly number[]): number {
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const difference = Math.abs(mean(a) - mean(b));
  if (difference <= 1e-9 * Math.max(Math.abs(mean(a)), Math.abs(mean(b)))) return 1;
  if (va + vb === 0) return 0;
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return studentTwoSided(difference / Math.sqrt(va + vb), degrees);
}

/** Probability of spreads this different if both samples have the same: Welch's test on distances from the median. */
export function spreadsTest(a: readonly number[], b: readonly number[]): number {
  const distances = (values: readonly number[]): number[] => {
    const centre = median(values);
    return values.map((value) => Math.abs(value - centre));
  };
  return meansTest(distances(a), distances(b));
}

/**
 * Bound on the probability of empirical distributions this far apart if both samples come from the same one: Smirnov's
 * 2 exp(-2 d² n m / (n + m)), which ties make only safer. Values closer than 1e-9 of their size count as tied.
 */
export function distributionsTest(a: readonly number[], b: readonly number[]): number {
  const tied = (value: number): number => Number(value.toPrecision(9));
  const sortedA = a.map(tied).sort((x, y) => x - y);
  const sortedB = b.map(tied).sort((x, y) => x - y);
  let farthest = 0;
  let i = 0;
  let j = 0;
  while (i < sortedA.length && j < sortedB.length) {
    const value = Math.min(sortedA[i] ?? Infinity, sortedB[j] ?? Infinity);
    while (sortedA[i] === value) i++;
    while (sortedB[j] === value) j++;
    farthest = Math.max(farthest, Math.abs(i / sortedA.length - j / sortedB.length));
  }
  return Math.min(1, 2 * Math.exp((-2 * farthest ** 2 * (a.length * b.length)) / (a.length + b.length)));
}
