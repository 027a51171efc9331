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

/** What the cases told, as texts of the scenario language; null: it was not told. */
interface Told {
  readonly link: string | null;
  readonly setup: string | null;
  readonly zeroPage: string | null;
}

function toldBy(fit: HostFit): Told {
  const link = linkOf(fit)?.rate ?? null;
  const setup = toldSeconds(fit.setupSeconds);
  const zeroPage = toldSeconds(fit.zeroPageSeconds);
  return {
    link: link && `{ bandwidth: ${number(link.value / 1e6)}Mbit/s, efficiency: 100% }`,
    setup: setup === null ? null : `${number(setup * 1000)}ms`,
    zeroPage: zeroPage === null ? null : `${number(zeroPage * 1e6)}us`,
  };
}

/** The link that most cases were held up by. */
function linkOf(fit: HostFit): FittedRate | undefined {
  return fit.rates.filter(({ by }) => by === 'link').toSorted((a, b) => b.cases - a.cases)[0];
}

/** The keys `link`, `host` and `algorithms` of a scenario, with what the cases told; the rest is the preset's. */
export function hostKeys(fit: HostFit): string[] {
  const { link, setup, zeroPage } = toldBy(fit);
  const costs = [
    `preset: ${fit.preset}`,
    ...(setup === null ? [] : [`setup: ${setup}`]),
    ...(zeroPage === null ? [] : [`zeroPage: ${zeroPage}`]),
  ];
  const rule = fit.logRule?.rule ?? null;
  return [
    ...(link === null ? [] : [`link: ${link}`]),
    `host: { ${costs.join(', ')} }`,
    ...(rule === null ? [] : [`algorithms: [qemu-precopy: { clearLog: ${rule} }]`]),
  ];
}

/** The fit as the file of a host preset (scenario/hostFile.ts): the figures of `hostKeys`, each with its interval and the number of cases behind it. */
export function hostFileText({ title, reference }: Source, fit: HostFit): string {
  const { link, setup, zeroPage } = toldBy(fit);
  const rate = linkOf(fit);
  const cases = formatCounted(fit.used.length, 'case');
  const rule = fit.logRule?.rule ?? null;
  const notTold = (what: string): string => `# ${what}: not told by these cases, so that it is left to the preset.`;
  const lines = [
    `# A host preset, fitted by miglab validate --fit: name this file by host.preset in a scenario.`,
    `title: ${JSON.stringify(title.slice(0, 200))}`,
    `description: ${JSON.stringify(`Fitted to ${cases}. ${reference}`)}`,
    'host:',
    `  preset: ${fit.preset} # of the cases' scenarios: what follows is fitted, the rest is its`,
    setup === null ? `  ${notTold('setup')}` : `  setup: ${setup} # ${basis(fit.setupSeconds, formatSeconds, cases)}`,
    zeroPage === null
      ? `  ${notTold('zeroPage')}`
      : `  zeroPage: ${zeroPage} # ${basis(fit.zeroPageSeconds, formatSeconds, cases)}`,
    link === null || rate === undefined
      ? '# link: no case was held up by the link, so that scenarios give their own.'
      : `link: ${link} # ${basis(rate.rate, formatBitRate, formatCounted(rate.cases, 'case'))}`,
    rule === null ? '# clearLog: both rules fit alike.' : `clearLog: ${rule} # ${logRuleText(fit.logRule)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Where a figure comes from: its interval, and the cases. */
function basis(fitted: Fitted | null, format: (value: number) => string, cases: string): string {
  const [, interval] = cells(fitted, format);
  const isInterval = fitted !== null && (fitted.low !== null || fitted.high !== null);
  return `${isInterval ? `95 %: ${interval}` : `no interval, ${interval}`}; ${cases}`.replaceAll(/\s/g, ' ');
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
