// Characters that cannot be seen, written by an escape in double quotes ("\\e[31m"): a terminal would obey them, and a line of output would break.
// They are refused where a text is read, so that nothing that prints a name or a value has to think of them.
import type { DocumentNode } from './document';
import type { Problem, TextRange } from './problem';
import { firstOf, problem } from './report';

// C0 and C1 with DEL, and the two separators of lines that Unicode adds.
const hiddenSets = {
  none: '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029',
  layout: '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028\\u2029',
} as const;
const hidden = { none: new RegExp(`[${hiddenSets.none}]`), layout: new RegExp(`[${hiddenSets.layout}]`) } as const;

/** The texts without a hidden character, as the source of a regular expression. */
export function visiblePattern(layout: 'layout' | 'none'): string {
  return `^[^${hiddenSets[layout]}]*$`;
}

/** The first hidden character of a text, as 'U+001B'; `layout` lets tabs and line ends pass. */
export function hiddenCharacter(text: string, layout: 'layout' | 'none'): string | null {
  const [character] = hidden[layout].exec(text) ?? [];
  if (character === undefined) return null;
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function refused(text: string, range: TextRange, layout: 'layout' | 'none'): Problem | null {
  const character = hiddenCharacter(text, layout);
  if (character === null) return null;
  return problem('control-character', range, `This text has a control character (${character}): remove it.`);
}

/** The first text of a document with a hidden character. A value may have tabs and line ends here; whether it is a line is its key's to say. */
export function hiddenCharacters(node: DocumentNode | null): Problem | null {
  switch (node?.kind) {
    case 'scalar':
      return refused(node.text, node.range, 'layout');
    case 'list':
      return firstOf(node.items, hiddenCharacters);
    case 'map':
      return firstOf(
        node.entries,
        ({ key, keyRange, value }) => refused(key, keyRange, 'none') ?? hiddenCharacters(value),
      );
    case undefined:
      return null;
  }
}
