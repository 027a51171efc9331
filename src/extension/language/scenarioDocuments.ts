// Which documents are scenarios, and what the check says about them: one check a version of a document and of the files that it names, shared by
// problems, lenses, fixes and runs. The checker (and the YAML parser with it) is loaded at the first check, not at activation.
import type * as vscode from 'vscode';
import type { ScenarioCheck } from '../../core/scenario/check';
import type { DataFiles } from '../../core/scenario/dataFiles';
import type { MapField } from '../../core/scenario/fields';
import type { WorkspaceFiles } from '../dataFiles/workspaceFiles';

export const languageId = 'migration-scenario';

/** All scenarios, wherever they are stored. */
export const scenarioSelector: vscode.DocumentSelector = { language: languageId };

/** Files of host presets, by their names. */
export const hostFilePattern = '**/*.migration-host.{yaml,yml}';

/** What tables describe, so that completion and hovers know it: scenarios, labs (core/lab/fields.ts) and host presets. */
export const describedSelector: vscode.DocumentSelector = [
  { language: languageId },
  { pattern: '**/*.migration-lab.{yaml,yml}' },
  { pattern: hostFilePattern },
];

export interface CheckedScenario extends ScenarioCheck {
  /** The files that the scenario names, as they were when it was checked. */
  readonly files: DataFiles;
}

export function isScenarioDocument(document: vscode.TextDocument): boolean {
  return document.languageId === languageId;
}

/** The top level of a document that is no scenario: a host preset's, or a lab's. */
export async function tableOf(document: vscode.TextDocument): Promise<MapField | undefined> {
  if (isScenarioDocument(document)) return undefined;
  const { hostFileTable, isHostFile } = await import('../../core/scenario/fields');
  return isHostFile(document.uri.path) ? hostFileTable : (await import('../../core/lab/fields')).labTable;
}

interface KnownCheck {
  readonly version: number;
  /** How often the scenario's files had changed. */
  readonly changes: number;
  readonly result: Promise<CheckedScenario>;
}

export class ScenarioDocuments {
  private readonly checks = new WeakMap<vscode.TextDocument, KnownCheck>();
  /** By scenario: how often a file that it names has changed. */
  private readonly changes = new Map<string, number>();

  constructor(readonly files: WorkspaceFiles) {
    files.changes.on((scenarios) => {
      for (const address of scenarios) this.countChange(address);
    });
  }

  /** What the check says about the document as it is now. */
  check(document: vscode.TextDocument): Promise<CheckedScenario> {
    const known = this.checks.get(document);
    const changes = this.changes.get(document.uri.toString()) ?? 0;
    if (known?.version === document.version && known.changes === changes) return known.result;
    const result = check(this.files, document.uri, document.getText());
    this.checks.set(document, { version: document.version, changes, result });
    return result;
  }

  /** As `check`, of the files as they lie there now: not every file system tells of changes. */
  checkAnew(document: vscode.TextDocument): Promise<CheckedScenario> {
    this.countChange(document.uri.toString());
    return this.check(document);
  }

  private countChange(scenario: string): void {
    this.changes.set(scenario, (this.changes.get(scenario) ?? 0) + 1);
  }
}

async function check(files: WorkspaceFiles, scenario: vscode.Uri, text: string): Promise<CheckedScenario> {
  const { checkScenario } = await import('../../core/scenario/check');
  const read = await files.read(scenario, text);
  return { ...checkScenario(text, { files: read }), files: read };
}
