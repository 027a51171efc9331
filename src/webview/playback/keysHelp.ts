// The keys of the panel, in a list that opens from the control bar.
import { make } from '../ui/dom';
import { createIcon } from '../ui/icons';

const keys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Space'], does: 'Play or pause' },
  { keys: [',', '.'], does: 'One frame back or forward' },
  { keys: ['←', '→'], does: 'On the time slider: one round of the baseline back or forward' },
  { keys: ['Page Down', 'Page Up'], does: 'On the time slider: a tenth of the time back or forward' },
  { keys: ['Home', 'End'], does: 'On the time slider: to the start, to the end' },
  { keys: ['←', '→'], does: 'On a chart: read its points one by one' },
  { keys: ['?'], does: 'This list' },
];

/** A closed list under the word Keyboard; Escape and a click elsewhere close it. */
export function createKeysHelp(): HTMLElement {
  const rows = keys.map((row) => {
    const names = row.keys.flatMap((key, index) => [
      ...(index > 0 ? [document.createTextNode(' ')] : []),
      make('kbd', { text: key }),
    ]);
    return make('tr', {}, make('th', { attributes: { scope: 'row' } }, ...names), make('td', { text: row.does }));
  });
  const summary = make(
    'summary',
    { attributes: { 'aria-label': 'Keyboard', title: 'Keyboard' } },
    createIcon('keyboard'),
  );
  const help = make(
    'details',
    { class: 'time-keys' },
    summary,
    make(
      'div',
      { attributes: { tabindex: '-1' } },
      make('table', { attributes: { 'aria-label': 'Keys' } }, make('tbody', {}, ...rows)),
    ),
  );
  help.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !help.open) return;
    help.open = false;
    summary.focus();
  });
  help.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && help.contains(relatedTarget))) help.open = false;
  });
  return help;
}

/** Opens or closes the list on the page. */
export function toggleKeysHelp(within: ParentNode): void {
  const help = within.querySelector<HTMLDetailsElement>('details.time-keys');
  if (!help) return;
  help.open = !help.open;
  if (help.open) help.querySelector('summary')?.focus();
}
