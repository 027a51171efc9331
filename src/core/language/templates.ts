// The scenarios that 'New Scenario' and completion in an empty file begin with: media/templates/ has their texts.

export interface Template {
  /** The file's name in media/templates, without `.migration.yaml`. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly sentence: string;
  /** A file that lies beside the scenario: its name there, and where the extension has it. */
  readonly beside?: { readonly name: string; readonly source: readonly string[] };
}

/** In the order in which they are offered. */
export const templates: readonly Template[] = [
  {
    id: 'first',
    title: 'A first migration',
    sentence: 'Hot and warm pages over a gigabit link: xen-precopy against hca.',
  },
  {
    id: 'hot-and-cold',
    title: 'Hot and cold pages',
    sentence: 'What counting writes and measuring early are worth, each by itself.',
  },
  {
    id: 'never-converges',
    title: 'A guest that never converges',
    sentence: 'It writes faster than the link carries, so that rounds stop shrinking.',
  },
  {
    id: 'dirty-curve',
    title: 'A measured dirty curve',
    sentence: 'A guest by how many distinct pages it dirtied within windows of some lengths.',
  },
  {
    id: 'trace',
    title: 'A recorded trace',
    sentence: 'A guest by which pages were written when; asks for the folder to put scenario and trace into.',
    beside: { name: 'shop.lmtrace', source: ['examples', 'traces', 'shop.lmtrace'] },
  },
  {
    id: 'sweep',
    title: 'A sweep',
    sentence: 'The same guest at several write rates over two links, each combination in turn.',
  },
];

/** A template's file in media/templates. */
export function templateFile({ id }: Template): string {
  return `${id}.migration.yaml`;
}
