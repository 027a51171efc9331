// A button that opens a menu, by mouse and keyboard, as the ARIA practices describe it: the arrow keys go round, Home and End to the ends, letters to the
// next entry that begins so, Escape closes and gives the focus back.
import { freshId, make } from './dom';
import { makeSvg } from './svg';

export interface MenuItem {
  readonly text: string;
  /** Of a switch: how it stands; null: not a switch. */
  readonly checked: boolean | null;
  readonly run: () => void;
}

export interface MenuButton {
  readonly element: HTMLElement;
  /** What a screen reader hears. */
  setName(name: string): void;
}

/** With the look 'text' the name is written, with 'icon' it is only heard and shown by hovering. The items are asked for at each opening. */
export function createMenuButton(look: 'icon' | 'text', name: string, items: () => readonly MenuItem[]): MenuButton {
  const menuId = freshId('menu');
  const button = make('button', {
    class: `menu-button ${look}`,
    attributes: { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': menuId },
  });
  if (look === 'icon') button.append(icon('M8 1v8M4.5 6L8 9.5L11.5 6M2 11v3.5h12V11'));
  else button.append(make('span', { text: name }), icon('M4 6l4 4l4-4'));
  const menu = make('div', { class: 'menu', attributes: { role: 'menu', id: menuId } });
  menu.hidden = true;
  const setName = (named: string): void => {
    if (button.title === named) return;
    button.title = named;
    button.setAttribute('aria-label', named);
    menu.setAttribute('aria-label', named);
  };
  setName(name);
  const element = make('div', { class: 'menu-place' }, button, menu);

  const entries = (): readonly HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const close = (giveFocusBack: boolean): void => {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', closeOutside, true);
    if (giveFocusBack) button.focus();
  };
  const closeOutside = (event: Event): void => {
    if (!(event.target instanceof Node && element.contains(event.target))) close(false);
  };
  const open = (at: 'first' | 'last'): void => {
    menu.replaceChildren(...items().map((item) => createEntry(item, close)));
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', closeOutside, true);
    entries()
      .at(at === 'first' ? 0 : -1)
      ?.focus();
  };

  button.addEventListener('click', () => {
    if (menu.hidden) open('first');
    else close(true);
  });
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 'first' : 'last');
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') {
      close(false);
      return;
    }
    if (event.key === 'Escape') close(true);
    else if (!moveFocus(entries(), event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { element, setName };
}

/** Choosing an entry closes the menu; a switch stays, so that what it is about can be chosen next. */
function createEntry({ text, checked, run }: MenuItem, close: (giveFocusBack: boolean) => void): HTMLElement {
  const role = checked === null ? 'menuitem' : 'menuitemcheckbox';
  const entry = make('button', { class: 'menu-entry', text, attributes: { type: 'button', role, tabindex: '-1' } });
  if (checked !== null) entry.setAttribute('aria-checked', String(checked));
  entry.addEventListener('click', () => {
    if (checked === null) close(true);
    else entry.setAttribute('aria-checked', String(entry.getAttribute('aria-checked') !== 'true'));
    run();
  });
  return entry;
}

/** Moves the focus by a key; whether it was one that moves. */
function moveFocus(entries: readonly HTMLElement[], key: string): boolean {
  const current = entries.findIndex((entry) => entry === document.activeElement);
  const wanted = ((): number => {
    switch (key) {
      case 'ArrowDown':
        return (current + 1) % entries.length;
      case 'ArrowUp':
        return (current - 1 + entries.length) % entries.length;
      case 'Home':
        return 0;
      case 'End':
        return entries.length - 1;
      default:
        return beginningWith(entries, key, current);
    }
  })();
  entries[wanted]?.focus();
  return wanted >= 0;
}

/** The next entry that begins with a letter, going round; -1 for other keys and letters. */
function beginningWith(entries: readonly HTMLElement[], key: string, current: number): number {
  if (key.length !== 1 || key === ' ') return -1;
  const order = entries.map((_, index) => (current + 1 + index) % entries.length);
  const begins = (index: number): boolean =>
    entries[index]?.textContent.toLowerCase().startsWith(key.toLowerCase()) === true;
  return order.find(begins) ?? -1;
}

/** A drawing of strokes in a square of 16, in the text's colour. */
function icon(path: string): SVGElement {
  return makeSvg(
    'svg',
    { class: 'menu-icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    makeSvg('path', { d: path }),
  );
}
