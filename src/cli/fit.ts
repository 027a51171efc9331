// `miglab validate --fit`: fits the constants of a pair of hosts to cases, prints them with their intervals, and as keys of a scenario.
import { fitText, fitRecord } from '../core/report/fitText';
import type { Scenario } from '../core/scenario/scenario';
import { fitHost, logRules, withLogRule, type FitCase, type HostFit, type LogRule } from '../core/validation/fit';
import { keyOf } from '../core/validation/compare';
import type { Source } from '../core/validation/cases';
import type { FitCommand } from './arguments';
import { writeJson } from './json';
import type { Output } from './output';
import { readyCases, runJobs } from './validate';

/** The exit status: 1 if a file is wrong, or no case can be used. */
export async function fitCommand({ files, format, jobs }: FitCommand, output: Output): Promise<number> {
  const fits: { readonly source: Source; readonly fit: HostFit }[] = [];
  let failed = false;
  for (const file of files) {
    const found = readyCases(file, output);
    if (found === null) {
      failed = true;
      continue;
    }
    const variants = new Map<string, Scenario>(
      [...found.ready].flatMap(([key, scenario]) =>
        logRules.map((rule) => [`${key} ${rule}`, withLogRule(scenario, rule)] as const),
      ),
    );
    const results = await runJobs(variants, jobs, (done, all) => {
      output.progress(`${file}: ${done} of ${all} runs`);
    });
    output.progress('');
    for (const source of found.cases.sources) {
      const cases = (source.cases ?? []).flatMap((one): FitCase[] => {
        const scenario = found.ready.get(keyOf(one));
        if (scenario === undefined || one.unsimulated !== undefined) return [];
        const runsUnder = (rule: LogRule): FitCase['runs'][LogRule] =>
          (results.get(`${keyOf(one)} ${rule}`)?.runs ?? []).filter(({ label }) => label === one.label);
        return [{ one, scenario, runs: { sync: runsUnder('sync'), lazy: runsUnder('lazy') } }];
      });
      if (cases.length > 0) fits.push({ source, fit: fitHost(cases) });
    }
  }
  const useful = fits.filter(({ fit }) => fit.used.length > 0);
  for (const { source } of fits.filter((one) => !useful.includes(one)))
    output.message(
      `${source.title}: no case of qemu-precopy that ended, with its total and its bytes: nothing to fit.`,
    );
  if (format === 'json')
    writeJson(
      fits.map(({ source, fit }) => fitRecord(source, fit)),
      output,
    );
  else if (useful.length > 0)
    output.result(`${useful.map(({ source, fit }) => fitText(source.title, fit, output.style)).join('\n\n')}\n`);
  return failed || useful.length < fits.length || fits.length === 0 ? 1 : 0;
}
