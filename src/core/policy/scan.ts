// Looks through a policy's text, word by word, for what its sandbox cannot tell by itself: numbers without bounds, imports, and which loop it was that never
// ended. Knows as much of JavaScript's grammar as that takes; what is no JavaScript was refused before.

export interface Token {
  readonly text: string;
  /** In the module's text, from 0. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Comments, texts, names and numbers, single marks. Templates are taken apart by `tokensOf`. */
const pattern =
  /\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\.?\d[\w.]*|\s+|[^]/uy;

/** The words and marks of a module, without comments, blanks and texts; what stands inside a template's `${…}` is among them. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  // Of each template that is open: how many braces are open inside its `${…}`.
  const templates: number[] = [];
  let position = 0;
  let line = 1;
  let lineStart = 0;
  const pass = (text: string): void => {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = position + i + 1;
    }
    position += text.length;
  };
  /** The rest of a template's text, up to its end or to the next `${`. */
  const passTemplate = (): void => {
    const start = position;
    let end = start;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1;
    const opens = source[end] === '$';
    pass(source.slice(start, end + (opens ? 2 : 1)));
    if (opens) templates.push(0);
  };
  while (position < source.length) {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0] ?? source[position] ?? '';
    const inside = templates.at(-1);
    if (text === '`') {
      position++;
      passTemplate();
      continue;
    }
    if (text === '}' && inside === 0) {
      templates.pop();
      position++;
      passTemplate();
      continue;
    }
    if (inside !== undefined && (text === '{' || text === '}'))
      templates[templates.length - 1] = inside + (text === '{' ? 1 : -1);
    if (!/^(?:\s|\/[/*]|['"])/.test(text))
      tokens.push({ text, offset: position, line, column: position - lineStart + 1 });
    pass(text);
  }
  return tokens;
}

/** The line of the first BigInt (`1n`); null: there is none. */
export function lineOfBigInt(source: string): number | null {
  return tokensOf(source).find(({ text }) => /^\.?\d\w*n$/.test(text))?.line ?? null;
}

/** The line of the first import; null: there is none. */
export function lineOfImport(source: string): number | null {
  const tokens = tokensOf(source);
  return tokens.find(({ text }, index) => text === 'import' && tokens[index - 1]?.text !== '.')?.line ?? null;
}

/** The line of the only `throw`: what it throws may tell no line itself. Null: there is none, or more than one. */
export function lineOfThrow(source: string): number | null {
  const [first, ...others] = tokensOf(source).filter(({ text }) => text === 'throw');
  return others.length === 0 ? (first?.line ?? null) : null;
}

interface Loop {
  readonly line: number;
  /** Numbers of its tokens. */
  readonly from: number;
  readonly to: number;
}

/** Where the bracket that opens at a token closes. */
function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i] ?? { text: '' };
    if (text === '(' || text === '{' || text === '[') depth++;
    if (text === ')' || text === '}' || text === ']') depth--;
    if (depth === 0) return i;
  }
  return tokens.length - 1;
}

/** Where a statement ends: at its brace's other half, or at its semicolon. */
function statementEnd(tokens: readonly Token[], from: number): number {
  for (let i = from; i < tokens.length; i++) {
    const { text } = tokens[i] ?? { text: '' };
    if (text === '{') return closingOf(tokens, i);
    if (text === '(' || text === '[') i = closingOf(tokens, i);
    if (text === ';') return i;
  }
  return tokens.length - 1;
}

function loopsOf(tokens: readonly Token[]): Loop[] {
  return tokens.flatMap(({ text, line }, from) => {
    if (tokens[from - 1]?.text === '.') return [];
    if (text === 'do') return [{ line, from, to: statementEnd(tokens, from + 1) }];
    if (text !== 'for' && text !== 'while') return [];
    let open = from + 1;
    if (tokens[open]?.text === 'await') open++;
    if (tokens[open]?.text !== '(') return [];
    return [{ line, from, to: statementEnd(tokens, closingOf(tokens, open) + 1) }];
  });
}

/**
 * The line of the loop that a policy was in when its work was stopped. The interpreter tells the last place with a call before the loop's start, or one inside
 * of it: the loop is the next one inside the innermost loop around that place, else that one itself; outside of all loops, the next one.
 */
export function lineOfLoop(source: string, line: number, column: number): number {
  const tokens = tokensOf(source);
  const at = tokens.findLastIndex((token) => token.line < line || (token.line === line && token.column <= column));
  const loops = loopsOf(tokens);
  const around = loops.filter(({ from, to }) => from <= at && at <= to).at(-1);
  const next = loops.find(({ from }) => from > at && (around === undefined || from <= around.to));
  return (next ?? around)?.line ?? line;
}
