// What the hypervisors cost: each key of `host` where the file gives it, else as the preset has it.
import { sound, type Checked, type CheckedHost } from './checked';
import { presetCosts } from './hostPresets';
import type { Host, LogCost } from './scenario';

/** A cost by its key, where the file gives it; else the preset's. */
function cost(checked: Checked<number>, ofPreset: number): number {
  return checked.given ? sound(checked) : ofPreset;
}

/** The costs under a key `host`, in seconds, pages and bytes; `ofFile`: those of the preset, where that is a file. */
export function resolveHost({ preset, ...host }: CheckedHost, ofFile: Omit<Host, 'preset'> | null = null): Host {
  const name = sound(preset);
  const costs = ofFile ?? presetCosts(name);
  const logCost = (checked: (typeof host)['clean'], ofPreset: LogCost): LogCost => {
    const { fixed, perPage } = sound(checked);
    return {
      fixedSeconds: cost(fixed, ofPreset.fixedSeconds),
      perPageSeconds: cost(perPage, ofPreset.perPageSeconds),
    };
  };
  return {
    preset: name,
    setupSeconds: cost(host.setup, costs.setupSeconds),
    suspendSeconds: cost(host.suspend, costs.suspendSeconds),
    resumeSeconds: cost(host.resume, costs.resumeSeconds),
    suspendPages: cost(host.suspendPages, costs.suspendPages),
    suspendDelaySeconds: cost(host.suspendDelay, costs.suspendDelaySeconds),
    peekDelaySeconds: cost(host.peekDelay, costs.peekDelaySeconds),
    dirtyFaultSeconds: cost(host.dirtyFault, costs.dirtyFaultSeconds),
    clean: logCost(host.clean, costs.clean),
    peek: logCost(host.peek, costs.peek),
    pageCostSeconds: cost(host.pageCost, costs.pageCostSeconds),
    zeroPageSeconds: cost(host.zeroPage, costs.zeroPageSeconds),
    wakeUpSeconds: cost(host.wakeUp, costs.wakeUpSeconds),
    socketBufferBytes: cost(host.socketBuffer, costs.socketBufferBytes),
  };
}
