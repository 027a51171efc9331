// The panel's controls, and the only file that knows the component toolkit (@vscode/webview-ui-toolkit 1.4.0, no longer maintained:
// docs/toolkit.md). Replacing it means to write this file anew. Our own tag prefix keeps it apart from any other library.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox } from '@vscode/webview-ui-toolkit';
import { type Icon, createIcon, setIcon } from './icons';

/** Makes the controls known to the page; to be called once, before any is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().withPrefix('ml').register(vsCodeButton(), vsCodeCheckbox());
}

export type ButtonLook = 'primary' | 'secondary';

/** A button with a text. */
export function createButton(text: string, look: ButtonLook, pressed: () => void): HTMLElement {
  const button = document.createElement('ml-button');
  button.setAttribute('appearance', look);
  button.textContent = text;
  button.addEventListener('click', pressed);
  return button;
}

export interface Checkbox {
  readonly element: HTMLElement;
  readonly set: (checked: boolean) => void;
}

/** A checkbox with a text; `changed` gets the new value when a person changes it. */
export function createCheckbox(text: string, checked: boolean, changed: (checked: boolean) => void): Checkbox {
  const element = document.createElement('ml-checkbox');
  // The toolkit's own property, once its element is known to the page.
  const box = element as HTMLElement & { checked?: boolean };
  element.textContent = text;
  element.toggleAttribute('checked', checked);
  // It tells of every change, also of one that a program makes.
  let shown = checked;
  element.addEventListener('change', () => {
    const now = box.checked === true;
    if (now === shown) return;
    shown = now;
    changed(now);
  });
  return {
    element,
    set(wanted) {
      if (shown === wanted) return;
      shown = wanted;
      box.checked = wanted;
    },
  };
}

/** A button with a picture, which changes with what it does. */
export interface IconButton {
  readonly element: HTMLElement;
  /** `name` is what a screen reader and the tip say. */
  look(icon: Icon, name: string): void;
}

export function createIconButton(
  icon: Icon,
  name: string,
  appearance: 'icon' | 'primary',
  pressed: () => void,
): IconButton {
  const element = document.createElement('ml-button');
  const picture = createIcon(icon);
  element.setAttribute('appearance', appearance);
  element.append(picture);
  element.addEventListener('click', pressed);
  const look = (next: Icon, nextName: string): void => {
    setIcon(picture, next);
    element.setAttribute('aria-label', nextName);
    element.title = nextName;
  };
  look(icon, name);
  return { element, look };
}

export interface Dropdown<Value extends string> {
  readonly element: HTMLSelectElement;
  set(value: Value): void;
}

/**
 * One of a few values. The browser's own list in VS Code's colours, not the toolkit's: it opens over everything, also at the edge of a narrow panel, and
 * every screen reader knows it.
 */
export function createDropdown<Value extends string>(
  name: string,
  options: readonly { readonly value: Value; readonly text: string }[],
  changed: (value: Value) => void,
): Dropdown<Value> {
  const element = document.createElement('select');
  element.className = 'dropdown';
  element.setAttribute('aria-label', name);
  element.title = name;
  for (const { value, text } of options) element.append(new Option(text, value));
  element.addEventListener('change', () => {
    const chosen = options[element.selectedIndex];
    if (chosen) changed(chosen.value);
  });
  return {
    element,
    set(value) {
      if (element.value !== value) element.value = value;
    },
  };
}
