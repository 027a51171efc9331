// Keys that work anywhere in the panel, as long as the focus is not in a control that has its own use for them.

export interface PanelKeys {
  readonly playOrPause: () => void;
  readonly stepFrame: (direction: 'back' | 'forward') => void;
  readonly toggleHelp: () => void;
}

/** What keeps its keys for itself; the slider gives Space away. */
const takesKeys =
  'ml-button, ml-checkbox, button, a, summary, select, textarea, input:not([type=range]), [contenteditable]';

/** Listens on the page; returns how to stop. */
export function listenToKeys(page: Document, keys: PanelKeys): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = actionOf(event.key, keys);
    if (!act || (event.target instanceof Element && event.target.closest(takesKeys))) return;
    event.preventDefault();
    act();
  };
  page.addEventListener('keydown', pressed);
  return () => {
    page.removeEventListener('keydown', pressed);
  };
}

function actionOf(key: string, keys: PanelKeys): (() => void) | null {
  switch (key) {
    case ' ':
      return keys.playOrPause;
    case ',':
      return () => {
        keys.stepFrame('back');
      };
    case '.':
      return () => {
        keys.stepFrame('forward');
      };
    case '?':
      return keys.toggleHelp;
    default:
      return null;
  }
}
