// The random numbers of the reference engine: one named generator per purpose, apart from src/core/random.ts on purpose, so that
// a flaw in one of the two shows as a disagreement. Not fast, not meant to be.
import seedrandom from 'seedrandom';

export interface Draws {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A whole number from 0 … below-1. */
  whole(below: number): number;
  /** Exponential with the given rate: the gap between two arrivals of a Poisson process. */
  gap(rate: number): number;
}

/** The generator with this name; the same name gives the same numbers. */
export function drawsNamed(name: string): Draws {
  // tychei, since it stirs after each character of its seed: xorshift7 and others forget the first ones of a long name.
  const next = seedrandom.tychei(name);
  return {
    uniform: () => next(),
    whole: (below) => Math.floor(next() * below),
    gap: (rate) => -Math.log(1 - next()) / rate,
  };
}
