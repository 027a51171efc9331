// CSS colours as pixels of ImageData: the browser itself reads them, so that every form of colour is understood.

const known = new Map<string, number>();
let context: CanvasRenderingContext2D | null = null;

/** The 32 bits of an opaque pixel of that colour. */
export function pixelOf(color: string): number {
  const found = known.get(color);
  if (found !== undefined) return found;
  context ??= onePixel();
  if (!context) return 0;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [pixel = 0] = new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer);
  known.set(color, pixel);
  return pixel;
}

function onePixel(): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  return canvas.getContext('2d', { alpha: false, willReadFrequently: true });
}
