// All charts of a scenario's runs, as the panel makes them once the experiment has finished.
import { fixedDowntime } from '../../../src/core/metrics/downtime';
import { workingSetCurve } from '../../../src/core/metrics/workingSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { downtimeChart } from '../../../src/webview/charts/downtime';
import { laneScales } from '../../../src/webview/charts/laneScales';
import { ratesChart } from '../../../src/webview/charts/rates';
import { remainingChart } from '../../../src/webview/charts/remaining';
import { roundsChart } from '../../../src/webview/charts/rounds';
import { tiersChart } from '../../../src/webview/charts/tiers';
import { tradeoffChart } from '../../../src/webview/charts/tradeoff';
import { workingSetChart } from '../../../src/webview/charts/workingSet';
import type { ShownChart } from '../../../src/webview/export/files';
import { finishedState, recordEvents } from './recordings';

/** In the order of the page. */
export function allCharts(scenario: Scenario): readonly ShownChart[] {
  const events = recordEvents(scenario);
  const { summary } = finishedState(scenario, events);
  const lanes = scenario.algorithms.map(({ label }, series) => {
    const own = events.filter((event) => event.label === label);
    const start = own.find((event) => event.type === 'start');
    const ends = own.filter((event) => event.type === 'end');
    if (!start) throw new Error(`${label} has not started`);
    const rounds = own.filter((event) => event.type === 'round');
    const { pages, pagesPerSecond, stopRule: rule } = start;
    return {
      label,
      series,
      rounds,
      ends,
      pages,
      pagesPerSecond,
      rule,
      floor: ends[0]?.floor ?? null,
      missing: 'failed',
    };
  });
  const scales = laneScales(lanes, false);
  const curve = workingSetCurve(scenario, lanes[0]?.pagesPerSecond ?? 1, null);
  const rows = (summary ?? []).map((row, series) => ({ summary: row, floor: lanes[series]?.floor ?? null, series }));
  return [
    ...lanes.flatMap((lane) =>
      [roundsChart(lane, scales), tiersChart(lane, scales), ratesChart(lane, scales)].map((spec) => ({
        spec,
        about: lane.label,
      })),
    ),
    {
      spec: workingSetChart({ curve, fixedSeconds: fixedDowntime(scenario), label: lanes[0]?.label ?? '' }),
      about: 'the guest',
    },
    { spec: remainingChart(lanes), about: 'all algorithms' },
    { spec: downtimeChart(lanes), about: 'all algorithms' },
    { spec: tradeoffChart(rows), about: 'all algorithms' },
  ];
}
