// How colours differ. Contrast: WCAG 2.2, 1.4.11. Distance: CIEDE2000 (Sharma, Wu, Dalal 2005). Colour-vision deficiencies: Machado, Oliveira, Fernandes
// 2009, full severity, on linear RGB.
export type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];
/** Normal vision and the three deficiencies, as matrices on linear RGB. */
export const visions: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear sRGB to CIE XYZ (D65), by IEC 61966-2-1; the white point beside it. */
const toXyz: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const white: Triple = [0.95047, 1, 1.08883];

const map = (triple: Triple, change: (value: number, index: 0 | 1 | 2) => number): Triple => [
  change(triple[0], 0),
  change(triple[1], 1),
  change(triple[2], 2),
];
const times = (matrix: Matrix, [a, b, c]: Triple): Triple => {
  const row = (index: 0 | 1 | 2): number => matrix[index][0] * a + matrix[index][1] * b + matrix[index][2] * c;
  return [row(0), row(1), row(2)];
};

function linear(hex: string): Triple {
  const channel = (from: number): number => parseInt(hex.slice(from, from + 2), 16) / 255;
  return map([channel(1), channel(3), channel(5)], (value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
}

/** Of two colours written '#rrggbb', 1 … 21. */
export function contrast(one: string, other: string): number {
  const [bright, dim] = [one, other].map((hex) => times(toXyz, linear(hex))[1]).sort((a, b) => b - a);
  return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05);
}

/** CIE L*a*b* of linear sRGB, as far as a screen can show it. */
function lab(rgb: Triple): Triple {
  const shown = map(rgb, (value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = map(times(toXyz, shown), (value, index) => {
    const share = value / white[index];
    return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const cosine = (angle: number): number => Math.cos((angle * Math.PI) / 180);
const sine = (angle: number): number => Math.sin((angle * Math.PI) / 180);

export function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const seventh = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const stretch = 1 + 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const chroma1 = Math.hypot(a1 * stretch, b1);
  const chroma2 = Math.hypot(a2 * stretch, b2);
  const hue = (a: number, b: number): number => (degrees(Math.atan2(b, a * stretch)) + 360) % 360;
  const [hue1, hue2] = [hue(a1, b1), hue(a2, b2)];
  const grey = chroma1 * chroma2 === 0;

  const turn = hue2 - hue1;
  const hueDifference = grey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const sum = hue1 + hue2;
  const meanHue = grey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const meanLight = (l1 + l2) / 2;
  const meanChroma = (chroma1 + chroma2) / 2;

  const t =
    1 -
    0.17 * cosine(meanHue - 30) +
    0.24 * cosine(2 * meanHue) +
    0.32 * cosine(3 * meanHue + 6) -
    0.2 * cosine(4 * meanHue - 63);
  const light = (l2 - l1) / (1 + (0.015 * (meanLight - 50) ** 2) / Math.sqrt(20 + (meanLight - 50) ** 2));
  const chroma = (chroma2 - chroma1) / (1 + 0.045 * meanChroma);
  const hueStep = (2 * Math.sqrt(chroma1 * chroma2) * sine(hueDifference / 2)) / (1 + 0.015 * meanChroma * t);
  const rotation = -2 * seventh(meanChroma) * sine(60 * Math.exp(-(((meanHue - 275) / 25) ** 2)));
  return Math.sqrt(light ** 2 + chroma ** 2 + hueStep ** 2 + rotation * chroma * hueStep);
}

/** How far apart two colours ('#rrggbb') are for a vision. */
export function distance(one: string, other: string, vision: Matrix): number {
  const [a, b] = [one, other].map((hex) => lab(times(vision, linear(hex))));
  return a && b ? ciede2000(a, b) : 0;
}
