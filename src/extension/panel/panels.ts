// The open panels, one a scenario: opens, finds again, takes over what the editor restores.
import * as vscode from 'vscode';
import type { Experiment } from '../runs/experiment';
import { PanelController, type PanelServices, panelViewType } from './controller';
import { pageOptions } from './page';

export class Panels {
  private readonly byScenario = new Map<string, PanelController>();

  constructor(private readonly services: PanelServices) {}

  /**
   * Shows the scenario's panel: the open one where it is, else a new one beside the active editor. The focus stays. A fresh experiment has just been
   * started to be watched.
   */
  open(scenario: vscode.Uri, isFresh = false): PanelController {
    const open = this.find(scenario);
    if (open !== undefined) {
      open.panel.reveal(undefined, true);
      return open;
    }
    const place = { viewColumn: this.columnFor(), preserveFocus: true };
    const options = pageOptions(this.services.extensionUri);
    return this.control(vscode.window.createWebviewPanel(panelViewType, '', place, options), scenario, isFresh);
  }

  /** Takes over a panel that the editor brought back; a second one for the same scenario is closed. */
  adopt(panel: vscode.WebviewPanel, scenario: vscode.Uri): void {
    if (this.find(scenario) === undefined) this.control(panel, scenario, false);
    else panel.dispose();
  }

  find(scenario: vscode.Uri): PanelController | undefined {
    return this.byScenario.get(scenario.toString());
  }

  /** The panel that has the focus among the editor's tabs. */
  active(): PanelController | undefined {
    return this.all().find(({ panel }) => panel.active);
  }

  all(): readonly PanelController[] {
    return [...this.byScenario.values()];
  }

  /** Whether an open panel shows the experiment: it shows the newest of its scenario. */
  shows(experiment: Experiment): boolean {
    return (
      this.byScenario.has(experiment.scenarioUri) &&
      this.services.store.newest(experiment.scenarioUri)?.experimentId === experiment.experimentId
    );
  }

  dispose(): void {
    for (const controller of this.all()) controller.dispose();
  }

  /** Where a new panel goes: with the others, as long as that does not cover the active editor. */
  private columnFor(): vscode.ViewColumn {
    const active = vscode.window.activeTextEditor?.viewColumn;
    const others = this.all().flatMap(({ panel }) => panel.viewColumn ?? []);
    return others.find((column) => column !== active) ?? vscode.ViewColumn.Beside;
  }

  private control(panel: vscode.WebviewPanel, scenario: vscode.Uri, isFresh: boolean): PanelController {
    const address = scenario.toString();
    const forget = (): void => {
      this.byScenario.delete(address);
    };
    const controller = new PanelController(panel, scenario, this.services, forget, isFresh);
    this.byScenario.set(address, controller);
    return controller;
  }
}
