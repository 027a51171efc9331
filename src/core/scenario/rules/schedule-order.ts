// The steps of a link's schedule stand in the order of time.
import { problem } from '../report';
import type { Rule } from './rule';

export const scheduleOrder: Rule = ({ checked }) => {
  const steps = (checked.link.value?.schedule.value ?? []).flatMap(({ value }) =>
    value?.at.value === undefined ? [] : [{ seconds: value.at.value, range: value.at.range }],
  );
  const index = steps.findIndex(({ seconds }, i) => seconds <= (steps[i - 1]?.seconds ?? -1));
  const [before, step] = [steps[index - 1], steps[index]];
  if (!before || !step) return [];
  const related = [{ range: before.range, message: 'The step before stands here.' }];
  const message = 'This step is not later than the one before: put the steps in the order of time, each time once.';
  return [problem('schedule-order', step.range, message, { related })];
};
