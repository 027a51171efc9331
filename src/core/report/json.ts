// JSON in pieces: the bytes of JSON.stringify(value, null, 2), without ever holding them in one string, whose length the engine limits
// (a document of some hundred thousand rounds is longer). A list may be any iterable: its items are drawn one by one.

const indent = '  ';

/** Levels of lists and maps that are taken apart: documents, a document, its runs (of a sweep, its points), a run, its rounds. What is deeper is one piece. */
const LEVELS = 5;

/** The text of a value that JSON can hold, piece by piece. */
export function* jsonPieces(value: unknown, levels = LEVELS, margin = ''): Generator<string, void> {
  if (levels === 0 || typeof value !== 'object' || value === null) {
    // No line end stands in a JSON text but those of the layout: texts have them escaped.
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${margin}`);
    return;
  }
  const isList = Symbol.iterator in value;
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const inner = margin + indent;
  let isEmpty = true;
  yield open;
  for (const [key, item] of isList ? numbered(value as Iterable<unknown>) : Object.entries(value)) {
    if (item === undefined && !isList) continue;
    yield `${isEmpty ? '' : ','}\n${inner}${isList ? '' : `${JSON.stringify(key)}: `}`;
    yield* jsonPieces(item ?? null, levels - 1, inner);
    isEmpty = false;
  }
  yield isEmpty ? close : `\n${margin}${close}`;
}

function* numbered(items: Iterable<unknown>): Generator<[string, unknown], void> {
  let index = 0;
  for (const item of items) yield [String(index++), item];
}
