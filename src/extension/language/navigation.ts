// Going from names to where they come from and where they are used, renaming them, and opening what a scenario names.
import * as vscode from 'vscode';
import type { FileTarget, PlaceTarget } from '../../core/language/navigate';
import type { WorkspaceFiles } from '../dataFiles/workspaceFiles';
import { parsedScenario } from './parsedScenarios';
import { editorRange } from './ranges';
import { scenarioSelector } from './scenarioDocuments';

const navigate = () => import('../../core/language/navigate');
const renaming = () => import('../../core/language/rename');

const startOfFile = new vscode.Range(0, 0, 0, 0);

function definitions(files: WorkspaceFiles): vscode.DefinitionProvider {
  const linkTo = (
    document: vscode.TextDocument,
    origin: vscode.Range,
    target: PlaceTarget | FileTarget,
  ): vscode.DefinitionLink[] => {
    if (target.kind === 'place')
      return [
        {
          originSelectionRange: origin,
          targetUri: document.uri,
          targetRange: editorRange(document, target.range),
          targetSelectionRange: editorRange(document, target.selection),
        },
      ];
    const file = files.find(document.uri, target.name);
    return file ? [{ originSelectionRange: origin, targetUri: file, targetRange: startOfFile }] : [];
  };
  return {
    async provideDefinition(document, position) {
      const [{ definitionAt }, parsed] = await Promise.all([navigate(), parsedScenario(document)]);
      const definition = definitionAt(parsed.document, document.offsetAt(position));
      if (!definition) return [];
      const origin = editorRange(document, definition.origin);
      return definition.targets.flatMap((target) => linkTo(document, origin, target));
    },
  };
}

const references: vscode.ReferenceProvider = {
  async provideReferences(document, position, { includeDeclaration }) {
    const [{ occurrencesAt }, parsed] = await Promise.all([navigate(), parsedScenario(document)]);
    return occurrencesAt(parsed.document, document.offsetAt(position))
      .filter(({ isDeclaration }) => includeDeclaration || !isDeclaration)
      .map(({ range }) => new vscode.Location(document.uri, editorRange(document, range)));
  },
};

const highlights: vscode.DocumentHighlightProvider = {
  async provideDocumentHighlights(document, position) {
    const [{ occurrencesAt }, parsed] = await Promise.all([navigate(), parsedScenario(document)]);
    return occurrencesAt(parsed.document, document.offsetAt(position)).map(
      ({ range, isDeclaration }) =>
        new vscode.DocumentHighlight(
          editorRange(document, range),
          isDeclaration ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read,
        ),
    );
  },
};

/** The editor shows the message of what is thrown. */
const rename: vscode.RenameProvider = {
  async prepareRename(document, position) {
    const [{ renameableAt }, parsed] = await Promise.all([renaming(), parsedScenario(document)]);
    const found = renameableAt(parsed, document.offsetAt(position));
    if ('refusal' in found) throw new Error(found.refusal);
    return { range: editorRange(document, found.range), placeholder: found.name };
  },
  async provideRenameEdits(document, position, newName) {
    const [{ renameAt }, parsed] = await Promise.all([renaming(), parsedScenario(document)]);
    const edits = renameAt(parsed, document.offsetAt(position), newName);
    if ('refusal' in edits) throw new Error(edits.refusal);
    const change = new vscode.WorkspaceEdit();
    for (const { range, replacement } of edits) change.replace(document.uri, editorRange(document, range), replacement);
    return change;
  },
};

function links(files: WorkspaceFiles): vscode.DocumentLinkProvider {
  return {
    async provideDocumentLinks(document) {
      const [{ addressesOf, filesOf }, parsed] = await Promise.all([
        import('../../core/language/links'),
        parsedScenario(document),
      ]);
      const addresses = addressesOf(parsed.document).map(
        ({ address, range }) => new vscode.DocumentLink(editorRange(document, range), vscode.Uri.parse(address)),
      );
      const named = filesOf(parsed.document).flatMap(({ name, range }) => {
        const file = files.find(document.uri, name);
        return file ? [new vscode.DocumentLink(editorRange(document, range), file)] : [];
      });
      return [...addresses, ...named];
    },
  };
}

/** Definition, references, highlights, rename and links. */
export function provideNavigation(files: WorkspaceFiles): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(scenarioSelector, definitions(files)),
    vscode.languages.registerReferenceProvider(scenarioSelector, references),
    vscode.languages.registerDocumentHighlightProvider(scenarioSelector, highlights),
    vscode.languages.registerRenameProvider(scenarioSelector, rename),
    vscode.languages.registerDocumentLinkProvider(scenarioSelector, links(files)),
  );
}
