// Files that nobody writes and somebody opens all the same: as large, as long and as deep as files can be, each with the code of the problem that it has.
import process from 'node:process';
import { sound } from './support';

/** Any file at all is answered within a second; sound files take milliseconds. */
export const secondsAtMost = 1;

/** Seconds of processor time that `work` takes: other work on the machine does not count. */
export function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Characters of the largest file that is read. */
export const size = 256 * 1024;
/** Files that others broke, each with the code of its problem. */
export const hugeFiles: readonly (readonly [name: string, text: string, code: string])[] = [
  ['50 MB of letters', 'x'.repeat(50e6), 'file-too-large'],
  ['50 MB of lines', `${sound}${'# a remark\n'.repeat(5e6)}`, 'file-too-large'],
  ['a line of 10 MB', `scenario: ${'long '.repeat(2e6)}`, 'file-too-large'],
  ['a line as long as is allowed', `scenario: ${'x'.repeat(size - 20)}`, 'wrong-value'],
  ['a line of dots as long as is allowed', `scenario: ${'x.'.repeat(size / 2 - 20)}`, 'wrong-value'],
  ['a path as long as is allowed', `${sound}sweep: { ${'x.'.repeat(size / 2 - 400)}x: [ 1 ] }`, 'unknown-path'],
  ['a comparison as long as is allowed', `${sound}expect: [ '${'hca.'.repeat(size / 4 - 200)}' ]`, 'wrong-expectation'],
  ['a number as long as is allowed', `vm: { memory: ${'1'.repeat(size - 30)}GiB }`, 'wrong-value'],
  ['addresses in a comment', `# ${'http://x'.repeat(size / 8 - 2)}`, 'empty-file'],
  ['a bomb of aliases', bomb(), 'yaml-alias'],
  ['lists 10 000 deep', '['.repeat(10_000), 'nested-too-deeply'],
  ['maps 10 000 deep', '{a: '.repeat(10_000), 'nested-too-deeply'],
  ['dashes 10 000 deep', `${'- '.repeat(10_000)}a`, 'nested-too-deeply'],
  ['question marks 10 000 deep', `${'? '.repeat(10_000)}a`, 'nested-too-deeply'],
  [
    'lines 600 deep',
    Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'nested-too-deeply',
  ],
  ['brackets that close nothing', ']'.repeat(29_000), 'yaml-syntax'],
  ['maps side by side', '{}'.repeat(14_000), 'yaml-syntax'],
  ['commas', `a: [${'1,'.repeat(14_000)}`, 'yaml-syntax'],
  ['colons', `a ${': '.repeat(14_000)}`, 'yaml-syntax'],
  ['tags', '!a '.repeat(14_000), 'yaml-tag'],
  ['anchors', '&a '.repeat(14_000), 'yaml-alias'],
  ['quotes', "'".repeat(size - 1), 'yaml-syntax'],
  ['escapes', `a: "${'\\\\'.repeat(size / 2 - 10)}\\"`, 'yaml-syntax'],
  ['words', 'a '.repeat(size / 2 - 1), 'wrong-type'],
  ['tokens', '- a\n'.repeat(20_000), 'file-too-large'],
  ['zeroes', '\0'.repeat(size), 'control-character'],
  ['one key, over and over', 'a: 1\n'.repeat(5900), 'duplicate-key'],
  ['documents', '---\n'.repeat(14_000), 'yaml-syntax'],
  ['tabs', '\t'.repeat(size - 1), 'empty-file'],
  ['carriage returns', '\r'.repeat(size - 1), 'control-character'],
  ['blanks', ' '.repeat(size - 1), 'empty-file'],
  ['emoji', '😀'.repeat(size / 2 - 1), 'wrong-type'],
  ['letters from right to left', `scenario: ${'\u05d0'.repeat(size - 20)}`, 'wrong-value'],
  ['one key of two lists, over and over', `vm: ${'{ memory: [ '.repeat(12)}`, 'yaml-syntax'],
];

function bomb(): string {
  const levels = 'bcdefghij'.split('').map((name, index) => {
    const before = String.fromCharCode('a'.charCodeAt(0) + index);
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  });
  return ['a: &a [lol]', ...levels].join('\n');
}
