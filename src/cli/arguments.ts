// The command line's words: what was asked for, or what is wrong with it.
import { parseArgs } from 'node:util';
import { hostFileEndings, isHostFile, scenarioFields } from '../core/scenario/fields';
import { checkScalar } from '../core/scenario/scalars';
import { parseNumber } from '../core/scenario/values';

/** Something is wrong with the command line: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type RunFormat = 'text' | 'json' | 'ndjson' | 'csv';

export interface RunCommand {
  readonly command: 'run';
  readonly files: readonly string[];
  readonly format: RunFormat;
  readonly seed: string | null;
  readonly repetitions: number | null;
  /** Labels to run; null: all. */
  readonly only: readonly string[] | null;
  /** Workers; null: as many as there are cores, if there is work for them. */
  readonly jobs: number | null;
  /** The label of the baseline; null: the first algorithm. */
  readonly baseline: string | null;
  /** Says of each round why it had its size. */
  readonly explain: boolean;
  /** Asks QEMU's kin for statistics that often; null: never. */
  readonly statisticsSeconds: number | null;
  /** The file of a host preset in place of the scenarios' hosts; null: theirs. */
  readonly host: string | null;
}

/** One part of a sweep: shard `index` (from 1) of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export type SweepFormat = 'text' | 'json' | 'csv';

export interface SweepCommand {
  readonly command: 'sweep';
  readonly file: string;
  readonly format: SweepFormat;
  readonly seed: string | null;
  readonly repetitions: number | null;
  readonly only: readonly string[] | null;
  readonly jobs: number | null;
  readonly baseline: string | null;
  /** Null: the whole sweep. */
  readonly shard: Shard | null;
  /** Where finished runs are kept; null: nowhere. */
  readonly out: string | null;
}

export interface MergeCommand {
  readonly command: 'merge';
  readonly folders: readonly string[];
  readonly format: SweepFormat;
}

export interface CheckCommand {
  readonly command: 'check';
  readonly files: readonly string[];
  readonly format: 'text' | 'json';
}

export interface SchemaCommand {
  readonly command: 'schema';
  readonly of: 'scenario' | 'lab' | 'host' | 'result';
}

export interface ValidateCommand {
  readonly command: 'validate';
  readonly files: readonly string[];
  readonly format: 'text' | 'json' | 'markdown';
  readonly jobs: number | null;
  /** The file of a host preset in place of the scenarios' hosts; null: theirs. */
  readonly host: string | null;
}

/** Fits the constants of a pair of hosts to cases. */
export interface FitCommand {
  readonly command: 'fit';
  readonly files: readonly string[];
  readonly format: 'text' | 'json';
  readonly jobs: number | null;
  /** Where the fit is kept as a host preset; null: nowhere. */
  readonly save: string | null;
}

/** Turns a log into cases, on stdout. */
export interface ImportCommand {
  readonly command: 'import';
  readonly file: string;
}

/** Two experiments side by side: each a scenario, or a saved result (*.json). */
export interface CompareCommand {
  readonly command: 'compare';
  readonly before: string;
  readonly now: string;
  readonly format: 'text' | 'json';
  readonly seed: string | null;
  readonly repetitions: number | null;
  readonly jobs: number | null;
}

export const gradeFormats = ['text', 'json', 'junit', 'csv', 'gradescope', 'classroom50'] as const;

export interface GradeCommand {
  readonly command: 'grade';
  readonly lab: string;
  /** A folder, an exported file or an archive; null: the lab's own folder, or `submissions`. */
  readonly submission: string | null;
  /** A folder of submissions. */
  readonly submissions: string | null;
  /** A folder with a second lab of the same id: hidden checks. */
  readonly checks: string | null;
  /** Ids; null: all. */
  readonly only: readonly string[] | null;
  /** In place of the id that a submission states. */
  readonly student: string | null;
  /** Of `submissions`: the name of a submission is its student's id. */
  readonly studentFromName: boolean;
  readonly strict: boolean;
  readonly format: (typeof gradeFormats)[number];
  readonly jobs: number | null;
  /** Real time for one submission, the last resort behind the limits that count work. */
  readonly patienceSeconds: number;
}

/** A lab held against its solutions, or its thresholds set by them. */
export interface LabCommand {
  readonly command: 'lab';
  readonly does: 'check' | 'calibrate';
  readonly lab: string;
  readonly checks: string | null;
  /** Null: `solutions` beside the lab. */
  readonly solutions: string | null;
  /** Of `calibrate`: tells, and writes nothing. */
  readonly isDry: boolean;
}

/** Students' folders made from a lab. */
export interface LabStartCommand {
  readonly command: 'lab-start';
  readonly lab: string;
  /** The student's folder; with `students` the folder of theirs. */
  readonly to: string;
  /** Null: none, the files as handed out. */
  readonly student: string | null;
  /** A file of ids, one a line; null: one folder alone. */
  readonly students: string | null;
}

export type Command =
  | GradeCommand
  | LabCommand
  | LabStartCommand
  | CompareCommand
  | ValidateCommand
  | ImportCommand
  | FitCommand
  | RunCommand
  | SweepCommand
  | MergeCommand
  | CheckCommand
  | SchemaCommand
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const usage = `miglab: experiments with live migration of virtual machines

  miglab run FILE…    runs scenarios (*.migration.yaml)
      --format text|json|ndjson|csv   how to print the result (default text)
      --seed S                        instead of the file's seed
      --repetitions N                 instead of the file's repetitions
      --only LABEL,…                  these algorithms alone
      --host FILE                     the constants of a host preset (*.migration-host.yaml) in place of the file's host
      --explain                       with text: why each round had its size, a line a round
      --baseline LABEL                compare the others with this one (default: the first)
      --statistics TIME               with json and ndjson: what query-migrate would answer, polled that often
      --jobs N                        workers (default: one a core); the result is the same whatever N is
  miglab sweep FILE   runs a scenario's sweep: every combination of its values
      --out DIR                       keeps finished runs there; said again, the same command goes on where it stopped
      --shard I/N                     makes the I-th of N parts alone, into --out
      --format text|json|csv, --seed, --repetitions, --only, --baseline, --jobs
  miglab merge DIR…   joins the shards of a sweep: the same result as one run of it
      --format text|json|csv
  miglab compare BEFORE NOW   what changed between two scenarios, in the files and in their results
                      each a scenario (it is run) or a saved result (*.json)
      --format text|json, --seed, --repetitions, --jobs
  miglab check FILE…  prints each problem of scenarios, labs and policies as FILE:LINE:COL severity CODE message
      --format text|json
  miglab validate CASES…   runs cases of real migrations and holds their figures against what was measured
      --format text|json|markdown, --jobs, --host FILE (in place of the scenarios' hosts)
  miglab validate --fit CASES…   fits link, zero pages, set-up and log of a pair of hosts to cases, with intervals
      --save FILE                     keeps it as a host preset (*.migration-host.yaml), for scenarios to name
      --format text|json, --jobs
  miglab validate --import LOG   prints a log of query-migrate (QMP, info migrate, virsh domjobinfo), or of
      Cloud Hypervisor (its lines of passes), as cases
  miglab grade LAB    grades submissions of a lab (*.migration-lab.yaml); everything is worked out again
      --submission FILE|DIR           a folder, an exported file, or a .zip (default: the lab's own folder)
      --submissions DIR               every folder, exported file and .zip in it, on all cores
      --checks DIR                    hidden checks: a folder with a lab of the same id
      --check ID,…                    these checks alone
      --student ID                    whose values, whatever the submission states
      --student-from-name             with --submissions: the submission's name is the student's id
      --strict                        exit status 1 if points were lost
      --patience TIME                 real time for one submission, after which it is not gradable (default 15min)
      --format text|json|junit|csv|gradescope|classroom50, --jobs
  miglab lab start LAB       makes a student's folder: the files to begin with, their own values, and the task
      --to DIR, --student ID          or --students FILE: a folder in DIR for each id (one a line)
  miglab lab check LAB       holds a lab against its model solution, an empty one and typical wrong ones
  miglab lab calibrate LAB   sets the lab's thresholds that have a margin from what the model solution reaches
      --solutions DIR (default: solutions beside the lab), --checks DIR, --dry-run (calibrate)
  miglab schema scenario|lab|host|result   prints the JSON Schema (draft-07) of a scenario, of a lab, of a host preset, or
      of a result in JSON
  miglab --help, --version

Results go to stdout, messages to stderr. Exit status: 0 fine; 1 a file is wrong or a run failed; 2 the command line is wrong.
`;

/** Reads the words after the program's name. @throws UsageError */
export function parseCommand(words: readonly string[]): Command {
  const [verb, ...rest] = words;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') return { command: 'help' };
  if (verb === '--version') return { command: 'version' };
  if (rest.includes('--help') || rest.includes('-h')) return { command: 'help' };
  if (verb === 'run') return parseRun(rest);
  if (verb === 'sweep') return parseSweep(rest);
  if (verb === 'merge') return parseMerge(rest);
  if (verb === 'compare') return parseCompare(rest);
  if (verb === 'check') return parseCheck(rest);
  if (verb === 'validate') return parseValidate(rest);
  if (verb === 'grade') return parseGrade(rest);
  if (verb === 'lab') return parseLab(rest);
  if (verb === 'schema') return parseSchema(rest);
  throw new UsageError(
    `There is no command ${verb}: say run, sweep, merge, compare, check, validate, grade, lab or schema.`,
  );
}

const runOptions = {
  format: { type: 'string' },
  seed: { type: 'string' },
  repetitions: { type: 'string' },
  only: { type: 'string' },
  baseline: { type: 'string' },
  jobs: { type: 'string' },
} as const;

/** What the command line says instead of the file, and with how many workers. */
function overrides(
  values: Partial<Record<keyof typeof runOptions, string>>,
): Pick<RunCommand, 'seed' | 'repetitions' | 'only' | 'baseline' | 'jobs'> {
  return {
    seed: seedText(values.seed),
    repetitions: wholeNumber('--repetitions', values.repetitions, scenarioFields.repetitions.max),
    only: values.only?.split(',').map((label) => label.trim()) ?? null,
    baseline: values.baseline ?? null,
    jobs: wholeNumber('--jobs', values.jobs, 256),
  };
}

function parseRun(words: readonly string[]): RunCommand {
  const { flags, rest } = withoutFlags(words, ['--explain']);
  const { values, positionals } = parseWords(rest, {
    ...runOptions,
    statistics: { type: 'string' },
    host: { type: 'string' },
  } as const);
  const format = oneOf('--format', ['text', 'json', 'ndjson', 'csv'] as const, values.format ?? 'text');
  const statisticsSeconds = pollSeconds(values.statistics);
  if (statisticsSeconds !== null && format !== 'json' && format !== 'ndjson')
    throw new UsageError('--statistics belongs to --format json or ndjson.');
  const explain = flags.has('--explain');
  if (explain && format !== 'text') throw new UsageError('--explain belongs to --format text.');
  const files = someFiles('run', positionals);
  return {
    command: 'run',
    files,
    format,
    explain,
    statisticsSeconds,
    host: hostFile(values.host),
    ...overrides(values),
  };
}

/** The file that --host names. */
function hostFile(given: string | undefined): string | null {
  if (given !== undefined && !isHostFile(given))
    throw new UsageError(`--host takes a file named …${hostFileEndings[0]}, as --fit --save writes it, not ${given}.`);
  return given ?? null;
}

/** How often to poll: a duration as in a scenario, a millisecond at least. */
function pollSeconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parsed = parseNumber('duration', text);
  if (!parsed.ok || !(parsed.value >= 0.001))
    throw new UsageError(`--statistics takes a time between polls, as 100ms, and at least 1ms, not ${text}.`);
  return parsed.value;
}

const sweepFormats = ['text', 'json', 'csv'] as const;

function parseSweep(words: readonly string[]): SweepCommand {
  const options = { ...runOptions, shard: { type: 'string' }, out: { type: 'string' } } as const;
  const { values, positionals } = parseWords(words, options);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('miglab sweep takes one file.');
  const shard = shardOf(values.shard);
  const out = values.out ?? null;
  if (shard !== null && out === null)
    throw new UsageError('A shard is of use only if it is kept: say where by --out DIR.');
  if (shard !== null && values.format !== undefined)
    throw new UsageError('A shard is not printed: leave --format to miglab merge.');
  const format = oneOf('--format', sweepFormats, values.format ?? 'text');
  return { command: 'sweep', file, format, shard, out, ...overrides(values) };
}

function parseMerge(words: readonly string[]): MergeCommand {
  const { values, positionals } = parseWords(words, { format: { type: 'string' } });
  if (positionals.length === 0) throw new UsageError('miglab merge needs at least one folder.');
  const format = oneOf('--format', sweepFormats, values.format ?? 'text');
  return { command: 'merge', folders: positionals, format };
}

/** More shards than a sweep can have runs. */
const mostShards = 10_000;

function shardOf(given: string | undefined): Shard | null {
  if (given === undefined) return null;
  const [, index = '', of = ''] = /^(\d{1,9})\/(\d{1,9})$/.exec(given) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (!(shard.index >= 1 && shard.index <= shard.of && shard.of <= mostShards))
    throw new UsageError(`--shard takes I/N with I from 1 to N and N at most ${mostShards}, not ${given}.`);
  return shard;
}

function parseCompare(words: readonly string[]): CompareCommand {
  const { format, seed, repetitions, jobs } = runOptions;
  const { values, positionals } = parseWords(words, { format, seed, repetitions, jobs });
  const [before, now, ...others] = positionals;
  if (before === undefined || now === undefined || others.length > 0)
    throw new UsageError('miglab compare takes two files: before and now.');
  const said = overrides(values);
  return {
    command: 'compare',
    before,
    now,
    format: oneOf('--format', ['text', 'json'] as const, values.format ?? 'text'),
    seed: said.seed,
    repetitions: said.repetitions,
    jobs: said.jobs,
  };
}

function parseCheck(words: readonly string[]): CheckCommand {
  const { values, positionals } = parseWords(words, { format: { type: 'string' } });
  const format = oneOf('--format', ['text', 'json'] as const, values.format ?? 'text');
  return { command: 'check', files: someFiles('check', positionals), format };
}

function parseValidate(words: readonly string[]): ValidateCommand | ImportCommand | FitCommand {
  const options = {
    format: { type: 'string' },
    jobs: { type: 'string' },
    import: { type: 'string' },
    save: { type: 'string' },
    host: { type: 'string' },
  } as const;
  const { flags, rest } = withoutFlags(words, ['--fit']);
  const { values, positionals } = parseWords(rest, options);
  const isFit = flags.has('--fit');
  if (values.import !== undefined) {
    const others = [values.format, values.jobs, values.save, values.host, ...positionals].filter(
      (word) => word !== undefined,
    );
    if (others.length > 0 || isFit)
      throw new UsageError('--import takes one log and nothing else: it prints cases, for miglab validate to run.');
    return { command: 'import', file: values.import };
  }
  const jobs = wholeNumber('--jobs', values.jobs, 256);
  const files = someFiles('validate', positionals);
  const { save = null } = values;
  if (save !== null && !isFit) throw new UsageError('--save belongs to --fit: it keeps what was fitted.');
  if (save !== null && !isHostFile(save))
    throw new UsageError(`--save takes a file named …${hostFileEndings[0]}, as scenarios name it, not ${save}.`);
  if (isFit && values.host !== undefined)
    throw new UsageError('--host is for running cases: --fit finds out what a host costs.');
  if (isFit)
    return {
      command: 'fit',
      files,
      format: oneOf('--format', ['text', 'json'] as const, values.format ?? 'text'),
      jobs,
      save,
    };
  const format = oneOf('--format', ['text', 'json', 'markdown'] as const, values.format ?? 'text');
  return { command: 'validate', files, format, jobs, host: hostFile(values.host) };
}

function parseSchema(words: readonly string[]): SchemaCommand {
  const { positionals } = parseWords(words, {});
  const [of, ...others] = positionals;
  if ((of !== 'scenario' && of !== 'lab' && of !== 'host' && of !== 'result') || others.length > 0)
    throw new UsageError('miglab schema takes one word: scenario, lab, host or result.');
  return { command: 'schema', of };
}

function parseGrade(words: readonly string[]): GradeCommand {
  const { flags, rest } = withoutFlags(words, ['--strict', '--student-from-name']);
  const options = {
    submission: { type: 'string' },
    submissions: { type: 'string' },
    checks: { type: 'string' },
    check: { type: 'string' },
    student: { type: 'string' },
    format: { type: 'string' },
    jobs: { type: 'string' },
    patience: { type: 'string' },
  } as const;
  const { values, positionals } = parseWords(rest, options);
  const [lab, ...others] = positionals;
  if (lab === undefined || others.length > 0) throw new UsageError('miglab grade takes one lab.');
  const { submission = null, submissions = null, student = null } = values;
  const format = oneOf('--format', gradeFormats, values.format ?? 'text');
  const studentFromName = flags.has('--student-from-name');
  if (submission !== null && submissions !== null) throw new UsageError('Say --submission or --submissions, not both.');
  if (submissions !== null && student !== null) throw new UsageError('--student belongs to a single submission.');
  if (submissions === null && studentFromName) throw new UsageError('--student-from-name belongs to --submissions.');
  if (submissions !== null && (format === 'gradescope' || format === 'classroom50'))
    throw new UsageError(`--format ${format} is about one submission: say --submission.`);
  return {
    command: 'grade',
    lab,
    submission,
    submissions,
    checks: values.checks ?? null,
    only: values.check?.split(',').map((id) => id.trim()) ?? null,
    student,
    studentFromName,
    strict: flags.has('--strict'),
    format,
    jobs: wholeNumber('--jobs', values.jobs, 256),
    patienceSeconds: patience(values.patience ?? '15min'),
  };
}

/** At most a week: Node's timers take no more than 24 days. */
const longestPatienceSeconds = 7 * 24 * 3600;

function patience(text: string): number {
  const parsed = parseNumber('duration', text);
  if (!parsed.ok || !(parsed.value >= 1 && parsed.value <= longestPatienceSeconds))
    throw new UsageError(`--patience takes a time for each submission, as 15min, from 1s to 168h, not ${text}.`);
  return parsed.value;
}

function parseLab([does, ...rest]: readonly string[]): LabCommand | LabStartCommand {
  return does === 'start' ? parseLabStart(rest) : parseLabAuthor(does === undefined ? rest : [does, ...rest]);
}

function parseLabStart(words: readonly string[]): LabStartCommand {
  const { values, positionals } = parseWords(words, {
    to: { type: 'string' },
    student: { type: 'string' },
    students: { type: 'string' },
  });
  const [lab, ...others] = positionals;
  const { to, student = null, students = null } = values;
  if (lab === undefined || others.length > 0) throw new UsageError('miglab lab start takes one lab.');
  if (to === undefined) throw new UsageError('miglab lab start needs --to DIR, where the folder is made.');
  if (student !== null && students !== null) throw new UsageError('--student and --students exclude each other.');
  return { command: 'lab-start', lab, to, student, students };
}

function parseLabAuthor(words: readonly string[]): LabCommand {
  const { flags, rest } = withoutFlags(words, ['--dry-run']);
  const { values, positionals } = parseWords(rest, { solutions: { type: 'string' }, checks: { type: 'string' } });
  const [does, lab, ...others] = positionals;
  if (does !== 'check' && does !== 'calibrate')
    throw new UsageError('miglab lab takes start, check or calibrate, then a lab.');
  if (lab === undefined || others.length > 0) throw new UsageError(`miglab lab ${does} takes one lab.`);
  const isDry = flags.has('--dry-run');
  if (isDry && does === 'check') throw new UsageError('--dry-run belongs to miglab lab calibrate.');
  return { command: 'lab', does, lab, checks: values.checks ?? null, solutions: values.solutions ?? null, isDry };
}

/** Takes the options without a value out of the words. */
function withoutFlags(
  words: readonly string[],
  flags: readonly string[],
): { readonly flags: ReadonlySet<string>; readonly rest: readonly string[] } {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const isFlag = (word: string, place: number): boolean => place < end && flags.includes(word);
  return { flags: new Set(words.filter(isFlag)), rest: words.filter((word, place) => !isFlag(word, place)) };
}

function parseWords<const Options extends Record<string, { readonly type: 'string' }>>(
  words: readonly string[],
  options: Options,
): { values: Partial<Record<keyof Options, string>>; positionals: string[] } {
  try {
    const args = withDashedValues(words, options);
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [option] = /--[a-z]+/.exec(message) ?? [];
    const lacksValue =
      error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE';
    if (lacksValue && option !== undefined) throw new UsageError(`${option} needs a value.`);
    throw new UsageError(`${message.split(/\.\s/)[0]?.replace(/\.$/, '') ?? message}.`);
  }
}

/** Ties a value that begins with a dash to its option (`--jobs -1`), so that it is read and not taken for another option. */
function withDashedValues(words: readonly string[], options: Readonly<Record<string, unknown>>): string[] {
  const tied: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const [word = '', next = ''] = words.slice(index, index + 2);
    const isOption = word.startsWith('--') && Object.hasOwn(options, word.slice(2));
    const isTied = isOption && /^-[^-]/.test(next);
    tied.push(isTied ? `${word}=${next}` : word);
    if (isTied) index++;
  }
  return tied;
}

/** A seed is held to the bounds that it has in a file. */
function seedText(text: string | undefined): string | null {
  if (text === undefined) return null;
  const range = { start: 0, end: text.length };
  const result = checkScalar(
    { kind: 'scalar', text, quoted: true, empty: false, range },
    '--seed',
    scenarioFields.seed,
  );
  if ('problem' in result) throw new UsageError(result.problem.message);
  return text;
}

function someFiles(verb: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) throw new UsageError(`miglab ${verb} needs at least one file.`);
  return files;
}

function oneOf<Word extends string>(option: string, words: readonly Word[], given: string): Word {
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw new UsageError(`${option} takes ${words.join(', ')}, not ${given}.`);
  return word;
}

function wholeNumber(option: string, given: string | undefined, most: number): number | null {
  if (given === undefined) return null;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
  if (!(value >= 1 && value <= most))
    throw new UsageError(`${option} takes a whole number from 1 to ${most}, not ${given}.`);
  return value;
}
