// Plain tables for a terminal; bold and dim only where the terminal shows them.

/** Whether escape codes may be used. */
export interface Style {
  readonly colour: boolean;
}

export function heading(text: string, { colour }: Style): string {
  return colour ? `\u001b[1m${text}\u001b[22m` : text;
}

function dim(text: string, { colour }: Style): string {
  return colour ? `\u001b[2m${text}\u001b[22m` : text;
}

/** Lines up cells; `align` has one letter a column, l or r. A head without a title is left out. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: string,
  style: Style,
): string {
  const widths = head.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - width(cell));
        return align[column] === 'l' ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd();
  const hasHead = head.some((title) => title !== '');
  return [...(hasHead ? [dim(line(head), style)] : []), ...rows.map(line)].map((text) => `  ${text}`).join('\n');
}

/** Columns that a text takes: every character used here is one wide. */
function width(text: string): number {
  return Array.from(text).length;
}
