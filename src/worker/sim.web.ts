// The simulation worker in a browser (Web Worker): the transport around runJobs.ts, nothing else.
import { simulate } from '../core/engine/simulate';
import type { PolicySandbox } from '../core/policy/sandbox';
import { serveJobs } from './runJobs';

interface SandboxBundle {
  readonly sandboxMaker: (now: () => number) => Promise<() => Promise<PolicySandbox>>;
}

/** What is used here of a browser's worker; TypeScript's `webworker` library clashes with Node's types. */
interface WorkerScope {
  readonly location: { readonly href: string };
  importScripts(address: string): void;
  /** What the sandbox's script leaves here. */
  readonly migrationLabSandbox?: SandboxBundle;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: () => void };
    readonly port2: { postMessage(message: null): void };
  };
}

// The cast tells TypeScript where this file runs; it cannot know.
const scope = globalThis as unknown as WorkerScope;

// A message to ourselves, not a timer: browsers hold nested timers back by 4 ms.
const channel = new scope.MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

let maker: ReturnType<SandboxBundle['sandboxMaker']> | null = null;

/** A new sandbox; its script lies beside this one, and is loaded when a policy is to run. */
async function makeSandbox(): Promise<PolicySandbox> {
  if (scope.migrationLabSandbox === undefined) scope.importScripts(new URL('sandbox.js', scope.location.href).href);
  maker ??= scope.migrationLabSandbox?.sandboxMaker(() => performance.now()) ?? null;
  if (maker === null) throw new Error('The sandbox for policies could not be loaded.');
  return (await maker)();
}

const receive = serveJobs({
  simulate,
  makeSandbox,
  post: (message, transfer = []) => {
    scope.postMessage(message, transfer);
  },
  now: () => performance.now(),
  pause: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    }),
});
scope.addEventListener('message', ({ data }) => {
  receive(data);
});
