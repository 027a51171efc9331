// A fit of a pair of hosts for a terminal, and as the keys of a scenario that it stands for.
import { formatBitRate, formatCounted, formatDuration, formatSeconds } from '../metrics/format';
import type { Source } from '../validation/cases';
import type { Fitted, FittedRate, HostFit } from '../validation/fit';
import { heading, table, type Style } from './table';

export function fitText(title: string, fit: HostFit, style: Style): string {
  const rows = [
    ...fit.rates.map((one) => [rateName(one), ...cells(one.rate, formatBitRate)]),
    ['zero page', ...cells(fit.zeroPageSeconds, (seconds) => formatSeconds(seconds))],
    ['set-up', ...cells(fit.setupSeconds, (seconds) => formatSeconds(seconds))],
  ];
  const { logRule, residualSeconds } = fit;
  return [
    heading(`${title}: fitted to ${formatCounted(fit.used.length, 'case')}`, style),
    table(['constant', 'fitted', '95 % interval'], rows, 'lrl', style),
    logRuleText(logRule),
    ...(residualSeconds === null ? [] : [`Fitted times are off by ${formatDuration(residualSeconds)}.`]),
    ...fit.unused.map(({ id, why }) => `Not used: ${id}. ${why}`),
    '',
    'As keys of a scenario:',
    '',
    ...hostKeys(fit),
  ].join('\n');
}

function rateName({ by, nominal, cases }: FittedRate): string {
  const what = by === 'link' ? 'link' : 'maxBandwidth';
  return `${what}, ${formatBitRate(nominal)} (${formatCounted(cases, 'case')})`;
}

function cells(fitted: Fitted | null, format: (value: number) => string): [string, string] {
  if (fitted === null) return ['not told by these cases', ''];
  const { value, low, high } = fitted;
  const interval =
    low === null && high === null
      ? 'too few cases for one'
      : `${low === null ? 'any' : format(low)} to ${high === null ? 'any' : format(high)}`;
  return [format(value), interval];
}

function logRuleText(logRule: HostFit['logRule']): string {
  if (logRule === null) return 'When the dirty log is cleared: not told by these cases.';
  const { rule, off, probability } = logRule;
  const sizes = `bytes are off by ${percent(off.sync)} if it is cleared at the sync, by ${percent(off.lazy)} if lazily`;
  const chance = probability === null ? '' : `, p = ${probability < 0.001 ? '< 0.001' : probability.toFixed(3)}`;
  const what = rule === null ? 'both rules fit alike' : rule === 'sync' ? 'at the sync' : 'lazily';
  return `When the dirty log is cleared: ${what} (${sizes}${chance}).`.replace('p = <', 'p <');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** The keys `link`, `host` and `algorithms` of a scenario, with what the cases told; the rest is the preset's. */
export function hostKeys(fit: HostFit): string[] {
  const link = fit.rates.filter(({ by }) => by === 'link').toSorted((a, b) => b.cases - a.cases)[0]?.rate ?? null;
  const setup = toldSeconds(fit.setupSeconds);
  const zeroPage = toldSeconds(fit.zeroPageSeconds);
  const costs = [
    `preset: ${fit.preset}`,
    ...(setup === null ? [] : [`setup: ${number(setup * 1000)}ms`]),
    ...(zeroPage === null ? [] : [`zeroPage: ${number(zeroPage * 1e6)}us`]),
  ];
  const rule = fit.logRule?.rule ?? null;
  return [
    ...(link === null ? [] : [`link: { bandwidth: ${number(link.value / 1e6)}Mbit/s, efficiency: 100% }`]),
    `host: { ${costs.join(', ')} }`,
    ...(rule === null ? [] : [`algorithms: [qemu-precopy: { clearLog: ${rule} }]`]),
  ];
}

/** A cost whose interval has not only nothing in it. */
function toldSeconds(fitted: Fitted | null): number | null {
  if (fitted === null || fitted.value <= 0 || (fitted.low !== null && fitted.low <= 0)) return null;
  return fitted.value;
}

/** Four digits, without an exponent. */
function number(value: number): string {
  return String(Number(value.toFixed(value >= 1000 ? 0 : value >= 10 ? 2 : 4)));
}

/** A fit as data: docs/validation-cases.md, 'Fitting a host'. */
export function fitRecord({ id, title }: Source, fit: HostFit): object {
  return { format: 'miglab.fit/1', id, title, ...fit, keys: hostKeys(fit).join('\n') };
}
