// A hint at keys of a region that do nothing beside the others.
import { readRegions } from '../layout';
import { problem } from '../report';
import type { Rule } from './rule';

export const keyWithoutEffect: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value }) => {
    if (!value?.repeat.given || value.trace.given) return [];
    const message = "'repeat' has no effect without 'trace': a trace alone has an end.";
    return [problem('key-without-effect', value.repeat.keyRange, message, { severity: 'hint' })];
  });
