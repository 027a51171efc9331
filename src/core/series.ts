// The mark that an algorithm has by its position in the file, beside its colour, so that nothing is told by colour alone. Panel and editor share it.

export type Mark = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'star';

/** As many algorithms as a scenario is compared by at once. */
export const seriesCount = 6;

const marks: readonly Mark[] = ['square', 'circle', 'triangle', 'diamond', 'cross', 'star'];

const glyphs: Readonly<Record<Mark, string>> = {
  square: '■',
  circle: '●',
  triangle: '▲',
  diamond: '◆',
  cross: '✚',
  star: '★',
};

/** The mark of the algorithm at a position of the file. */
export function markOf(index: number): Mark {
  return marks[index % seriesCount] ?? 'square';
}

/** The mark as a character. */
export function glyphOf(index: number): string {
  return glyphs[markOf(index)];
}
