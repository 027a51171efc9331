// Draws media/icon.png, the extension's picture: a guest's pages on their way from one host to another, the hot ones last.
// Run it after a change of the drawing: node scripts/icon.mjs. Needs Node alone; the same bytes with the same zlib.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

const size = 256;
/** Samples a pixel and axis, for smooth edges. */
const samples = 4;

const mix = (a, b, share) => a.map((value, i) => value + (b[i] - value) * share);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Signed distance to a box with round corners: negative inside. */
function roundBox(x, y, centerX, centerY, halfWidth, halfHeight, radius) {
  const dx = Math.abs(x - centerX) - halfWidth + radius;
  const dy = Math.abs(y - centerY) - halfHeight + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

const night = [18, 38, 58];
const dusk = [33, 74, 104];
const pale = [214, 232, 244];
const cold = [86, 180, 233];
const hot = [230, 159, 0];

/** Two hosts of 3 x 5 pages; at the source only the hot pages are left, the rest has arrived. */
const rows = 5;
const columns = 3;
const hotPages = new Set(['0,1', '1,3', '2,2']);
const cell = 15;
const pitch = 21;

function hostCells(centerX, isSource) {
  return Array.from({ length: rows * columns }, (_, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const isHot = hotPages.has(`${column},${row}`);
    return {
      x: centerX + (column - (columns - 1) / 2) * pitch,
      y: 128 + (row - (rows - 1) / 2) * pitch,
      color: isHot ? hot : cold,
      opacity: isSource === isHot ? 1 : 0.2,
    };
  });
}

const hosts = [62, 194];
const cells = [...hostCells(62, true), ...hostCells(194, false)];

/** The arrow between the hosts: distance to its shaft and head. */
function arrow(x, y) {
  const shaft = roundBox(x, y, 123, 128, 15, 3.5, 3.5);
  const head = Math.max(Math.abs(y - 128) - (146 - x), 128 - x);
  return Math.min(shaft, head);
}

/** Colour of a point, with its opacity. */
function colorAt(x, y) {
  if (roundBox(x, y, 128, 128, 128, 128, 52) > 0) return [0, 0, 0, 0];
  let color = mix(dusk, night, clamp((x + y) / 512, 0, 1));
  for (const center of hosts) {
    const edge = roundBox(x, y, center, 128, 41, 62, 14);
    if (edge < 0) color = mix(color, edge > -4 ? pale : night, edge > -4 ? 0.9 : 0.55);
  }
  for (const { x: cx, y: cy, color: own, opacity } of cells) {
    if (roundBox(x, y, cx, cy, cell / 2, cell / 2, 3) < 0) color = mix(color, own, opacity);
  }
  if (arrow(x, y) < 0) color = pale;
  return [...color, 255];
}

function pixelAt(column, row) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < samples * samples; i++) {
    const x = column + ((i % samples) + 0.5) / samples;
    const y = row + (Math.floor(i / samples) + 0.5) / samples;
    const [r, g, b, a] = colorAt(x, y);
    sum[0] += r * a;
    sum[1] += g * a;
    sum[2] += b * a;
    sum[3] += a;
  }
  const alpha = sum[3];
  if (alpha === 0) return [0, 0, 0, 0];
  return [sum[0] / alpha, sum[1] / alpha, sum[2] / alpha, alpha / (samples * samples)].map(Math.round);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A chunk of a PNG file: length, type, data, checksum (PNG specification, section 5.3). */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

function png() {
  const lines = [];
  for (let row = 0; row < size; row++) {
    const line = [0];
    for (let column = 0; column < size; column++) line.push(...pixelAt(column, row));
    lines.push(Buffer.from(line));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, RGBA
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

writeFileSync(fileURLToPath(new URL('../media/icon.png', import.meta.url)), png());
