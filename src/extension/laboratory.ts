// What the extension consists of at run time: made once by activate.ts and handed to commands and panels.
import type { RanScenarios } from './lab/ranScenarios';
import type { ScenarioDocuments } from './language/scenarioDocuments';
import type { Log } from './log';
import type { Panels } from './panel/panels';
import type { PolicyReader } from './policies/policyReader';
import type { Previews } from './preview/previews';
import type { Archive } from './runs/archive';
import type { History } from './runs/history';
import type { Pins } from './runs/pins';
import type { RunManager } from './runs/runManager';
import type { RunStore } from './runs/runStore';
import type { SweepResults } from './runs/sweepResults';
import type { Workers } from './runs/workers';
import type { ValidationReports } from './validation/reports';

export interface Laboratory {
  readonly log: Log;
  readonly documents: ScenarioDocuments;
  readonly policies: PolicyReader;
  readonly store: RunStore;
  readonly runs: RunManager;
  readonly history: History;
  readonly archive: Archive;
  readonly pins: Pins;
  readonly panels: Panels;
  readonly previews: Previews;
  readonly workers: Workers;
  /** Processor cores: as many workers make a sweep. */
  readonly cores: number;
  readonly sweeps: SweepResults;
  readonly reports: ValidationReports;
  readonly ran: RanScenarios;
}
