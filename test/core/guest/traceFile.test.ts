// The lmtrace format: what is read, each mistake with its line, the round trip, and texts made to harm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTrace, parseTrace, type Trace, type TraceMistake } from '../../../src/core/guest/traceFile';

const HEAD = ['#lmtrace 1', '#page_size 4096', '#pages 64', '#interval_ms 100'];

function read(...lines: readonly string[]): Trace {
  const result = parseTrace(lines.join('\n'));
  if ('message' in result) assert.fail(`line ${result.line}: ${result.message}`);
  return result;
}

function mistake(text: string): TraceMistake {
  const result = parseTrace(text);
  if ('header' in result) assert.fail('was read');
  return result;
}

function rowsOf({ columns }: Trace): number[][] {
  return Array.from(columns.atSeconds, (at, row) => [
    at,
    columns.firstPage[row] ?? NaN,
    columns.pages[row] ?? NaN,
    columns.writes[row] ?? NaN,
  ]);
}

test('a trace is read: header, notes, rows with and without writes', () => {
  const trace = read(...HEAD, '#source pagemap_scan pid=4711 comm=redis', '0,3,2', '0,40,1', '100,3,1,25', '250.5,0,8');
  assert.deepEqual(trace.header, {
    pages: 64,
    pageBytes: 4096,
    loop: 'none',
    notes: [{ name: 'source', value: 'pagemap_scan pid=4711 comm=redis' }],
  });
  assert.deepEqual(rowsOf(trace), [
    [0, 3, 2, 2],
    [0, 40, 1, 1],
    [0.1, 3, 1, 25],
    [0.2505, 0, 8, 8],
  ]);
  assert.equal(trace.columns.intervalSeconds, 0.1);
  assert.ok(Math.abs(trace.columns.seconds - 0.3505) < 1e-12);
});

test('time starts with the first row', () => {
  assert.deepEqual(
    rowsOf(read(...HEAD, '86400000.3,1,1', '86400000.5,2,1')).map(([at]) => at),
    [0, 0.0002],
  );
});

test('what follows the end is none, all or the last so many milliseconds', () => {
  assert.equal(read(...HEAD, '#loop none').header.loop, 'none');
  assert.equal(read(...HEAD, '#loop all').header.loop, 'all');
  assert.equal(read(...HEAD, '#loop 2500').header.loop, 2.5);
});

test('a mark of the encoding, lines of DOS, comments, empty lines and a missing last newline do no harm', () => {
  const trace = parseTrace(`\ufeff${HEAD.join('\r\n')}\r\n\r\n# a comment\r\n0,1,1\r\n# another\r\n\r\n5,2,1`);
  assert.ok('columns' in trace);
  assert.deepEqual(rowsOf(trace), [
    [0, 1, 1, 1],
    [0.005, 2, 1, 1],
  ]);
});

test('a trace without rows is an idle guest', () => {
  const { columns } = read(...HEAD);
  assert.equal(columns.seconds, 0);
  assert.equal(columns.atSeconds.length, 0);
});

test('each mistake has its line and says what to do', () => {
  const head = HEAD.join('\n');
  const cases: readonly (readonly [text: string, line: number, message: RegExp])[] = [
    ['', 1, /make '#lmtrace 1' its first line/],
    ['0,1,1', 1, /make '#lmtrace 1' its first line/],
    ['#lmtrace 2\n', 1, /Version 2 .* export/],
    ['#lmtrace 1\n#pages 64\n#interval_ms 1\n0,0,1\n', 4, /page_size 4096/],
    ['#lmtrace 1\n#page_size 4096\n#interval_ms 1\n', 1, /'#pages 65536'/],
    ['#lmtrace 1\n#page_size 4096\n#pages 4\n0,0,1', 4, /'#interval_ms 100'/],
    ['#lmtrace 1\n#page_size 4k', 2, /whole bytes/],
    ['#lmtrace 1\n#pages 0', 2, /at least 1/],
    ['#lmtrace 1\n#pages 64.5', 2, /whole number/],
    ['#lmtrace 1\n#interval_ms -5', 2, /milliseconds/],
    [`${head}\n#pages 65`, 5, /A second '#pages'/],
    [`${head}\n#loop forever`, 5, /'none', 'all'/],
    [`${head}\n#loop 0`, 5, /'none', 'all'/],
    [`${head}\n#lmtrace 1`, 5, /A second '#lmtrace'/],
    [`${head}\n0,0,1\n#loop all`, 6, /above the rows/],
    [`${head}\n0,0,1\n10,60,5`, 6, /Page 64 lies past the last page 63/],
    [`${head}\n5,0,1\n4.5,0,1`, 6, /back from 5 to 4.5 ms/],
    [`${head}\n0,0,0`, 5, /range of no pages/],
    [`${head}\n0,0,4,3`, 5, /3 writes for 4 pages/],
    [`${head}\n0,0,4,5000000000`, 5, /too many/],
    [`${head}\n2000000000000,0,1`, 5, /thirty years/],
    ...[
      ['0', '0,0', '0,0,1,2,3', '0,0,1,', ',0,0,1', '0;0;1', '0, 0, 1', ' 0,0,1', '-1,0,1', '1e3,0,1', '.5,0,1'],
      ['5.,0,1', '0,.5,1', '0,0.5,1', '1.2.3,0,1', '0x1,0,1', 'hello', '0,0,1 ', '\u00b2,0,1', '0,0,1\r'],
    ]
      .flat()
      .map((row) => [`${head}\n${row}\n`, 5, /isn't a row: write t_ms,first_page,count/] as const)
      // One '\r' before the line's end belongs to the end.
      .filter(([text]) => !text.endsWith('\r\n')),
  ];
  for (const [text, line, message] of cases) {
    const found = mistake(text);
    assert.match(found.message, message, text);
    assert.equal(found.line, line, `${text}: ${found.message}`);
  }
});

test('a trace that is written and read again is the same', () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 2_000_000 }),
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 0, max: 100_000 }),
  );
  const traces = fc.record({
    rows: fc.array(row, { maxLength: 20 }),
    interval: fc.constantFrom('0', '10', '0.25', '8000'),
    loop: fc.constantFrom('all', 'none', '1500', '0.125'),
    start: fc.integer({ min: 0, max: 1_000_000_000 }),
  });
  fc.assert(
    fc.property(traces, ({ rows, interval, loop, start }) => {
      let ms = start;
      const lines = rows.map(([step, first, count, more]) => {
        ms += step;
        return `${ms / 1000},${first},${count},${count + more}`;
      });
      const head = ['#lmtrace 1', '#page_size 4096', '#pages 1000', `#interval_ms ${interval}`, `#loop ${loop}`];
      const trace = read(...head, '#source a test', ...lines);
      const again = parseTrace(formatTrace(trace.header, trace.columns));
      assert.deepEqual(again, trace);
      assert.equal(trace.columns.atSeconds.length, rows.length);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('any text is answered without throwing', () => {
  const piece = fc.oneof(
    fc.constantFrom('#lmtrace 1\n', `${HEAD.join('\n')}\n`, '0,1,1\n', '#', '\n', '\r', ',', '9'.repeat(400), '#loop '),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const result = parseTrace(pieces.join(''));
      assert.ok('header' in result || result.line >= 1);
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('ten million characters are answered quickly, whatever they are', () => {
  const head = `${HEAD.join('\n')}\n`;
  const size = 10_000_000;
  const texts = [
    `${head}${'12,3,4,9\n'.repeat(size / 9)}`,
    head + '\n'.repeat(size),
    head + '9'.repeat(size),
    `${head}1.${'9'.repeat(size)},1,1`,
    `#lmtrace 1${' '.repeat(size)}`,
    `#lmtrace 1\n#x${' \t'.repeat(size / 2)}y`,
    `#lmtrace 1\n#${'pages '.repeat(size / 6)}`,
    `#lmtrace 1\n${'#a b\n'.repeat(size / 5)}`,
    'x'.repeat(size),
  ];
  for (const text of texts) {
    const begin = performance.now();
    parseTrace(text);
    const seconds = (performance.now() - begin) / 1000;
    // A tenth of this is usual: the bound is for a machine that is busy.
    assert.ok(seconds < 5, `${text.slice(0, 90)}: ${seconds} s`);
  }
  const big = parseTrace(texts[0] ?? '');
  assert.ok('columns' in big);
  assert.equal(big.columns.atSeconds.length, Math.floor(size / 9));
});
