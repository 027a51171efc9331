// The table of wrong files: for each slip one problem, with its code, at exactly the marked place, and (where one is likely) a fix that mends it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fakeAlgorithms } from './fakeAlgorithms';
import { schemaJudge } from './schemaOracle';
import { check, apply, exchange, outline, sound, unmark } from './support';
import type { BesideIt } from './support';

interface WrongFile {
  readonly slip: string;
  readonly code: string;
  /** The text, the problem's place between ⟦ and ⟧. */
  readonly marked: string;
  /** What the first fix writes; applied, it leaves a file without problems. */
  readonly fix?: string;
  readonly severity?: 'warning' | 'hint';
  /** Text of the related place. */
  readonly related?: string;
  /** Files beside it. */
  readonly beside?: BesideIt;
}

/** The sound scenario with a region that is driven by `keys` in place of writes and a pattern. */
function recorded(keys: string): string {
  return exchange('size: 64MiB\n    writes: 500/s\n    pattern: sequential', keys);
}

/** 64 pages, 300 ms. */
const smallTrace = `#lmtrace 1
#page_size 4096
#pages 64
#interval_ms 100
#loop none
0,3,2
100,3,1,25
200,0,8
`;

const wrongFiles: readonly WrongFile[] = [
  { slip: 'nothing', code: 'empty-file', marked: '⟦⟧' },
  { slip: 'comments alone', code: 'empty-file', marked: '⟦#⟧ nothing here\n' },
  { slip: 'a text alone', code: 'wrong-type', marked: '⟦hello⟧' },
  { slip: 'a list alone', code: 'wrong-type', marked: '⟦- a⟧\n- b\n' },

  { slip: 'a misspelt key', code: 'unknown-key', marked: exchange('memory', '⟦memmory⟧'), fix: 'memory' },
  {
    slip: 'a misspelt key at the top',
    code: 'unknown-key',
    marked: exchange('workload', '⟦wrokload⟧'),
    fix: 'workload',
  },
  { slip: 'a key of another tool', code: 'unknown-key', marked: exchange('memory', '⟦ram⟧'), fix: 'memory' },
  { slip: 'the beginning of a key', code: 'unknown-key', marked: exchange('bandwidth', '⟦band⟧'), fix: 'bandwidth' },
  { slip: 'a plain word for a key', code: 'unknown-key', marked: exchange('rtt', '⟦latency⟧'), fix: 'rtt' },
  {
    slip: 'a rate of writes',
    code: 'unknown-key',
    marked: exchange('writes: 12k/s', '⟦writeRate⟧: 12k/s'),
    fix: 'writes',
  },
  {
    slip: 'expectations under a longer name',
    code: 'unknown-key',
    marked: `${sound}⟦expectations⟧: [ beta.total < 1h ]\n`,
    fix: 'expect',
  },
  {
    slip: 'no blank behind a colon in braces',
    code: 'unknown-key',
    marked: exchange('{ pages: 10%, share', '{ ⟦pages:10%⟧, share'),
    fix: ': ',
  },
  {
    slip: 'a blank that YAML takes for a letter',
    code: 'unknown-key',
    marked: exchange('{ pages: 10%, share', '{ ⟦pages:\u00a010%⟧, share'),
    fix: ': ',
  },
  { slip: 'no blank behind a colon', code: 'wrong-type', marked: exchange('memory: 1GiB', '⟦memory:1GiB⟧'), fix: ': ' },
  { slip: 'an equals sign', code: 'wrong-type', marked: exchange('memory: 1GiB', '⟦memory = 1GiB⟧'), fix: ': ' },
  {
    slip: 'no blank behind a colon on a line of many',
    code: 'yaml-syntax',
    marked: exchange('link:', '⟦seed:1⟧\nlink:'),
    fix: ': ',
  },
  {
    slip: 'a comment of another language',
    code: 'yaml-syntax',
    marked: exchange('link:', '⟦// fast⟧\nlink:'),
    fix: '#',
  },
  {
    slip: 'a comma in a fraction, in braces',
    code: 'wrong-value',
    marked: exchange('vm:\n  memory: 1GiB', 'vm: { memory: ⟦1,5GiB⟧ }'),
    fix: '1.5GiB',
  },
  { slip: 'a comma in a fraction', code: 'wrong-value', marked: exchange('1GiB', '⟦1,5GiB⟧'), fix: '1.5GiB' },
  {
    slip: 'a value in place of a map with one key',
    code: 'wrong-type',
    marked: exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms', 'link: ⟦1Gbit/s⟧'),
    fix: '{ bandwidth: 1Gbit/s }',
  },
  {
    slip: 'no link',
    code: 'missing-key',
    marked: exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms\n', '').replace('scenario', '⟦scenario⟧'),
    fix: '\nlink: { bandwidth: 1Gbit/s }',
  },
  {
    slip: 'no bandwidth, on lines',
    code: 'missing-key',
    marked: exchange('link:\n  bandwidth: 1Gbit/s\n', '⟦link⟧:\n'),
    fix: '\n  bandwidth: 1Gbit/s',
  },
  {
    slip: 'no bandwidth, in braces',
    code: 'missing-key',
    marked: exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms', '⟦link⟧: { rtt: 0.2ms }'),
    fix: ' bandwidth: 1Gbit/s,',
  },
  {
    slip: 'no bandwidth, in empty braces',
    code: 'missing-key',
    marked: exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms', '⟦link⟧: {}'),
    fix: ' bandwidth: 1Gbit/s ',
  },
  {
    slip: 'a region without a size, on lines',
    code: 'region-size',
    marked: exchange('- name: log\n    size: 64MiB\n', '- ⟦name: log⟧\n'),
    fix: '\n    size: 10%',
  },
  {
    slip: 'a region without writes, on lines',
    code: 'region-source',
    marked: exchange(
      '- name: log\n    size: 64MiB\n    writes: 500/s\n    pattern: sequential\n',
      '- ⟦name: log⟧\n    size: 64MiB\n',
    ),
    fix: '\n    writes: 12k/s',
  },
  { slip: 'a share without its sign', code: 'missing-unit', marked: exchange('size: 10%', 'size: ⟦0.1⟧'), fix: '10%' },
  { slip: 'a size without its unit', code: 'partial-page', marked: exchange('size: 64MiB', 'size: ⟦10⟧'), fix: '10%' },
  { slip: 'a unit in small letters', code: 'unknown-unit', marked: exchange('1Gbit/s', '⟦1gbit⟧'), fix: '1Gbit/s' },
  { slip: 'writes per sec', code: 'unknown-unit', marked: exchange('500/s', '⟦500/sec⟧'), fix: '500/s' },
  {
    slip: 'a word for a pattern',
    code: 'unknown-choice',
    marked: exchange('sequential', '⟦sequentially⟧'),
    fix: 'sequential',
  },
  {
    slip: 'algorithms as a map',
    code: 'wrong-type',
    marked: `${exchange(sound.slice(sound.indexOf('  - alpha\n')), '')}  ⟦alpha: { rounds: 5 }⟧\n  beta:\n`,
    fix: '  - alpha: { rounds: 5 }\n  - beta:',
  },
  {
    slip: 'a parameter beside its algorithm',
    code: 'unknown-key',
    marked: exchange('- beta', '- alpha:\n    ⟦rounds⟧: 3\n    as: third'),
    fix: '  ',
  },
  { slip: 'a label among the parameters', code: 'unknown-key', marked: exchange('- beta', '- beta: { ⟦as⟧: b }') },
  { slip: 'an algorithm by its name', code: 'wrong-type', marked: exchange('- beta', '- ⟦name: beta⟧'), fix: 'beta:' },
  {
    slip: 'dashes without blanks',
    code: 'wrong-type',
    marked: `${exchange(sound.slice(sound.indexOf('  - alpha\n')), '')}  ⟦-alpha⟧\n  -beta\n`,
    fix: '- alpha\n  - beta',
  },
  {
    slip: 'brackets over lines that are not indented',
    code: 'yaml-syntax',
    marked: `${exchange(sound.slice(sound.indexOf('algorithms:')), '')}algorithms: [\n⟦alpha,⟧\nbeta\n]\n`,
    fix: '  alpha,\n  beta',
  },
  {
    slip: 'figures of a pattern beside its name',
    code: 'unknown-key',
    marked: exchange(
      'pattern: { hotspot: { pages: 10%, share: 90% } }',
      'pattern:\n      hotspot:\n      ⟦pages⟧: 10%\n      share: 90% # most',
    ),
    fix: '        pages: 10%\n        share: 90% # most',
  },
  {
    slip: 'a pattern in place of its key',
    code: 'unknown-key',
    marked: exchange('pattern: { hotspot: { pages: 10%, share: 90% } }', '⟦hotspot⟧: { pages: 10%, share: 90% }'),
  },
  {
    slip: 'a semicolon for a comma',
    code: 'yaml-syntax',
    marked: exchange('{ rounds: 5, pace: adaptive', '{ rounds: ⟦5; pace: adaptive⟧'),
    fix: ',',
  },
  { slip: 'a misspelt list', code: 'unknown-key', marked: exchange('algorithms', '⟦algoritms⟧'), fix: 'algorithms' },
  {
    slip: 'a misspelt key in braces',
    code: 'unknown-key',
    marked: exchange('share: 90%', '⟦shares⟧: 90%'),
    fix: 'share',
  },
  {
    slip: 'a key in braces without its colon',
    code: 'unknown-key',
    marked: exchange('share: 90%', '⟦share 90%⟧'),
    fix: ':',
  },
  {
    slip: 'a parameter without its colon',
    code: 'unknown-key',
    marked: exchange('rounds: 5', '⟦rounds 5⟧'),
    fix: ':',
  },
  {
    slip: 'a key before braces without its colon',
    code: 'unknown-key',
    marked: exchange('vm:\n  memory: 1GiB', '⟦vm { memory⟧: 1GiB }'),
    fix: ':',
  },
  {
    slip: 'a region without a size and without writes',
    code: 'region-source',
    marked: exchange('- name: log\n    size: 64MiB\n    writes: 500/s\n    pattern: sequential', '- ⟦name: log⟧'),
  },
  { slip: 'a key in the wrong case', code: 'unknown-key', marked: exchange('rtt', '⟦RTT⟧'), fix: 'rtt' },
  { slip: 'a key of another map', code: 'unknown-key', marked: exchange('vm:', '⟦bandwidth⟧: 1Gbit/s\nvm:') },
  { slip: 'a key of nowhere', code: 'unknown-key', marked: exchange('vm:', '⟦colour⟧: blue\nvm:') },
  { slip: 'a misspelt parameter', code: 'unknown-key', marked: exchange('rounds', '⟦ronuds⟧'), fix: 'rounds' },
  { slip: 'a parameter where there are none', code: 'unknown-key', marked: exchange('- beta', '- beta: { ⟦x⟧: 1 }') },
  {
    slip: 'a parameter that lacks its indentation',
    code: 'unknown-key',
    marked: exchange('- beta', '- alpha:\n    ⟦rounds⟧: 3'),
  },
  { slip: 'two algorithms in one entry', code: 'unknown-key', marked: exchange('- beta', '- beta:\n    ⟦alpha⟧:') },
  {
    slip: 'a missing key',
    code: 'missing-key',
    marked: sound.replace('  bandwidth: 1Gbit/s\n', '').replace('link', '⟦link⟧'),
  },
  {
    slip: 'a map under a name of its own',
    code: 'unknown-key',
    marked: exchange('link:', '⟦network⟧:'),
    fix: 'link',
  },
  {
    slip: 'a list under a name of its own',
    code: 'unknown-key',
    marked: exchange('workload:', '⟦regions⟧:'),
    fix: 'workload',
  },
  {
    slip: 'algorithms under a name of their own',
    code: 'unknown-key',
    marked: exchange('algorithms:', '⟦contenders⟧:'),
    fix: 'algorithms',
  },
  {
    slip: 'the only key of a map, not indented',
    code: 'unknown-key',
    marked: exchange('  memory: 1GiB', '⟦memory⟧: 1GiB'),
  },
  {
    slip: 'one key of a map, not indented',
    code: 'unknown-key',
    marked: exchange('  bandwidth: 1Gbit/s\n  rtt: 0.2ms', '  rtt: 0.2ms\n⟦bandwidth⟧: 1Gbit/s'),
  },
  {
    slip: 'algorithms indented below the link',
    code: 'unknown-key',
    marked: exchange(
      'algorithms:\n  - alpha\n  - alpha: { rounds: 5, pace: adaptive, rate: 100Mbit/s }\n    as: hasty\n  - beta',
      '  ⟦algorithms⟧:\n    - alpha',
    ),
  },
  {
    slip: 'three missing keys',
    code: 'missing-key',
    marked: '⟦scenario⟧: A name alone\n',
  },
  {
    slip: 'hot pages without their share',
    code: 'missing-key',
    marked: exchange('{ hotspot: { pages: 10%, share: 90% } }', '{ ⟦hotspot⟧: { pages: 10% } }'),
  },
  {
    slip: 'a hotspot without figures',
    code: 'missing-key',
    marked: exchange('pattern: sequential', 'pattern: ⟦hotspot⟧'),
    fix: '{ hotspot: { pages: 10%, share: 90% } }',
  },
  { slip: 'an entry without its algorithm', code: 'missing-key', marked: exchange('- beta', '- ⟦as: mine⟧') },

  { slip: 'a text for a map', code: 'wrong-type', marked: exchange('vm:\n  memory: 1GiB', 'vm: ⟦1GiB⟧') },
  {
    slip: 'a map for a list',
    code: 'wrong-type',
    marked: exchange('  - name: log\n    size: 64MiB\n    writes: 500/s\n    pattern: sequential\n', '').replace(
      'workload:\n  - name: hot\n    size: 10%\n    writes: 12k/s\n    pattern: { hotspot: { pages: 10%, share: 90% } }',
      'workload:\n  ⟦name: hot⟧',
    ),
  },
  {
    slip: 'a list for a value',
    code: 'wrong-type',
    marked: exchange('memory: 1GiB', 'memory: ⟦[ 1GiB ]⟧'),
    fix: '1GiB',
  },
  { slip: 'no value', code: 'wrong-type', marked: exchange('memory: 1GiB', '⟦memory⟧:') },
  {
    slip: 'a region that is a text',
    code: 'wrong-type',
    marked: exchange('- name: log\n    size: 64MiB\n    writes: 500/s\n    pattern: sequential', '- ⟦log⟧'),
  },
  {
    slip: 'algorithms as a text',
    code: 'wrong-type',
    marked: exchange(
      'algorithms:\n  - alpha\n  - alpha: { rounds: 5, pace: adaptive, rate: 100Mbit/s }\n    as: hasty\n  - beta',
      'algorithms: ⟦alpha⟧',
    ),
    fix: '[ alpha ]',
  },
  { slip: 'parameters as a text', code: 'wrong-type', marked: exchange('- beta', '- beta: ⟦fast⟧') },
  { slip: 'a parameter as a list', code: 'wrong-type', marked: exchange('rounds: 5', 'rounds: ⟦[ 5 ]⟧'), fix: '5' },
  { slip: 'no label', code: 'wrong-type', marked: exchange('as: hasty', '⟦as⟧:') },

  { slip: 'a rate without its unit', code: 'missing-unit', marked: exchange('1Gbit/s', '⟦1⟧'), fix: '1Gbit/s' },
  { slip: 'a time without its unit', code: 'missing-unit', marked: exchange('0.2ms', '⟦0.2⟧'), fix: '0.2ms' },
  { slip: 'writes without their unit', code: 'missing-unit', marked: exchange('500/s', '⟦500⟧'), fix: '500/s' },
  { slip: 'a wrong unit', code: 'unknown-unit', marked: exchange('1GiB', '⟦1Gi⟧'), fix: '1GiB' },
  { slip: 'bits with a small b', code: 'unknown-unit', marked: exchange('1Gbit/s', '⟦1Gb/s⟧'), fix: '1Gbit/s' },
  { slip: 'half a write rate', code: 'unknown-unit', marked: exchange('12k/s', '⟦12k⟧'), fix: '12k/s' },
  { slip: 'a unit at a count', code: 'unknown-unit', marked: exchange('rounds: 5', 'rounds: ⟦5x⟧'), fix: '5' },
  { slip: 'a word for a size', code: 'wrong-value', marked: exchange('1GiB', '⟦lots⟧') },
  { slip: 'yes for true', code: 'wrong-value', marked: exchange('rounds: 5', 'skip: ⟦yes⟧'), fix: 'true' },
  { slip: 'a misspelt none', code: 'wrong-value', marked: exchange('rounds: 5', 'limit: ⟦nona⟧'), fix: 'none' },
  { slip: 'an empty name', code: 'wrong-value', marked: exchange('scenario: A test', "scenario: ⟦''⟧") },
  { slip: 'digits with commas', code: 'wrong-value', marked: exchange('rounds: 5', "rounds: ⟦'1,000'⟧"), fix: '1000' },
  { slip: 'memory as a small number', code: 'out-of-range', marked: exchange('1GiB', '⟦16⟧'), fix: '16GiB' },
  { slip: 'a negative time', code: 'out-of-range', marked: exchange('0.2ms', '⟦-1ms⟧'), fix: '0s' },
  { slip: 'a share over 100%', code: 'out-of-range', marked: exchange('share: 90%', 'share: ⟦190%⟧'), fix: '100%' },
  { slip: 'a region of nothing', code: 'out-of-range', marked: exchange('size: 10%', 'size: ⟦0%⟧') },
  { slip: 'no efficiency', code: 'out-of-range', marked: exchange('rtt: 0.2ms', 'efficiency: ⟦0%⟧'), fix: '0.1%' },
  {
    slip: 'too many repetitions',
    code: 'out-of-range',
    marked: exchange('vm:', 'repetitions: ⟦99999⟧\nvm:'),
    fix: '10000',
  },
  {
    slip: 'a page size that no machine has',
    code: 'out-of-range',
    marked: exchange('memory: 1GiB', 'memory: 1GiB\n  pageSize: ⟦8KiB⟧'),
  },
  { slip: 'a number that overflows', code: 'out-of-range', marked: exchange('1GiB', `⟦${'9'.repeat(30)}GiB⟧`) },
  {
    slip: 'a parameter over its bound',
    code: 'out-of-range',
    marked: exchange('rounds: 5', 'rounds: ⟦5000⟧'),
    fix: '1000',
  },
  {
    slip: 'no algorithm in the list',
    code: 'out-of-range',
    marked: `vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: ⟦[]⟧\n`,
  },

  {
    slip: 'a misspelt pattern',
    code: 'unknown-choice',
    marked: exchange('pattern: sequential', 'pattern: ⟦sequental⟧'),
    fix: 'sequential',
  },
  {
    slip: 'a misspelt pattern in braces',
    code: 'unknown-choice',
    marked: exchange('hotspot:', '⟦hotspt⟧:'),
    fix: 'hotspot',
  },
  { slip: 'a misspelt preset', code: 'unknown-choice', marked: exchange('vm:', 'host: ⟦idael⟧\nvm:'), fix: 'ideal' },
  {
    slip: 'a misspelt word of a parameter',
    code: 'unknown-choice',
    marked: exchange('pace: adaptive', 'pace: ⟦adaptve⟧'),
    fix: 'adaptive',
  },
  {
    slip: 'a misspelt algorithm',
    code: 'unknown-algorithm',
    marked: exchange('- beta', '- ⟦betta⟧'),
    fix: 'beta',
  },
  {
    slip: 'a misspelt algorithm with parameters',
    code: 'unknown-algorithm',
    marked: exchange('alpha: {', '⟦alpah⟧: {'),
    fix: 'alpha',
  },
  { slip: 'an unheard-of algorithm', code: 'unknown-algorithm', marked: exchange('- beta', '- ⟦teleport⟧') },
  {
    slip: 'a label with blanks',
    code: 'wrong-name',
    marked: exchange('as: hasty', 'as: ⟦very hasty⟧'),
    fix: 'very-hasty',
  },
  {
    slip: 'a name that begins with a digit',
    code: 'wrong-name',
    marked: exchange('name: log', 'name: ⟦2nd-log⟧'),
    fix: 'nd-log',
  },

  {
    slip: 'a label used twice',
    code: 'duplicate-label',
    marked: exchange('- beta', '- beta:\n    as: ⟦hasty⟧'),
    fix: 'hasty-2',
    related: 'hasty',
  },
  {
    slip: 'a name used twice',
    code: 'duplicate-region',
    marked: exchange('name: log', 'name: ⟦hot⟧'),
    fix: 'hot-2',
    related: 'hot',
  },
  {
    slip: 'a key used twice',
    code: 'duplicate-key',
    marked: exchange('rtt: 0.2ms', '⟦bandwidth⟧: 2Gbit/s'),
    related: 'bandwidth',
  },
  {
    slip: 'a region larger than the memory',
    code: 'regions-beyond-memory',
    marked: exchange('size: 64MiB', 'size: ⟦2GiB⟧'),
  },
  {
    slip: 'regions that are too large together',
    code: 'regions-beyond-memory',
    marked: exchange('size: 64MiB', 'size: ⟦91%⟧'),
  },
  {
    slip: 'more hot pages than pages',
    code: 'hot-pages-beyond-region',
    marked: exchange('pages: 10%', 'pages: ⟦512MiB⟧'),
    fix: '100%',
  },
  {
    slip: 'memory that is no whole number of pages',
    code: 'partial-page',
    marked: exchange('1GiB', '⟦1GB⟧'),
    fix: '976560KiB',
  },
  {
    slip: 'a region that is no whole number of pages',
    code: 'partial-page',
    marked: exchange('64MiB', '⟦65MB⟧'),
    fix: '63476KiB',
  },
  {
    slip: 'a hot part that is no whole number of pages',
    code: 'partial-page',
    marked: exchange('pages: 10%', 'pages: ⟦5000B⟧'),
    fix: '4KiB',
  },
  {
    slip: 'a page larger than the memory',
    code: 'partial-page',
    marked: exchange('memory: 1GiB', 'memory: 64MiB\n  pageSize: ⟦1GiB⟧'),
  },
  {
    slip: 'a page larger than two regions',
    code: 'partial-page',
    marked: exchange('memory: 1GiB', 'memory: 4GiB\n  pageSize: ⟦1GiB⟧').replace('size: 10%', 'size: 2MiB'),
  },
  {
    slip: 'fewer pages than regions',
    code: 'regions-beyond-memory',
    marked: exchange('memory: 1GiB', 'memory: 1GiB\n  pageSize: ⟦1GiB⟧').replace('size: 64MiB', 'size: 5%'),
  },
  {
    slip: 'more memory than the machine simulates',
    code: 'memory-beyond-machine',
    marked: exchange('1GiB', '⟦2TiB⟧'),
    fix: '1TiB',
  },
  {
    slip: 'a region without writes',
    code: 'region-source',
    marked: exchange(
      '- name: log\n    size: 64MiB\n    writes: 500/s\n    pattern: sequential',
      '- ⟦name: log⟧\n    size: 64MiB',
    ),
  },
  {
    slip: 'a region without a size',
    code: 'region-size',
    marked: exchange('- name: log\n    size: 64MiB', '- ⟦name: log⟧'),
  },
  {
    slip: 'a parameter that does nothing',
    code: 'parameter-without-effect',
    severity: 'hint',
    marked: exchange('pace: adaptive, rate', 'pace: none, ⟦rate⟧'),
  },
  {
    slip: 'a parameter that the real system refuses',
    code: 'refused-parameter',
    severity: 'warning',
    marked: exchange('rounds: 5', '⟦rounds⟧: 666'),
  },

  {
    slip: 'a rank-frequency pattern without its exponent',
    code: 'missing-key',
    marked: exchange('pattern: sequential', 'pattern: ⟦zipf⟧'),
    fix: '{ zipf: 1.1 }',
  },
  {
    slip: 'an exponent that is too large',
    code: 'out-of-range',
    marked: exchange('pattern: sequential', 'pattern: { zipf: ⟦11⟧ }'),
    fix: '10',
  },
  {
    slip: 'an interval that is none',
    code: 'wrong-value',
    marked: exchange('pattern: sequential', 'during: [ ⟦10s⟧ ]'),
  },
  {
    slip: 'an interval without a unit',
    code: 'missing-unit',
    marked: exchange('pattern: sequential', 'during: [ ⟦10..40ms⟧ ]'),
    fix: '10ms..40ms',
  },
  {
    slip: 'an interval that ends before it begins',
    code: 'wrong-value',
    marked: exchange('pattern: sequential', 'during: [ ⟦40s..10s⟧ ]'),
    fix: '10s..40s',
  },
  { slip: 'no interval', code: 'out-of-range', marked: exchange('pattern: sequential', 'during: ⟦[]⟧') },
  {
    slip: 'a time before the migration',
    code: 'out-of-range',
    marked: exchange('pattern: sequential', 'during: [ ⟦-1s..10s⟧ ]'),
  },
  {
    slip: 'a time in years',
    code: 'out-of-range',
    marked: exchange('pattern: sequential', 'during: [ ⟦1s..100000h⟧ ]'),
  },
  {
    slip: 'during as a word',
    code: 'wrong-type',
    marked: exchange('pattern: sequential', 'during: ⟦10s..20s⟧'),
    fix: '[ 10s..20s ]',
  },
  { slip: 'during as an empty map', code: 'missing-key', marked: exchange('pattern: sequential', '⟦during⟧: {}') },
  {
    slip: 'intervals that overlap',
    code: 'overlapping-intervals',
    marked: exchange('pattern: sequential', 'during: [ 10s.., ⟦20s..30s⟧ ]'),
    related: '10s..',
  },
  {
    slip: 'bursts without their length',
    code: 'missing-key',
    marked: exchange('pattern: sequential', '⟦bursts⟧: { every: 2s }'),
  },
  {
    slip: 'bursts longer than their cycle',
    code: 'burst-beyond-cycle',
    marked: exchange('pattern: sequential', 'bursts: { every: 2s, on: ⟦3s⟧ }'),
    fix: '2s',
  },
  {
    slip: 'bursts longer than their cycle, under during',
    code: 'burst-beyond-cycle',
    marked: exchange('pattern: sequential', 'during: { bursts: { every: 2s, on: ⟦3s⟧ } }'),
    fix: '2s',
  },
  {
    slip: 'intervals and bursts',
    code: 'region-activity',
    marked: exchange('pattern: sequential', 'during: [ 1s.. ]\n    ⟦bursts⟧: { every: 2s, on: 1s }'),
    related: 'during',
  },
  {
    slip: 'a change of more than a page',
    code: 'change-beyond-page',
    marked: exchange('pattern: sequential', 'change: ⟦8KiB⟧'),
    fix: '100%',
  },
  { slip: 'a change of nothing', code: 'out-of-range', marked: exchange('pattern: sequential', 'change: ⟦0B⟧') },
  {
    slip: 'repeat without a trace',
    code: 'key-without-effect',
    severity: 'hint',
    marked: exchange('pattern: sequential', '⟦repeat⟧: true'),
  },
  {
    slip: 'reads without their unit',
    code: 'missing-unit',
    marked: exchange('pattern: sequential', 'reads: ⟦30⟧'),
    fix: '30/s',
  },
  { slip: 'half a processor', code: 'wrong-value', marked: exchange('memory: 1GiB', 'memory: 1GiB\n  vcpus: ⟦1.5⟧') },
  {
    slip: 'no processor',
    code: 'out-of-range',
    marked: exchange('memory: 1GiB', 'memory: 1GiB\n  vcpus: ⟦0⟧'),
    fix: '1',
  },
  {
    slip: 'zero pages and regions that are too large together',
    code: 'regions-beyond-memory',
    marked: exchange('memory: 1GiB', 'memory: 1GiB\n  zeroPages: ⟦85%⟧'),
  },
  {
    slip: 'more zero pages than memory',
    code: 'out-of-range',
    marked: exchange('memory: 1GiB', 'memory: 1GiB\n  zeroPages: ⟦120%⟧'),
  },
  {
    slip: 'a misspelt host preset',
    code: 'unknown-choice',
    marked: exchange('vm:', 'host: ⟦xen-shadows⟧\nvm:'),
    fix: 'xen-shadow',
  },
  {
    slip: 'a host cost without its unit',
    code: 'missing-unit',
    marked: exchange('vm:', 'host: { dirtyFault: ⟦2⟧ }\nvm:'),
  },
  {
    slip: 'a misspelt part of a host cost',
    code: 'unknown-key',
    marked: exchange('vm:', 'host: { clean: { fixed: 1us, ⟦perpages⟧: 1ns } }\nvm:'),
    fix: 'perPage',
  },
  {
    slip: 'a step of the schedule without its share',
    code: 'missing-key',
    marked: exchange('rtt: 0.2ms', 'schedule: [ ⟦{ at: 20s }⟧ ]'),
  },
  {
    slip: 'steps that are not in the order of time',
    code: 'schedule-order',
    marked: exchange('rtt: 0.2ms', 'schedule: [ { at: 20s, available: 40% }, { at: ⟦20s⟧, available: 50% } ]'),
    related: '20s',
  },
  {
    slip: 'a link without anything left',
    code: 'out-of-range',
    marked: exchange('rtt: 0.2ms', 'schedule: [ { at: 20s, available: ⟦0%⟧ } ]'),
    fix: '0.1%',
  },

  { slip: 'a trace that is not there', code: 'missing-file', marked: recorded('trace: ⟦shop.lmtrace⟧') },
  { slip: 'a curve that is not there', code: 'missing-file', marked: recorded('dirtyCurve: ⟦shop.csv⟧') },
  {
    slip: 'a trace elsewhere',
    code: 'file-outside',
    marked: recorded('trace: ⟦../shop.lmtrace⟧'),
    beside: { '../shop.lmtrace': { kind: 'outside', of: "the scenario's folder" } },
  },
  {
    slip: 'a trace of gigabytes',
    code: 'unreadable-file',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': { kind: 'too-large' } },
  },
  {
    slip: 'a trace that is a folder',
    code: 'unreadable-file',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': { kind: 'unreadable', reason: 'it is a folder' } },
  },
  {
    slip: 'a trace with a wrong line',
    code: 'malformed-file',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': `${smallTrace}5,x,1\n` },
  },
  {
    slip: 'a curve with a wrong line',
    code: 'malformed-file',
    marked: recorded('dirtyCurve: ⟦shop.csv⟧'),
    beside: { 'shop.csv': 'seconds,pages\n1,100\n2,many\n' },
  },
  {
    slip: 'a trace with other pages',
    code: 'trace-page-size',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': smallTrace.replace('4096', '65536') },
  },
  {
    slip: 'a trace with more pages than its region',
    code: 'source-beyond-region',
    marked: recorded('trace: shop.lmtrace\n    size: ⟦8KiB⟧'),
    beside: { 'shop.lmtrace': smallTrace },
    fix: '256KiB',
  },
  {
    slip: 'a trace larger than the memory',
    code: 'regions-beyond-memory',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': smallTrace.replace('#pages 64', '#pages 262144') },
  },
  {
    slip: 'more to repeat than there is',
    code: 'repeat-beyond-trace',
    marked: recorded('trace: shop.lmtrace\n    repeat: ⟦10s⟧'),
    beside: { 'shop.lmtrace': smallTrace },
    fix: 'true',
  },
  {
    slip: 'a trace that repeats more than it has',
    code: 'repeat-beyond-trace',
    marked: recorded('trace: ⟦shop.lmtrace⟧'),
    beside: { 'shop.lmtrace': smallTrace.replace('#loop none', '#loop 5000') },
  },
  {
    slip: 'yes for repeat',
    code: 'wrong-value',
    marked: recorded('trace: shop.lmtrace\n    repeat: ⟦yes⟧'),
    beside: { 'shop.lmtrace': smallTrace },
    fix: 'true',
  },
  {
    slip: 'repeat without a unit',
    code: 'missing-unit',
    marked: recorded('trace: shop.lmtrace\n    repeat: ⟦0.1⟧'),
    beside: { 'shop.lmtrace': smallTrace },
  },
  {
    slip: 'a trace with a pattern',
    code: 'region-source',
    marked: recorded('trace: shop.lmtrace\n    ⟦pattern⟧: uniform'),
    beside: { 'shop.lmtrace': smallTrace },
    related: 'trace',
  },
  {
    slip: 'a trace and writes',
    code: 'region-source',
    marked: recorded('writes: 1k/s\n    ⟦trace⟧: shop.lmtrace'),
    beside: { 'shop.lmtrace': smallTrace },
    related: 'writes',
  },
  {
    slip: 'a point of a curve without its window',
    code: 'wrong-type',
    marked: recorded('dirtyCurve: [ ⟦16896⟧ ]'),
  },
  {
    slip: 'a window without its unit',
    code: 'missing-unit',
    marked: recorded('dirtyCurve: [ ⟦125⟧: 16896 ]'),
  },
  {
    slip: 'a window without pages',
    code: 'out-of-range',
    marked: recorded('dirtyCurve: [ 125ms: ⟦0⟧ ]'),
    fix: '1',
  },
  { slip: 'a curve without points', code: 'out-of-range', marked: recorded('dirtyCurve: ⟦[]⟧') },
  {
    slip: 'windows that are not in order',
    code: 'curve-order',
    marked: recorded('dirtyCurve: [ 1s: 1000, ⟦125ms: 400⟧ ]'),
  },
  {
    slip: 'a curve that falls',
    code: 'curve-falls',
    marked: recorded('dirtyCurve: [ 1s: 1000, ⟦2s: 900⟧ ]'),
  },
  {
    slip: 'a curve with more pages than its region',
    code: 'source-beyond-region',
    marked: recorded('size: ⟦64KiB⟧\n    dirtyCurve: [ 1s: 1000 ]'),
    fix: '4000KiB',
  },
  {
    slip: 'a measured curve that fits',
    code: 'curve-fit',
    severity: 'hint',
    marked: recorded('dirtyCurve: ⟦[ 125ms: 400, 1s: 1000 ]⟧'),
  },
  {
    slip: 'an algorithm of a later version',
    code: 'not-built-yet',
    marked: exchange('- beta', '- ⟦operator⟧: { base: hasty }'),
  },

  {
    slip: 'an expectation without its list',
    code: 'wrong-type',
    marked: `${sound}expect: ⟦hasty.downtime < 1s⟧\n`,
    fix: '[ hasty.downtime < 1s ]',
  },
  {
    slip: 'a region in braces without its list',
    code: 'wrong-type',
    marked: `vm: { memory: 1GiB }\nworkload: ⟦{ name: hot, size: 10%, writes: 12k/s }⟧\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ beta ]\n`,
    fix: '[ { name: hot, size: 10%, writes: 12k/s } ]',
  },
  { slip: 'an expectation that is a map', code: 'wrong-type', marked: `${sound}expect: [ ⟦{ a: 1 }⟧ ]\n` },
  { slip: 'half an expectation', code: 'wrong-expectation', marked: `${sound}expect: [ hasty.downtime ⟦<⟧ ]\n` },
  {
    slip: 'a misspelt label',
    code: 'unknown-label',
    marked: `${sound}expect:\n  - ⟦hasti⟧.downtime < 1s\n`,
    fix: 'hasty',
  },
  {
    slip: 'a misspelt metric, in quotes',
    code: 'unknown-metric',
    marked: `${sound}expect:\n  - 'hasty.⟦downtimes⟧ < 1s'\n`,
    fix: 'downtime',
  },
  {
    slip: 'a bare number beside a time',
    code: 'missing-unit',
    marked: `${sound}expect:\n  - hasty.downtime < ⟦300⟧\n`,
    fix: '300ms',
  },
  {
    slip: 'a time beside bytes',
    code: 'mixed-units',
    marked: `${sound}expect:\n  - hasty.bytes < ⟦300ms⟧\n`,
  },
  {
    slip: 'an expectation with escapes',
    code: 'unknown-label',
    marked: `${sound}expect:\n  - ⟦"hasti\\u002edowntime < 1s"⟧\n`,
  },

  { slip: 'an empty sweep', code: 'wrong-type', marked: `${sound}⟦sweep⟧:\n` },
  { slip: 'a sweep as a list', code: 'wrong-type', marked: `${sound}sweep: ⟦[ link.bandwidth ]⟧\n` },
  {
    slip: 'a sweep of a single value',
    code: 'wrong-type',
    marked: `${sound}sweep: { link.bandwidth: ⟦2Gbit/s⟧ }\n`,
    fix: '[ 2Gbit/s ]',
  },
  { slip: 'a sweep of no values', code: 'out-of-range', marked: `${sound}sweep: { link.bandwidth: ⟦[ ]⟧ }\n` },
  {
    slip: 'a gap in the values of a sweep',
    code: 'wrong-type',
    marked: `${sound}sweep:\n  link.bandwidth:\n    - 1Gbit/s\n    - ⟦~⟧\n`,
  },
  {
    slip: 'a misspelt key in a path',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦link.bandwith⟧: [ 1Gbit/s, 2Gbit/s ] }\n`,
    fix: 'link.bandwidth',
  },
  {
    slip: 'a misspelt map in a path',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦lnik.bandwidth⟧: [ 1Gbit/s, 2Gbit/s ] }\n`,
    fix: 'link.bandwidth',
  },
  {
    slip: 'a misspelt region in a path',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦workload.hott.writes⟧: [ 1k/s ] }\n`,
    fix: 'workload.hot.writes',
  },
  {
    slip: 'a misspelt label in a path',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦algorithms.hasti.rounds⟧: [ 2 ] }\n`,
    fix: 'algorithms.hasty.rounds',
  },
  {
    slip: 'a misspelt parameter in a path',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦algorithms.hasty.round⟧: [ 2 ] }\n`,
    fix: 'algorithms.hasty.rounds',
  },
  {
    slip: 'a path to an algorithm without parameters',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦algorithms.beta.rounds⟧: [ 2 ] }\n`,
  },
  { slip: 'a path to a list', code: 'unknown-path', marked: `${sound}sweep: { ⟦algorithms⟧: [ [ beta ] ] }\n` },
  { slip: 'a path to a region', code: 'unknown-path', marked: `${sound}sweep: { ⟦workload.hot⟧: [ 1 ] }\n` },
  { slip: 'a path into a value', code: 'unknown-path', marked: `${sound}sweep: { ⟦vm.memory.size⟧: [ 1GiB ] }\n` },
  {
    slip: 'a path into another pattern',
    code: 'unknown-path',
    marked: `${sound}sweep: { ⟦workload.log.pattern.zipf.exponent⟧: [ 1 ] }\n`,
  },
  { slip: 'a sweep of repetitions', code: 'unknown-path', marked: `${sound}sweep: { ⟦repetitions⟧: [ 1, 2 ] }\n` },
  {
    slip: 'a path within another',
    code: 'overlapping-paths',
    marked: `${sound}sweep: { link: [ { bandwidth: 1Gbit/s } ], ⟦link.bandwidth⟧: [ 1Gbit/s ] }\n`,
    related: 'link',
  },
  {
    slip: 'too many runs',
    code: 'sweep-too-large',
    severity: 'warning',
    marked: `${exchange('vm:', 'repetitions: 1000\nvm:')}⟦sweep⟧: { link.bandwidth: [ 1Gbit/s, 2Gbit/s, 3Gbit/s, 4Gbit/s ] }\n`,
  },
  {
    slip: 'a value twice on an axis',
    code: 'equal-values',
    severity: 'hint',
    marked: `${sound}sweep: { link.bandwidth: [ 1Gbit/s, 2Gbit/s, ⟦1000 Mbit/s⟧ ] }\n`,
    related: '1Gbit/s',
    fix: '',
  },
  {
    slip: 'a map twice on an axis',
    code: 'equal-values',
    severity: 'hint',
    marked: `${sound}sweep:\n  workload.hot.pattern:\n    - uniform\n    - { zipf: 1 }\n    - ⟦{ zipf:  1 }⟧\n`,
    related: '{ zipf: 1 }',
  },
  {
    slip: 'a word twice on an axis',
    code: 'equal-values',
    severity: 'hint',
    marked: `${sound}sweep: { seed: [ one, ⟦'one'⟧, two ] }\n`,
    related: 'one',
    fix: '',
  },
  ...(
    [
      ['the name of a region alone', 'hot.writes', '4k/s', 'workload.hot.writes'],
      ['a label alone', 'alpha.rounds', '4', 'algorithms.alpha.rounds'],
      ['a parameter alone', 'rounds', '4', 'algorithms.alpha.rounds'],
      ['a key without its map', 'bandwidth', '1Mbit/s', 'link.bandwidth'],
      ['the number of a region', "'workload[1].writes'", '4k/s', 'workload.log.writes'],
    ] as const
  ).map(([what, path, value, meant]) => ({
    slip: `a path of ${what}`,
    code: 'unknown-path',
    marked: `${sound}sweep:\n  ⟦${path}⟧: [ ${value} ]\n`,
    fix: meant,
  })),
  {
    slip: 'a path as maps in maps',
    code: 'wrong-type',
    marked: `${sound}sweep:\n  ⟦link:⟧\n    bandwidth: [ 1Gbit/s, 2Gbit/s ]\n`,
    fix: 'link.bandwidth: [ 1Gbit/s, 2Gbit/s ]',
  },
  ...(
    [
      ['a factor behind', '⟦beta.total * 0.8⟧ < 1h', '0.8 * beta.total'],
      ['a division', 'alpha.total < ⟦beta.total / 4⟧', '0.25 * beta.total'],
      ['a share without its sign', 'alpha.total < ⟦80%⟧ beta.total', '0.8 *'],
      ['a sign of one character', 'beta.total ⟦≤⟧ 1h', '<='],
      ['a comma in a fraction', 'beta.total < ⟦1,5h⟧', '1.5h'],
      ['a truth', 'beta.completed == ⟦true⟧', '1'],
      ['a label alone', '⟦alpha⟧ < beta.downtime', 'alpha.downtime'],
    ] as const
  ).map(([what, expectation, fix]) => ({
    slip: `an expectation with ${what}`,
    code: 'wrong-expectation',
    marked: `${sound}expect:\n  - ${expectation}\n`,
    fix,
  })),
  {
    slip: 'a value of a sweep without its unit',
    code: 'missing-unit',
    marked: `${sound}sweep: { link.bandwidth: [ 1Gbit/s, ⟦10⟧ ] }\n`,
    fix: '10Gbit/s',
  },
  {
    slip: 'a value of a sweep that does not fit the file',
    code: 'regions-beyond-memory',
    marked: `${sound}sweep: { vm.memory: [ 1GiB, ⟦64MiB⟧ ] }\n`,
    related: '64MiB',
  },

  { slip: 'a tab', code: 'yaml-tab', marked: 'vm:\n⟦\t⟧memory: 1GiB\n' },
  { slip: 'a quote that is not closed', code: 'yaml-syntax', marked: 'scenario: ⟦"⟧A test' },
  { slip: 'a quote closed by an escaped quote', code: 'yaml-syntax', marked: 'scenario: ⟦"⟧A test\\"' },
  { slip: 'a quote closed by two quotes', code: 'yaml-syntax', marked: "scenario: ⟦'⟧A test''" },
  { slip: 'a brace that is not closed', code: 'yaml-syntax', marked: 'vm: { memory: 1Gi⟦B⟧' },
  { slip: 'two colons on a line', code: 'yaml-syntax', marked: 'scenario: ⟦A⟧: test\n' },
  {
    slip: 'no comma in braces',
    code: 'yaml-syntax',
    marked: exchange(
      '{ rounds: 5, pace: adaptive, rate: 100Mbit/s }',
      '{ rounds: ⟦5 pace: adaptive⟧, rate: 100Mbit/s }',
    ),
    fix: ',',
  },
  {
    slip: 'no comma in braces, after a quote',
    code: 'yaml-syntax',
    marked: exchange('{ rounds: 5, pace: adaptive', "{ rounds: '5' ⟦pace⟧: adaptive"),
  },
  {
    slip: 'no comma at the end of a line in braces',
    code: 'yaml-syntax',
    marked: exchange('{ rounds: 5, pace: adaptive', '{\n      rounds: ⟦5⟧\n      pace: adaptive'),
    fix: ',',
  },
  {
    slip: 'no comma between two maps in brackets',
    code: 'yaml-syntax',
    marked: 'workload: [\n  { name: a }\n  ⟦{⟧ name: b } ]\n',
  },
  { slip: 'a list by dashes in brackets', code: 'yaml-syntax', marked: 'workload: [ ⟦-⟧ a ]\n' },
  { slip: 'a list by dashes in braces', code: 'yaml-syntax', marked: 'vm: { ⟦-⟧ a }\n' },
  { slip: 'a line that is indented too little', code: 'yaml-syntax', marked: 'link:\n  - a\n⟦ ⟧b: 1\n' },
  { slip: 'a key without its colon', code: 'yaml-syntax', marked: 'scenario: A test\n⟦memory⟧\n' },
  { slip: 'a second document', code: 'yaml-syntax', marked: 'scenario: A test\n⟦---⟧\nscenario: B\n' },
  { slip: 'an alias', code: 'yaml-alias', marked: exchange('1GiB', '⟦*big⟧') },
  { slip: 'an anchor', code: 'yaml-alias', marked: exchange('1GiB', '⟦&big⟧ 1GiB') },
  { slip: 'a tag', code: 'yaml-tag', marked: exchange('1GiB', '⟦!!str⟧ 1GiB') },
  { slip: 'a directive', code: 'yaml-directive', marked: `⟦%YAML 1.1⟧\n---\n${sound}` },
  { slip: 'a damaged character', code: 'not-utf8', marked: exchange('A test', 'A t⟦\ufffd⟧st') },
  { slip: 'half a character', code: 'not-utf8', marked: exchange('A test', 'A t⟦\ud83d⟧st') },
  { slip: 'a control character', code: 'control-character', marked: exchange('A test', 'A t⟦\u0007⟧est'), fix: '' },
  { slip: 'an escaped control character', code: 'control-character', marked: exchange('A test', '⟦"\\e[31m"⟧') },
  { slip: 'a control character in a number', code: 'control-character', marked: exchange('1GiB', '⟦"1\\u009bGiB"⟧') },
  { slip: 'a line end in a key', code: 'control-character', marked: exchange('rtt', '⟦"r\\ntt"⟧') },
  { slip: 'a name of two lines', code: 'control-character', marked: exchange('A test', '⟦|\n  A\n  test\n⟧') },
  { slip: 'a seed with a tab', code: 'control-character', marked: exchange('vm:', 'seed: ⟦"1\\t2"⟧\nvm:') },
  {
    slip: 'an escape in the description',
    code: 'control-character',
    marked: exchange('vm:', 'description: ⟦"\\a"⟧\nvm:'),
  },
  { slip: 'lists in lists in lists', code: 'nested-too-deeply', marked: `${'['.repeat(32)}⟦[⟧${'['.repeat(10_000)}` },
];

for (const { slip, code, marked, fix, severity = 'error', related, beside = {} } of wrongFiles) {
  test(`${slip}: ${code} at the right place, and nothing else`, () => {
    const { text, range } = unmark(marked);
    const { problems, scenario } = check(text, beside);
    assert.equal(problems.length, 1, outline(problems).join('\n'));
    const [problem] = problems;
    assert.ok(problem);
    assert.equal(problem.code, code, problem.message);
    assert.equal(problem.severity, severity);
    assert.equal(
      text.slice(problem.range.start, problem.range.end),
      text.slice(range.start, range.end),
      problem.message,
    );
    assert.deepEqual(problem.range, range, problem.message);
    assert.match(problem.message, /^[A-Z'].*[.?]$/s);
    assert.equal(scenario === null, severity === 'error');
    if (fix !== undefined) {
      const [first] = problem.fixes;
      assert.ok(first, 'has a fix');
      assert.equal(first.replacement, fix);
      const mended = check(apply(text, first), beside);
      assert.deepEqual(outline(mended.problems.filter((left) => left.code !== 'curve-fit')), []);
    }
    if (related !== undefined) {
      const [place] = problem.related;
      assert.ok(place, 'names the other place');
      assert.equal(text.slice(place.range.start, place.range.end), related);
      assert.ok(place.range.start < range.start);
    }
  });
}

/** What the schema sees too: shapes, keys, units and words, for each lies in one value. */
const seenBySchema: ReadonlySet<string> = new Set([
  'empty-file',
  'wrong-type',
  'unknown-key',
  'missing-key',
  'missing-unit',
  'unknown-unit',
  'wrong-value',
  'out-of-range',
  'unknown-choice',
  'unknown-algorithm',
  'wrong-name',
  'not-built-yet',
]);

/** Of those codes, what no pattern can say: bounds of a number with its unit, the order of two times, what a path names. */
const unseenBySchema: ReadonlySet<string> = new Set([
  'a negative time',
  'a share over 100%',
  'a region of nothing',
  'no efficiency',
  'a page size that no machine has',
  'a number that overflows',
  'an interval that ends before it begins',
  'a time before the migration',
  'a time in years',
  'a change of nothing',
  'more zero pages than memory',
  'a link without anything left',
  'a value of a sweep without its unit',
  'a bare number beside a time',
]);

const judge = schemaJudge(fakeAlgorithms);

for (const { slip, code, marked } of wrongFiles) {
  if (!seenBySchema.has(code)) continue;
  const isSeen = !unseenBySchema.has(slip);
  test(`${slip}: the schema ${isSeen ? 'refuses' : 'cannot see'} it`, () => {
    assert.equal(judge(unmark(marked).text).length > 0, isSeen);
  });
}

test('a file with several slips has a problem for each, in the order of the text', () => {
  const text = exchange('1GiB', '1Gi').replace('500/s', '500').replace('- beta', '- betta');
  assert.deepEqual(
    check(text).problems.map(({ code }) => code),
    ['unknown-unit', 'missing-unit', 'unknown-algorithm'],
  );
});

test('every code is explained in docs/problems.md, and every code explained there is in this table or in the tests named here', () => {
  const page = readFileSync('docs/problems.md', 'utf8');
  const explained = new Set([...page.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, code]) => code));
  // Of files that cannot be written here (robust.test.ts, the command's tests), and of scenarios with more than one problem (regions.test.ts).
  const elsewhere = ['file-too-large', 'cannot-read', 'curve-bends-upward', 'stays-dirty'];
  const tested = new Set([...wrongFiles.map(({ code }) => code), ...elsewhere]);
  assert.deepEqual([...explained].sort(), [...tested].sort());
});

test('a slip in brackets is told by what is missing or too much in them', () => {
  const sentence = (text: string): string => check(text).problems[0]?.message ?? '';
  const sound = '{ name: a, size: 2%, writes: 60k/s }';
  for (const slip of [
    sound.replace('a,', 'a'),
    sound.replace('2%,', '2%'),
    sound.replace('a,', "'a'"),
    sound.replace(', ', '\n    '),
  ])
    assert.match(sentence(`workload:\n  - ${slip}\n`), /^A comma is missing here: /, slip);
  for (const slip of ['[ - a ]', '{ - a }', '[\n  - a\n  - b\n]'])
    assert.match(sentence(`workload: ${slip}\n`), /^A list by dashes cannot stand inside brackets: /, slip);
});

test('a description may have lines and tabs', () => {
  const text = exchange('vm:', 'description: |\n  two\n  lines\nvm:');
  assert.deepEqual(outline(check(text).problems), []);
  assert.equal(check(text).scenario?.description, 'two\nlines\n');
  assert.deepEqual(outline(check(exchange('vm:', 'description: "a\\tb"\nvm:')).problems), []);
});

test('a map that lacks keys and a file that lacks keys are told apart', () => {
  const text = 'link: {}\n';
  assert.deepEqual(
    check(text).problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
    [
      ['missing-key', 'link'],
      ['missing-key', 'link: {}'],
    ],
  );
});

test('what cannot be seen in a text is named in the message about it', () => {
  const messageOf = (part: string, by: string): string => check(exchange(part, by)).problems[0]?.message ?? '';
  assert.match(messageOf('rtt', 'rtt\u202e'), /no key 'rtt<U\+202E>': did you mean 'rtt'\?/);
  assert.match(messageOf('1GiB', '1G\u200biB'), /'G<U\+200B>iB'/);
  assert.match(messageOf('rtt: 0.2ms', `${'😀'.repeat(30)}: 1`), /'(?:😀){19}…'/u);
});

test('whatever a text holds, a problem about it is one visible line', () => {
  for (const escaped of ['\\e]0;title\\a', 'a\\nb:9:9 error x y', 'a\\rb', '\\u0085', '\\L', '\\P', '\\x7f'])
    for (const part of ['1GiB', 'rtt', 'hot', '10%', 'beta', 'hasty', 'alpha', 'sequential', '500/s', '5,'])
      for (const { message } of check(exchange(part, `"${escaped}"${part === '5,' ? ',' : ''}`)).problems)
        assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/, `${part} ${escaped}`);
});
