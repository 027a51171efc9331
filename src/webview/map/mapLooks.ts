// What the classes of a memory map look like in a theme: a fill and a mark each, so that colour is never alone. Hollow is what is not there yet, solid
// what is; what will have to be sent again is bright, and what is held back has a stroke; what was fetched on demand has a bar. Tiers and times sent are steps of lightness of one hue.
import type { PageState } from '../../core/engine/frames';
import { tierColors } from '../palette';
import { type Theme, type ThemeKind, isLight } from '../theme';
import type { MapClass } from './mapClasses';

export type CellMark = 'none' | 'frame' | 'dot' | 'hole' | 'stroke' | 'bar';

/** Colours as CSS knows them. */
export interface CellLook {
  readonly fill: string;
  readonly mark: CellMark;
  /** Of the mark. */
  readonly ink: string;
}

type StateColors = Readonly<Record<'empty' | 'current' | 'dirty' | 'held' | 'stroke', string>>;

/** Blue and orange stay apart under every colour-vision deficiency, and by lightness too, about 3:1 between them and from the background. */
const stateColors: Readonly<Record<ThemeKind, StateColors>> = {
  dark: { empty: '#6e757d', current: '#3776a9', dirty: '#ffc04d', held: '#ff7dbb', stroke: '#1f1f1f' },
  light: { empty: '#8b9198', current: '#589acf', dirty: '#7d3200', held: '#a8216a', stroke: '#ffffff' },
  'high-contrast': { empty: '#8a8a8a', current: '#2a6cb0', dirty: '#ffc04d', held: '#ff6ab5', stroke: '#000000' },
  'high-contrast-light': { empty: '#7a7a7a', current: '#589acf', dirty: '#7d3200', held: '#8f0055', stroke: '#ffffff' },
};

/** The look of a class. */
export function cellLook(cellClass: MapClass, theme: Theme): CellLook {
  const { background } = theme;
  if (cellClass.kind === 'state') return stateLook(cellClass.state, stateColors[theme.kind], background);
  const { step, of, kind } = cellClass;
  const colors = tierColors(of, isLight(theme.kind));
  const fill = colors[step] ?? background;
  // Never sent is hollow here too.
  return kind === 'sent' && step === 0
    ? { fill: background, mark: 'frame', ink: stateColors[theme.kind].empty }
    : { fill, mark: 'none', ink: fill };
}

function stateLook(state: PageState, colors: StateColors, background: string): CellLook {
  switch (state) {
    case 'zero':
      return { fill: background, mark: 'dot', ink: colors.empty };
    case 'unsent':
      return { fill: background, mark: 'frame', ink: colors.empty };
    case 'current':
      return { fill: colors.current, mark: 'none', ink: colors.current };
    case 'dirty':
      return { fill: colors.dirty, mark: 'none', ink: colors.dirty };
    case 'owed':
      return { fill: colors.dirty, mark: 'hole', ink: background };
    case 'held':
      return { fill: colors.held, mark: 'stroke', ink: colors.stroke };
    case 'faulted':
      return { fill: colors.held, mark: 'bar', ink: colors.stroke };
  }
}
