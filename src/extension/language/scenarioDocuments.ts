// Which documents are scenarios, and what the check says about them: one check a version of a document, shared by problems, lenses, fixes and runs.
// The checker (and the YAML parser with it) is loaded at the first check, not at activation.
import type * as vscode from 'vscode';
import type { checkScenario } from '../../core/scenario/check';

export const languageId = 'migration-scenario';

/** All scenarios, wherever they are stored. */
export const scenarioSelector: vscode.DocumentSelector = { language: languageId };

export type CheckedScenario = ReturnType<typeof checkScenario>;

export function isScenarioDocument(document: vscode.TextDocument): boolean {
  return document.languageId === languageId;
}

export class ScenarioDocuments {
  private readonly checks = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly result: Promise<CheckedScenario> }
  >();

  /** What the check says about the document as it is now. */
  check(document: vscode.TextDocument): Promise<CheckedScenario> {
    const known = this.checks.get(document);
    if (known?.version === document.version) return known.result;
    const result = check(document.getText());
    this.checks.set(document, { version: document.version, result });
    return result;
  }
}

async function check(text: string): Promise<CheckedScenario> {
  const { checkScenario } = await import('../../core/scenario/check');
  return checkScenario(text);
}
