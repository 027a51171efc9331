// The seam to the editor: the panel never touches the editor's interface but here. In the editor it is acquireVsCodeApi; on a plain page
// (tests, a look in a browser) it is the page itself. Which one is chosen follows from what is there, without any script in the HTML.
import type { Envelope, FromPanel, PanelMemory } from '../core/protocol/messages';
import { isPanelMemory } from '../core/protocol/guards';

export interface Host {
  post(envelope: Envelope<FromPanel>): void;
  /** Calls `receive` with whatever arrives, unchecked. */
  listen(receive: (data: unknown) => void): void;
  /** What was kept, if this version of the panel understands it. */
  remembered(): PanelMemory | null;
  remember(memory: PanelMemory): void;
}

/** What a page host dispatches on the window for each message that the panel posts: a CustomEvent with the envelope as detail. */
export const postedEvent = 'migration-lab-posted';

/** The host of this page. */
export function findHost(): Host {
  return typeof acquireVsCodeApi === 'function' ? editorHost() : pageHost(window);
}

function editorHost(): Host {
  const editor = acquireVsCodeApi();
  return {
    post: (envelope) => {
      editor.postMessage(envelope);
    },
    listen: listenTo(window),
    remembered: () => understood(editor.getState()),
    remember: (memory) => {
      editor.setState(memory);
    },
  };
}

/** A host without an editor: posts become events of the page, the memory lasts as long as the page's session. */
function pageHost(page: Window): Host {
  const key = 'migration-lab-panel';
  return {
    post: (envelope) => {
      page.dispatchEvent(new CustomEvent(postedEvent, { detail: envelope }));
    },
    listen: listenTo(page),
    remembered: () => understood(parsed(page.sessionStorage.getItem(key))),
    remember: (memory) => {
      page.sessionStorage.setItem(key, JSON.stringify(memory));
    },
  };
}

/** What arrives is checked by its shape (core/protocol/guards.ts): whoever can post to this page is the editor's own frame around it. */
function listenTo(page: Window): Host['listen'] {
  return (receive) => {
    page.addEventListener('message', (event: MessageEvent<unknown>) => {
      receive(event.data);
    });
  };
}

function understood(state: unknown): PanelMemory | null {
  return isPanelMemory(state) ? state : null;
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
