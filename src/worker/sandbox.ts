// The sandbox for policies on Node: its bundle lies beside the one that asks for it, and is loaded when it is asked for.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PolicySandbox } from '../core/policy/sandbox';

/** The sandbox's bundle. */
interface Bundle {
  readonly sandboxMaker: (now: () => number) => Promise<() => Promise<PolicySandbox>>;
}

let maker: ReturnType<Bundle['sandboxMaker']> | null = null;

/** A new sandbox for one run; `folder` is where the bundles lie. */
export async function makeSandbox(folder: string): Promise<PolicySandbox> {
  // What is loaded is a bundle of the same build, which TypeScript does not see.
  maker ??= (createRequire(__filename)(path.join(folder, 'sandbox.js')) as Bundle).sandboxMaker(() =>
    performance.now(),
  );
  return (await maker)();
}
