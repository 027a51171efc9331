// The panel's controls, and the only file that knows the component toolkit (@vscode/webview-ui-toolkit 1.4.0, no longer maintained:
// docs/toolkit.md). Replacing it means to write this file anew. Our own tag prefix keeps it apart from any other library.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

/** Makes the controls known to the page; to be called once, before any is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().withPrefix('ml').register(vsCodeButton(), vsCodeCheckbox(), vsCodeProgressRing());
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

/** A checkbox with a text; `changed` gets the new value when a person changes it. */
export function createCheckbox(text: string, checked: boolean, changed: (checked: boolean) => void): HTMLElement {
  const box = document.createElement('ml-checkbox');
  box.textContent = text;
  box.toggleAttribute('checked', checked);
  box.addEventListener('change', () => {
    changed('checked' in box && box.checked === true);
  });
  return box;
}

/** A ring that says 'something is under way', named for those who do not see it. */
export function createProgressRing(name: string): HTMLElement {
  const ring = document.createElement('ml-progress-ring');
  ring.setAttribute('aria-label', name);
  return ring;
}
