// `miglab validate --fit`: fits the constants of a pair of hosts to cases, prints them with their intervals and as keys of a scenario, and keeps them as a host
// preset.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fitText, fitRecord, hostFileText } from '../core/report/fitText';
import type { Scenario } from '../core/scenario/scenario';
import { fitHost, logRules, withLogRule, type FitCase, type HostFit, type LogRule } from '../core/validation/fit';
import { keyOf } from '../core/validation/compare';
import type { Source } from '../core/validation/cases';
import type { FitCommand } from './arguments';
import { writeJson } from './json';
import type { Output } from './output';
import { reasonOf } from './reasons';
import { readyCases, runJobs } from './validate';

interface FittedSource {
  readonly source: Source;
  readonly fit: HostFit;
}

/** Keeps a fit as a host preset; whether it did. A pair of hosts is one source: others would be mixed up with it. */
function savePreset(file: string, fits: readonly FittedSource[], output: Output): boolean {
  const [only, ...others] = fits;
  if (only === undefined) return false;
  if (others.length > 0) {
    const titles = fits.map(({ source }) => source.title).join(', ');
    output.message(
      `${file}: not written: a preset is one pair of hosts, and there are ${fits.length} fits (${titles}). Give --fit a cases file with one of these sources.`,
    );
    return false;
  }
  try {
    writeFileSync(file, hostFileText(only.source, only.fit));
  } catch (error) {
    output.message(`${file}: The preset cannot be written: ${reasonOf(error)}.`);
    return false;
  }
  output.message(`${file}: written. A scenario beside it takes it by 'host: ${path.basename(file)}'.`);
  return true;
}

/** So many cases are named with their reasons. */
const mostNamed = 3;

function unusedInWords({ unused }: HostFit): string {
  const named = unused.slice(0, mostNamed).map(({ id, why }) => `${id}: ${why}`);
  const rest = unused.length - named.length;
  return [...named, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
}

/** The exit status: 1 if a file is wrong, or no case can be used. */
export async function fitCommand({ files, format, jobs, save }: FitCommand, output: Output): Promise<number> {
  const fits: FittedSource[] = [];
  let failed = false;
  for (const file of files) {
    const found = readyCases(file, output);
    if (found === null) {
      failed = true;
      continue;
    }
    failed ||= found.hasProblems;
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
  for (const { source, fit } of fits.filter((one) => !useful.includes(one)))
    output.message(`${source.title}: nothing to fit: no case can be used. ${unusedInWords(fit)}`);
  if (save !== null && !savePreset(save, useful, output)) failed = true;
  if (format === 'json')
    writeJson(
      fits.map(({ source, fit }) => fitRecord(source, fit)),
      output,
    );
  else if (useful.length > 0)
    output.result(`${useful.map(({ source, fit }) => fitText(source.title, fit, output.style)).join('\n\n')}\n`);
  return failed || useful.length < fits.length || fits.length === 0 ? 1 : 0;
}
