// The seam to the editor: panel and preview never touch the editor's interface but here. In the editor it is acquireVsCodeApi; on a plain page
// (tests, a look in a browser) it is the page itself. Which one is chosen follows from what is there, without any script in the HTML.
import type { Guard } from '../core/protocol/checks';
import type { Envelope } from '../core/protocol/messages';

/** The other side of a page that posts such messages and keeps such a memory. */
export interface Host<Message, Memory> {
  post(envelope: Envelope<Message>): void;
  /** Calls `receive` with whatever arrives, unchecked. */
  listen(receive: (data: unknown) => void): void;
  /** What was kept, if this version of the page understands it. */
  remembered(): Memory | null;
  remember(memory: Memory): void;
}

/** What a page host dispatches on the window for each message that the page posts: a CustomEvent with the envelope as detail. */
export const postedEvent = 'migration-lab-posted';

/** The host of this page; `isMemory` tells what this version understands of what was kept. */
export function findHost<Message, Memory>(isMemory: Guard<Memory>): Host<Message, Memory> {
  const understood = (state: unknown): Memory | null => (isMemory(state) ? state : null);
  return typeof acquireVsCodeApi === 'function' ? editorHost(understood) : pageHost(window, understood);
}

function editorHost<Message, Memory>(understood: (state: unknown) => Memory | null): Host<Message, Memory> {
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
function pageHost<Message, Memory>(page: Window, understood: (state: unknown) => Memory | null): Host<Message, Memory> {
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
function listenTo(page: Window): Host<never, never>['listen'] {
  return (receive) => {
    page.addEventListener('message', (event: MessageEvent<unknown>) => {
      receive(event.data);
    });
  };
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
