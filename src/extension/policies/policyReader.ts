// What is wrong with a policy's text: asks a simulation worker, whose sandbox reads it without running anything. Knows no editor. The last answers are kept, so
// that a policy that several scenarios name is read once.
import type { Problem } from '../../core/scenario/problem';
import type { SyntaxFlaw } from '../../core/policy/sandbox';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { Workers } from '../runs/workers';

/** Reading takes milliseconds, the start of a worker and its sandbox some hundred more. */
const patienceMilliseconds = 10_000;
const mostKept = 16;

export class PolicyReader {
  /** By text, in the order of their last use. */
  private readonly known = new Map<string, Promise<readonly Problem[]>>();
  private jobIds = 0;

  constructor(
    private readonly workers: Workers,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** All that is wrong with a policy's text. Where no worker answers, what can be told without one. */
  problemsOf(text: string): Promise<readonly Problem[]> {
    const problems = this.known.get(text) ?? this.check(text);
    this.known.delete(text);
    this.known.set(text, problems);
    for (const oldest of this.known.keys()) if (this.known.size > mostKept) this.known.delete(oldest);
    return problems;
  }

  private async check(text: string): Promise<readonly Problem[]> {
    const { checkPolicy, tooLong } = await import('../../core/policy/check');
    return tooLong(text) ?? checkPolicy(text, await this.flawOf(text));
  }

  private flawOf(source: string): Promise<SyntaxFlaw | null> {
    const jobId = this.jobIds++;
    return new Promise((resolve) => {
      const giveUp = (reason: string): void => {
        this.log.warn(`A policy was not read: ${reason}.`);
        patience.dispose();
        worker?.discard();
        this.known.delete(source);
        resolve(null);
      };
      const patience = this.clock.after(patienceMilliseconds, () => {
        giveUp(`its worker gave no answer within ${patienceMilliseconds / 1000} s`);
      });
      const worker = this.hire(jobId, giveUp, (flaw) => {
        patience.dispose();
        worker?.release();
        resolve(flaw);
      });
      worker?.post({ type: 'readPolicy', jobId, source });
    });
  }

  private hire(
    jobId: number,
    giveUp: (reason: string) => void,
    answer: (flaw: SyntaxFlaw | null) => void,
  ): ReturnType<Workers['hire']> | null {
    try {
      return this.workers.hire({
        message: (message) => {
          if (message.jobId !== jobId) return;
          else if (message.type === 'policyRead') answer(message.flaw);
          else if (message.type === 'crashed') giveUp(message.message);
        },
        failure: giveUp,
      });
    } catch (error) {
      giveUp(error instanceof Error ? error.message : String(error));
      return null;
    }
  }
}
