// A value in its base unit, and what it comes to in this file: pages of memory, pages a second of the link, how often a page is written.
import { xenWire } from '../algorithms/xenRules';
import { bytesPerFullPage } from '../link';
import {
  formatBitRate,
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatNumber,
  formatPageRate,
  formatShare,
  thinSpace,
} from '../metrics/format';
import { findEntry } from '../scenario/document';
import type { DocumentNode } from '../scenario/document';
import { scenarioFields } from '../scenario/fields';
import { portionPages } from '../scenario/layout';
import { parseInterval, parseNumber, parsePortion, parseWriteRate, type NumberKind } from '../scenario/values';
import type { Path } from './place';
import type { Slot } from './slots';

/** What a file says of its guest and its link, as far as it can be read. */
interface Guest {
  readonly pageBytes: number;
  readonly memoryPages: number | null;
  readonly efficiency: number;
}

function textAt(root: DocumentNode, ...path: readonly string[]): string | null {
  let node: DocumentNode | undefined = root;
  for (const key of path) node = findEntry(node, key)?.value;
  return node?.kind === 'scalar' && !node.empty ? node.text : null;
}

function numberOf(kind: NumberKind, text: string | null): number | null {
  const parsed = text === null ? null : parseNumber(kind, text);
  return parsed?.ok ? parsed.value : null;
}

function guestOf(root: DocumentNode): Guest {
  const pageBytes = numberOf('size', textAt(root, 'vm', 'pageSize')) ?? scenarioFields.vm.fields.pageSize.default;
  const memory = numberOf('size', textAt(root, 'vm', 'memory'));
  const efficiency =
    numberOf('share', textAt(root, 'link', 'efficiency')) ?? scenarioFields.link.fields.efficiency.default;
  return { pageBytes, memoryPages: memory === null ? null : memory / pageBytes, efficiency };
}

/** The pages of the region that a path leads into. */
function regionPages(root: DocumentNode, path: Path, { memoryPages, pageBytes }: Guest): number | null {
  const [first, index] = path;
  const list = findEntry(root, 'workload')?.value;
  const region = first === 'workload' && list?.kind === 'list' ? list.items[Number(index)] : undefined;
  const size = region ? textAt(region, 'size') : null;
  const portion = size === null ? null : parsePortion(size, 'bytes');
  return portion?.ok && memoryPages !== null ? portionPages(portion.value, memoryPages, pageBytes) : null;
}

const pagesInWords = (pages: number, { pageBytes }: Guest): string =>
  `${formatCounted(pages, 'page')} of ${formatBytes(pageBytes)}`;

function sizeFacts(bytes: number, guest: Guest, countsPages: boolean): string[] {
  const isWhole = countsPages && bytes > guest.pageBytes && bytes % guest.pageBytes === 0;
  return [formatCounted(bytes, 'byte'), ...(isWhole ? [pagesInWords(bytes / guest.pageBytes, guest)] : [])];
}

/** A share of the whole that its key is a share of; null: the whole is not known, or has no pages. */
function shareOfPages(share: number, key: string, root: DocumentNode, path: Path, guest: Guest): string[] {
  const whole =
    key === 'size' || key === 'zeroPages'
      ? guest.memoryPages
      : key === 'pages' || key === 'start'
        ? regionPages(root, path, guest)
        : null;
  if (key === 'change') return [formatCounted(Math.max(1, Math.round(share * guest.pageBytes)), 'byte')];
  if (whole === null) return [];
  const pages = portionPages({ share }, whole, guest.pageBytes);
  return [pagesInWords(pages, guest), formatBytes(pages * guest.pageBytes)];
}

function writeFacts(text: string, key: string, root: DocumentNode, path: Path, guest: Guest): string[] {
  const rate = parseWriteRate(text);
  if (!rate.ok) return [];
  const perSecond = 'perSecond' in rate.value ? rate.value.perSecond : rate.value.bytesPerSecond / guest.pageBytes;
  const pages = key === 'writes' ? regionPages(root, path, guest) : null;
  const each =
    pages === null || perSecond <= 0 ? [] : [`on average each page once in ${formatDuration(pages / perSecond)}`];
  return [`${formatNumber(perSecond, 6)} page ${key} per second`, ...each];
}

function numberFacts(kind: NumberKind, value: number, key: string, guest: Guest): string[] {
  switch (kind) {
    case 'size':
      return sizeFacts(value, guest, key !== 'pageSize');
    case 'duration':
      return [`${formatNumber(value, 12)}${thinSpace}s`];
    case 'bit-rate': {
      const bytes = (value * guest.efficiency) / 8;
      const pages = bytes / bytesPerFullPage(guest.pageBytes, xenWire);
      const goodput = `${formatBytes(bytes)}/s of goodput at ${formatShare(guest.efficiency)}`;
      return [
        `${formatCount(value)}${thinSpace}bit/s`,
        goodput,
        `${formatPageRate(pages)} of ${formatBytes(guest.pageBytes)}`,
      ];
    }
    case 'megabits':
      return [formatBitRate(value * 1e6)];
    case 'share':
      return [formatNumber(value, 12)];
    case 'count':
    case 'factor':
      return Math.abs(value) >= 1000 ? [formatNumber(value, 12)] : [];
  }
}

function portionFacts(
  text: string,
  bare: 'bytes' | 'share',
  key: string,
  root: DocumentNode,
  path: Path,
  guest: Guest,
): string[] {
  const portion = parsePortion(text, bare);
  if (!portion.ok) return [];
  return 'share' in portion.value
    ? shareOfPages(portion.value.share, key, root, path, guest)
    : sizeFacts(portion.value.bytes, guest, true);
}

function intervalFacts(text: string): string[] {
  const parsed = parseInterval(text);
  if (!parsed.ok || parsed.value.toSeconds === null) return [];
  return [`${formatDuration(parsed.value.toSeconds - parsed.value.fromSeconds)} long`];
}

/** What a value that is written at a path comes to; empty where there is nothing to add. */
export function valueFacts(slot: Slot, text: string, root: DocumentNode, path: Path): string[] {
  return factsOf(slot, text, root, path).filter((fact) => fact.replace(thinSpace, '') !== text);
}

function factsOf(slot: Slot, text: string, root: DocumentNode, path: Path): string[] {
  if (slot.kind !== 'field' && slot.kind !== 'parameter') return [];
  const guest = guestOf(root);
  const { key } = slot;
  const rule = slot.kind === 'field' ? slot.field : slot.parameter;
  switch (rule.kind) {
    case 'write-rate':
      return writeFacts(text, key, root, path, guest);
    case 'portion':
      return portionFacts(text, rule.bare, key, root, path, guest);
    case 'interval':
      return intervalFacts(text);
    case 'count':
    case 'factor':
    case 'share':
    case 'duration':
    case 'size':
    case 'bit-rate':
    case 'megabits': {
      const value = numberOf(rule.kind, text);
      if (value === null) return [];
      const pages = rule.kind === 'share' ? shareOfPages(value, key, root, path, guest) : [];
      return [...numberFacts(rule.kind, value, key, guest), ...pages];
    }
    case 'repeat': {
      const seconds = numberOf('duration', text);
      return seconds === null ? [] : numberFacts('duration', seconds, key, guest);
    }
    default:
      return [];
  }
}
