// Sweeps and results name regions, so no two regions have the same name.
import { readRegions } from '../layout';
import { duplicates } from './duplicates';
import type { Rule } from './rule';

export const duplicateRegion: Rule = ({ checked }) =>
  duplicates(
    readRegions(checked).flatMap(({ value }) => {
      const name = value?.name.value;
      return value && typeof name === 'string' ? [{ name, range: value.name.range }] : [];
    }),
    'duplicate-region',
    (name) => `The name '${name}' is taken: give this region another one.`,
  );
