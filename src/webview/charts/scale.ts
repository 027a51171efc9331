// Round numbers for the ends of scales, so that a growing chart does not change its scale at every step.

const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not under `value`; 1 for nothing. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => candidate * power >= value * (1 - 1e-12));
  return (step ?? 10) * power;
}

/** A count on an axis: `250`, `25k`, `1.5M`. */
export function axisCount(value: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const unit = units.find(([size]) => Math.abs(value) >= size);
  return unit ? `${Number((value / unit[0]).toPrecision(3))}${unit[1]}` : `${Number(value.toPrecision(3))}`;
}

/** The end of a logarithmic scale: 1, 2 or 5 times a power of ten, not under `value`. */
export function niceLogEnd(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-12)) ?? 10);
}

/** The start of a logarithmic scale: 5, 2 or 1 times a power of ten, not over `value`. */
export function niceLogStart(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2, 1].find((step) => step * power <= value * (1 + 1e-12)) ?? 1);
}
