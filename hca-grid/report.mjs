// The tables and the figure of docs/hca.md: what the grid's runs came to, guest by guest and on average.

/** @typedef {import('./guests.mjs').GridGuest} GridGuest */
/** @typedef {{ mean: number, low: number, high: number }} Interval */
/** @typedef {{ downtime: Interval, total: Interval }} Outcome mean seconds with their 95 % intervals */
/** @typedef {{ guest: GridGuest, rateOnlySeconds: number | null, leastTotalSeconds: number, outcomes: readonly Outcome[] }} Row the first outcome is xen-precopy's */

/** A difference to Xen within these is a tie. */
const tolerances = { downtime: { share: 0.05, seconds: 0.005 }, total: { share: 0.05, seconds: 0.1 } };

/** @param {Row} row @param {number} algorithm @param {'downtime' | 'total'} figure */
const change = ({ outcomes }, algorithm, figure) =>
  (outcomes[algorithm]?.[figure].mean ?? NaN) / (outcomes[0]?.[figure].mean ?? NaN) - 1;

/** @param {Row} row @param {number} algorithm @param {'downtime' | 'total'} figure @returns {-1 | 0 | 1} shorter, tie, longer */
function against({ outcomes }, algorithm, figure) {
  const [xen, own] = [outcomes[0]?.[figure].mean ?? NaN, outcomes[algorithm]?.[figure].mean ?? NaN];
  const { share, seconds } = tolerances[figure];
  const margin = Math.max(share * xen, seconds);
  if (own > xen + margin) return 1;
  return own < xen - margin ? -1 : 0;
}

/** Guests of unequal rates that write at or above the link's page rate, on a host without costs: what the abstract speaks of. @param {Row} row */
const isHeavy = ({ guest }) => guest.isUnequal && guest.host === 'ideal' && guest.load >= 1;

/** @param {Row} row @param {number} algorithm whether its downtime is near the rate-only line */
const isNear = ({ outcomes, rateOnlySeconds }, algorithm) =>
  (outcomes[algorithm]?.downtime.mean ?? NaN) <= 1.25 * (rateOnlySeconds ?? NaN) + 0.02;

const mean = (/** @type {readonly number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (/** @type {number} */ share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;

/** @param {readonly Row[]} rows @param {number} algorithm */
function averages(rows, algorithm) {
  const heavy = rows.filter(isHeavy);
  const lined = heavy.filter(({ guest, rateOnlySeconds }) => guest.isStationary && rateOnlySeconds !== null);
  const longer = rows.filter((row) => against(row, algorithm, 'downtime') > 0 || against(row, algorithm, 'total') > 0);
  return {
    guests: heavy.length,
    downtime: mean(heavy.map((row) => change(row, algorithm, 'downtime'))),
    total: mean(heavy.map((row) => change(row, algorithm, 'total'))),
    least: mean(heavy.map((row) => row.leastTotalSeconds / (row.outcomes[0]?.total.mean ?? NaN) - 1)),
    near: lined.filter((row) => isNear(row, algorithm)).length,
    lined: lined.length,
    longer,
  };
}

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;
/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** @param {Interval} interval @param {number} scale @param {number} digits */
const plusMinus = ({ mean: value, low, high }, scale, digits) =>
  `${(scale * value).toFixed(digits)} ± ${((scale * (high - low)) / 2).toFixed(digits)}`;

/** @param {Row} row */
function guestLine(row) {
  const [xen, hca] = row.outcomes;
  if (xen === undefined || hca === undefined) throw new Error('A guest has no runs.');
  const verdicts = [
    { figure: /** @type {const} */ ('downtime'), words: ['shorter', '', 'longer'] },
    { figure: /** @type {const} */ ('total'), words: ['faster', '', 'slower'] },
  ];
  const verdict = verdicts.map(({ figure, words }) => words[against(row, 1, figure) + 1]).filter(Boolean);
  return [
    row.guest.name,
    row.rateOnlySeconds === null ? '–' : (1000 * row.rateOnlySeconds).toFixed(0),
    plusMinus(xen.downtime, 1000, 1),
    plusMinus(hca.downtime, 1000, 1),
    percent(change(row, 1, 'downtime')),
    plusMinus(xen.total, 1, 2),
    plusMinus(hca.total, 1, 2),
    percent(change(row, 1, 'total')),
    verdict.join(', ') || 'a tie',
  ];
}

/** @param {readonly Row[]} rows @param {readonly { name: string }[]} algorithms the first is xen-precopy @param {number} repetitions */
export function gridSection(rows, algorithms, repetitions) {
  const halves = [
    { name: 'Reported on', rows: rows.filter(({ guest }) => guest.half === 'report') },
    { name: 'Used for setting defaults', rows: rows.filter(({ guest }) => guest.half === 'tuning') },
  ];
  const figures = algorithms.slice(1).map(({ name }, i) => ({ name, all: averages(rows, i + 1) }));
  const head = ['guest', 'rate-only, ms', 'Xen, ms', 'hca, ms', 'downtime', 'Xen, s', 'hca, s', 'total', 'hca is'];
  return [
    `${rows.length} guests, ${repetitions} repetitions each, means with 95 % intervals. 'Heavy' are guests whose pages differ in rate and that write at or above the link's page rate, on a host without costs.`,
    table(
      [
        'half',
        'heavy guests',
        'downtime',
        'total',
        'total if every page were sent once',
        'near the rate-only line',
        'longer than Xen beyond tolerance',
      ],
      halves.map(({ name, rows: half }) => {
        const { guests, downtime, total, least, near, lined, longer } = averages(half, 1);
        const names = longer.map(({ guest }) => guest.name).join('; ');
        return [
          name,
          String(guests),
          percent(downtime),
          percent(total),
          percent(least),
          `${near} of ${lined}`,
          names || 'none',
        ];
      }),
    ),
    `The tolerance is 5 % or 5 ms of downtime, 5 % or 100 ms of total time, whichever is more; 'near' is up to 1.25 times the line and 20 ms.`,
    '#### Ablations',
    table(
      ['`hca`', 'downtime of heavy guests', 'their total', 'near the rate-only line', 'guests longer than Xen'],
      figures.map(({ name, all }) => [
        name,
        percent(all.downtime),
        percent(all.total),
        `${all.near} of ${all.lined}`,
        String(all.longer.length),
      ]),
    ),
    ...halves.flatMap(({ name, rows: half }) => [`#### ${name}`, table(head, half.map(guestLine))]),
  ].join('\n\n');
}

/** @param {readonly Row[]} rows of the tuning half @param {readonly { name: string }[]} variants the first is xen-precopy, the second the default */
export function tuningSection(rows, variants) {
  const scored = variants.slice(1).map(({ name }, i) => {
    const { downtime, total, longer } = averages(rows, i + 1);
    return { name, downtime, total, longer: longer.length, score: Math.sqrt((1 + downtime) * (1 + total)) - 1 };
  });
  const fair = scored.filter(({ longer }) => longer === Math.min(...scored.map((one) => one.longer)));
  const best = fair.reduce((a, b) => (b.score < a.score ? b : a));
  return [
    table(
      ['one parameter changed', 'downtime', 'total', 'both', 'guests longer than Xen'],
      scored.map(({ name, downtime, total, score, longer }) => [
        name === best.name ? `**${name}**` : name,
        percent(downtime),
        percent(total),
        percent(score),
        String(longer),
      ]),
    ),
    `'Both' is the geometric mean of the two. The best of those with the fewest guests longer than Xen is in bold.`,
  ].join('\n\n');
}

/** Downtime against total, a point a guest. @param {readonly Row[]} rows */
export function gridFigure(rows) {
  const [width, height, left, bottom] = [640, 420, 64, 48];
  const x = (/** @type {number} */ share) => left + ((share + 0.7) / 0.8) * (width - left - 16);
  const y = (/** @type {number} */ share) => 16 + ((0.1 - share) / 0.8) * (height - bottom - 16);
  const ticks = [-0.6, -0.4, -0.2, 0];
  const marks = rows.map((row) => {
    const [total, downtime] = [change(row, 1, 'total'), change(row, 1, 'downtime')];
    const title = `<title>${row.guest.name}: downtime ${percent(downtime)}, total ${percent(total)}</title>`;
    const at = `${x(total).toFixed(1)}`;
    const up = `${y(downtime).toFixed(1)}`;
    return row.guest.half === 'report'
      ? `<circle cx="${at}" cy="${up}" r="4" fill="#1f6feb">${title}</circle>`
      : `<rect x="${(x(total) - 3.5).toFixed(1)}" y="${(y(downtime) - 3.5).toFixed(1)}" width="7" height="7" fill="none" stroke="#9a6700" stroke-width="1.5">${title}</rect>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="Downtime and total time of hca against Xen's, a mark for each guest">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...ticks.flatMap((share) => [
      `<path d="M${x(share).toFixed(1)} 16V${height - bottom}M${left} ${y(share).toFixed(1)}H${width - 16}" stroke="${share === 0 ? '#57606a' : '#d0d7de'}"/>`,
      `<text x="${x(share).toFixed(1)}" y="${height - bottom + 18}" text-anchor="middle" fill="#24292f">${Math.round(100 * share)} %</text>`,
      `<text x="${left - 8}" y="${(y(share) + 4).toFixed(1)}" text-anchor="end" fill="#24292f">${Math.round(100 * share)} %</text>`,
    ]),
    `<text x="${(left + width - 16) / 2}" y="${height - 8}" text-anchor="middle" fill="#24292f">total time against xen-precopy</text>`,
    `<text transform="translate(16 ${(height - bottom) / 2 + 8}) rotate(-90)" text-anchor="middle" fill="#24292f">downtime against xen-precopy</text>`,
    `<circle cx="${left + 14}" cy="${height - bottom - 34}" r="4" fill="#1f6feb"/><text x="${left + 24}" y="${height - bottom - 30}" fill="#24292f">reported on</text>`,
    `<rect x="${left + 10.5}" y="${height - bottom - 19.5}" width="7" height="7" fill="none" stroke="#9a6700" stroke-width="1.5"/><text x="${left + 24}" y="${height - bottom - 12}" fill="#24292f">used for setting defaults</text>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}
