// The trees of open scenarios, one a version of a document: what outline, navigation and colours read. Unlike a check they need no files and no rules,
// and they are there for a file with errors too. The parser is loaded at the first one.
import type * as vscode from 'vscode';
import type { ParsedText } from '../../core/scenario/parse';

interface KnownTree {
  readonly version: number;
  readonly parsed: Promise<ParsedText>;
}

const known = new WeakMap<vscode.TextDocument, KnownTree>();

async function parse(text: string): Promise<ParsedText> {
  const { parseScenario } = await import('../../core/scenario/parse');
  return parseScenario(text);
}

/** The tree of a document as it is now. */
export function parsedScenario(document: vscode.TextDocument): Promise<ParsedText> {
  const found = known.get(document);
  if (found?.version === document.version) return found.parsed;
  const parsed = parse(document.getText());
  known.set(document, { version: document.version, parsed });
  return parsed;
}
