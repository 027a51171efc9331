// What the journeys share: a real VS Code in a browser page, driven as a person drives it, by keys and clicks on what is to be seen.
// Where the editor runs comes from test/vscode/screenRing.mjs in an environment variable.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { type Browser, type Frame, type Locator, type Page, chromium } from 'playwright-core';

interface Setting {
  /** The browser's executable, and what makes it run without a screen. */
  readonly chromium: string;
  readonly chromiumArguments: readonly string[];
  /** Folder for the screenshots. */
  readonly screenshots: string;
  /** The folder that the editor opens: a copy of the examples. */
  readonly workspace: string;
  readonly address: string;
  /** The machine's settings: the editor follows changes at once. */
  readonly settings: string;
}

function readSetting(): Setting {
  const text = process.env['MIGRATION_LAB_SCREEN'];
  assert.ok(text, 'start these tests with node test/run.mjs screen');
  // Written by screenRing.mjs, in this shape.
  return JSON.parse(text) as Setting;
}

const setting = readSetting();

/** Long enough for a slow machine; a test that gets here fails. */
const patienceMilliseconds = 60_000;

/** A journey that takes longer hangs. */
const longestMilliseconds = 240_000;

/** One press of F1 may come while the editor still gives the focus away: it is pressed again. */
const paletteMilliseconds = 3_000;

const quickInput = '.quick-input-widget';

/** Waits until `look` gives something; fails saying what was awaited. */
export async function eventually<Value>(awaited: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `waited in vain for ${awaited}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Changes the machine's settings; the rest of them stays. */
export async function changeSettings(changed: Readonly<Record<string, unknown>>): Promise<void> {
  // Written by the rig as a plain map.
  const settings = JSON.parse(await readFile(setting.settings, 'utf8')) as Record<string, unknown>;
  await writeFile(setting.settings, JSON.stringify({ ...settings, ...changed }, null, 2));
}

/** Puts a file into the opened folder. */
export async function writeInWorkspace(name: string, text: string): Promise<void> {
  await writeFile(path.join(setting.workspace, name), text);
}

/** The text of a file in the opened folder; undefined while there is none. */
export async function readInWorkspace(name: string): Promise<string | undefined> {
  return readFile(path.join(setting.workspace, name), 'utf8').then(
    (text) => (text === '' ? undefined : text),
    () => undefined,
  );
}

/** How many elements a frame holds; none if it is about to go. */
const countIn = async (frame: Frame, selector: string): Promise<number> =>
  frame
    .locator(selector)
    .count()
    .catch(() => 0);

let browser: Browser | null = null;

after(async () => {
  await browser?.close();
});

async function theBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({ executablePath: setting.chromium, args: [...setting.chromiumArguments] });
  return browser;
}

/** The window that the journey before has left tidy: opening one takes longer than most journeys. */
let tidyEditor: Editor | null = null;

/**
 * A test that opens a file in a window without any. When it fails, a picture of the window is kept beside the screenshots.
 */
export function journey(name: string, file: string, travel: (editor: Editor) => Promise<void>): void {
  void test(name, { timeout: longestMilliseconds }, async () => {
    // Without a file in the address: an editor that is told to open one restores nothing when its window is reloaded.
    const editor = tidyEditor ?? (await Editor.open(setting.address));
    tidyEditor = null;
    try {
      await editor.show(file);
      await editor.ready(file);
      await travel(editor);
      editor.hasAskedNobody();
    } catch (error) {
      await editor.screenshot(`failed ${name}`.replaceAll(/\W+/g, '-').slice(0, 60));
      await editor.close();
      throw error;
    }
    if (await editor.tidy()) tidyEditor = editor;
    else await editor.close();
  });
}

/** Whether a request stays on this machine. What webviews load has addresses of its own, which the editor answers itself. */
function staysHere(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return !/^(?:http|ws)s?:$/.test(protocol) || hostname === '127.0.0.1' || hostname.endsWith('.vscode-cdn.net');
}

/** VS Code in a page. */
export class Editor {
  /** Its window has another shape than at the beginning. */
  private isRearranged = false;

  private constructor(
    readonly page: Page,
    /** Addresses on other machines that were asked for. */
    private readonly asked: readonly string[],
  ) {}

  /** Opens an address in a browser context of its own: nothing is remembered from another test. */
  static async open(address: string): Promise<Editor> {
    const context = await (await theBrowser()).newContext({ viewport: { width: 1440, height: 900 } });
    const asked: string[] = [];
    const note = (address: string): void => {
      if (!staysHere(address)) asked.push(address);
    };
    context.on('request', (request) => {
      note(request.url());
    });
    const page = await context.newPage();
    page.on('websocket', (socket) => {
      note(socket.url());
    });
    page.setDefaultTimeout(patienceMilliseconds);
    await page.goto(address);
    await page.locator('.monaco-workbench').waitFor();
    return new Editor(page, asked);
  }

  /** Everything works offline, and nothing is sent anywhere. */
  hasAskedNobody(): void {
    assert.deepEqual(this.asked, []);
  }

  /** The file is shown, in the active group or not. */
  private async shown(file: string): Promise<void> {
    await this.page.locator('.tab', { hasText: file }).first().waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** The file is shown in the active group, and its language known. */
  async ready(file: string): Promise<void> {
    await this.shown(file);
    await this.page.locator('#status\\.editor\\.mode', { hasText: 'Migration Scenario' }).waitFor();
  }

  /** Reloads as a person does, so that the editor saves what it keeps. Afterwards the file may be in the active group, or the panel. */
  async reloadWindow(file: string): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.shown(file);
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.choose(`>${title}`, title);
  }

  /** Shows a file of the workspace. */
  async show(file: string): Promise<void> {
    await this.choose(file, file);
    await this.page.locator('.tab.active', { hasText: file }).waitFor();
  }

  /** Types into the quick input and takes the entry that it then offers first, which must carry the label. */
  private async choose(typed: string, label: string): Promise<void> {
    const input = this.page.locator(`${quickInput} input`);
    const chosen = this.page.locator(`${quickInput} .monaco-list-row.focused`, { hasText: label });
    await eventually(`${label} in the quick input`, async () => {
      try {
        await this.page.keyboard.press('F1');
        await input.fill(typed, { timeout: paletteMilliseconds });
        // By the keyboard: rows move under the mouse while the list is being filtered.
        await chosen.waitFor({ timeout: paletteMilliseconds });
        await this.page.keyboard.press('Enter');
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return undefined;
      }
    });
  }

  /** Runs the scenario by the lens above its algorithms. */
  async clickLens(title: string): Promise<void> {
    const lens = this.page.locator('.codelens-decoration a', { hasText: title }).first();
    // The editor redraws its lenses at will; a click on one that is just being replaced does nothing, and a person clicks again.
    await eventually('the panel after a click on the lens', async () => {
      await lens.click({ timeout: paletteMilliseconds }).catch(() => undefined);
      const appears = this.panelTab().waitFor({ timeout: paletteMilliseconds });
      return appears.then(
        () => true,
        () => undefined,
      );
    });
  }

  /** The panel's frame: a webview is a frame in a frame, so it is found by what it holds. */
  async panel(): Promise<Frame> {
    return eventually('the panel', async () => {
      for (const frame of this.page.frames()) {
        const holds = await countIn(frame, '#panel > *');
        if (holds > 0) return frame;
      }
      return undefined;
    });
  }

  /** The panel, once its experiment stands so. */
  async panelIs(status: 'running' | 'finished' | 'cancelled' | 'failed'): Promise<Frame> {
    return eventually(`a panel whose experiment is ${status}`, async () => {
      const frame = await this.panel();
      const found = await countIn(frame, `.head[data-status="${status}"]`);
      return found > 0 ? frame : undefined;
    });
  }

  /** The panel of a finished experiment at the end of its time, as a person who does not want to watch skips to it. */
  async panelAtEnd(): Promise<Frame> {
    const frame = await this.panelIs('finished');
    await frame.getByRole('button', { name: 'Skip to the end' }).click();
    return eventually('figures of the end', async () => {
      const figures = await frame.locator('.lane .figures').allInnerTexts();
      return figures.every((text) => /downtime[^]*total/.test(text)) ? frame : undefined;
    });
  }

  private panelTab(): Locator {
    return this.page.locator('.tab', { hasText: 'Results: ' }).first();
  }

  async closePanel(): Promise<void> {
    await this.panelTab().click({ button: 'middle' });
    await eventually('no panel', async () => {
      const frames = this.page.frames();
      const counts = await Promise.all(frames.map((frame) => countIn(frame, '#panel')));
      return counts.every((count) => count === 0) || undefined;
    });
  }

  /** Closes all that is open, and says whether the window is then as a new one: a journey that has rearranged it leaves none for the next. */
  async tidy(): Promise<boolean> {
    if (this.isRearranged) return false;
    await this.command('View: Close All Editors');
    return this.page
      .waitForFunction(() => document.querySelectorAll('.tab').length === 0, null, { timeout: paletteMilliseconds })
      .then(
        () => true,
        () => false,
      );
  }

  /** Gives the panel the whole window. */
  async panelAlone(): Promise<void> {
    this.isRearranged = true;
    await this.command('View: Toggle Primary Side Bar Visibility');
    await this.panelTab().click();
    await this.command('View: Close Editors in Other Groups');
    await eventually('the panel alone', async () =>
      (await this.page.locator('.tab').count()) === 1 ? true : undefined,
    );
  }

  /** Types at the end of the file, and gives the times between each key and its sign on the screen. */
  async typeAndMeasure(text: string): Promise<number[]> {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+End');
    const milliseconds: number[] = [];
    for (let typed = 1; typed <= text.length; typed += 1) {
      const begin = performance.now();
      await this.page.keyboard.insertText(text.charAt(typed - 1));
      await this.page
        .locator('.editor-instance .view-line', { hasText: text.slice(0, typed) })
        .first()
        .waitFor();
      milliseconds.push(performance.now() - begin);
    }
    return milliseconds;
  }

  /** What is written behind the lines by decorations. */
  async marks(): Promise<string[]> {
    return this.page.locator('.editor-instance .view-line span').evaluateAll((spans) =>
      spans.flatMap((span) => {
        const { content } = getComputedStyle(span, '::after');
        return content.startsWith('"') ? [content.slice(1, -1)] : [];
      }),
    );
  }

  /** Keeps a picture of the whole window for a person to look at. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(setting.screenshots, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
