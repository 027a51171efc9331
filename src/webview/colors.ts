// Colours as numbers: what a theme's variables hold, mixed and written so that pictures outside a browser understand them too. Pure.

/** Red, green and blue 0 … 255, opacity 0 … 1. */
export interface Rgba {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** The colour of a CSS text in one of the forms that editors use (#rgb, #rrggbb, with or without opacity, rgb(), rgba() and transparent); null for others. */
export function parseColor(css: string): Rgba | null {
  const text = css.trim().toLowerCase();
  if (text === 'transparent') return { red: 0, green: 0, blue: 0, alpha: 0 };
  if (/^#[0-9a-f]+$/.test(text)) return parseHex(text.slice(1));
  const inside = /^rgba?\(([^)]*)\)$/.exec(text)?.[1];
  if (inside === undefined) return null;
  const parts = inside.split(/[\s,/]+/).filter((part) => part !== '');
  const [red, green, blue] = parts.map((part) => channelOf(part, 255));
  if (parts.length < 3 || parts.length > 4 || red === undefined || green === undefined || blue === undefined)
    return null;
  const alpha = parts[3] === undefined ? 1 : channelOf(parts[3], 1);
  return [red, green, blue, alpha].every(Number.isFinite) ? { red, green, blue, alpha } : null;
}

function channelOf(text: string, whole: number): number {
  return text.endsWith('%') ? (Number(text.slice(0, -1)) / 100) * whole : Number(text);
}

function parseHex(digits: string): Rgba | null {
  const long = digits.length <= 4 ? digits.replaceAll(/./g, '$&$&') : digits;
  if (long.length !== 6 && long.length !== 8) return null;
  const channel = (at: number): number => parseInt(long.slice(at, at + 2), 16);
  return { red: channel(0), green: channel(2), blue: channel(4), alpha: long.length === 8 ? channel(6) / 255 : 1 };
}

/** '#rrggbb', or '#rrggbbaa' if it is not opaque. */
export function hexOf({ red, green, blue, alpha }: Rgba): string {
  const two = (value: number): string =>
    Math.round(Math.min(255, Math.max(0, value)))
      .toString(16)
      .padStart(2, '0');
  return `#${two(red)}${two(green)}${two(blue)}${alpha < 1 ? two(alpha * 255) : ''}`;
}

/** Mixes two colours in sRGB, `share` (0 … 1) of the first; leaves forms that are not understood to the browser. */
export function mixColors(color: string, other: string, share: number): string {
  const [one, two] = [parseColor(color), parseColor(other)];
  if (!one || !two) return `color-mix(in srgb, ${color} ${Math.round(share * 100)}%, ${other})`;
  const alpha = one.alpha * share + two.alpha * (1 - share);
  const channel = (of: (color: Rgba) => number): number =>
    alpha === 0 ? 0 : (of(one) * one.alpha * share + of(two) * two.alpha * (1 - share)) / alpha;
  return hexOf({ red: channel((c) => c.red), green: channel((c) => c.green), blue: channel((c) => c.blue), alpha });
}

/** The opaque colour that is seen where a colour lies over a background. */
export function seenOver(color: string, background: string): string {
  const [over, under] = [parseColor(color), parseColor(background)];
  if (!over || !under) return color;
  const opaque = hexOf({ ...over, alpha: 1 });
  return over.alpha === 1 ? opaque : mixColors(opaque, background, over.alpha);
}

/** A colour by hue (degrees), saturation and lightness (0 … 1), as '#rrggbb'. */
export function hslColor(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const place = (offset + hue / 30) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  };
  return hexOf({ red: channel(0), green: channel(8), blue: channel(4), alpha: 1 });
}
