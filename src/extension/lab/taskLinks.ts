// The links of a task. Files are linked by their names, which works in any reader of Markdown; what runs something is a link of the product's own scheme, where the
// editor's preview hands those on, and words that say where the same is found are always there.
import * as vscode from 'vscode';
import { labLinkAddress, type LabLink } from '../../core/lab/links';
import { isScenarioFile } from '../../core/scenario/dataFiles';
import type { TaskLinks } from '../../core/lab/task';

/** The address of this extension in the product's scheme. */
export function linkBase(extensionId: string): string {
  return `${vscode.env.uriScheme}://${extensionId}`;
}

/** In a browser the Markdown preview hands on `vscode:` alone, and drops every other scheme without a word. */
export function canLink(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop || vscode.env.uriScheme === 'vscode';
}

/** `lab`: its file, from the workspace's folder; `base`: null where links to the editor lead nowhere. */
export function taskLinks(lab: string, base: string | null): Required<TaskLinks> {
  const to = (link: Partial<LabLink> & Pick<LabLink, 'action'>): string =>
    base === null ? '' : labLinkAddress(base, { lab, file: null, checks: [], ...link });
  const linked = (words: string, address: string): string => (address === '' ? '' : `[${words}](${address})`);
  const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');
  return {
    open: (file) => {
      const open = vscode.l10n.t('Open [{0}]({1})', file, encodeURI(file));
      if (file.endsWith('.policy.js'))
        return joined(open, linked(vscode.l10n.t('Make another policy from a template'), to({ action: 'new-policy' })));
      if (!isScenarioFile(file)) return open;
      const run = linked(vscode.l10n.t('Run it'), to({ action: 'run', file }));
      return run === '' ? vscode.l10n.t('{0}; *Run* stands above its algorithms.', open) : joined(open, run);
    },
    check: (checks) => linked(vscode.l10n.t('Run these checks'), to({ action: 'check', checks })),
    end: () => {
      const actions = joined(
        linked(vscode.l10n.t('Run the public checks'), to({ action: 'check' })),
        linked(vscode.l10n.t('Export the submission'), to({ action: 'export' })),
      );
      const words = vscode.l10n.t(
        'The beaker at the top of this page runs the public checks, and the box beside it writes the one file that you hand in: *Migration Lab: Run Public Checks* and *Migration Lab: Export Submission* in the command palette. What the checks found stands in the **Testing** view, under *Migration Lab: Public Checks*; the eye there runs them again at every save.',
      );
      return [actions, words].filter((part) => part !== '').join('\n\n');
    },
  };
}
