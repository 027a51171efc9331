// The built panel in a real browser: a small server for the bundle and the extension's own page with its content security policy, a page that
// behaves as VS Code's webview does (theme variables, messages), and everything that must stay silent, recorded.
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';
import { type Envelope, type FromPanel, type ToPanel, protocolVersion } from '../../../src/core/protocol/messages';
import { contentSecurityPolicy, panelPage } from '../../../src/extension/panel/html';
import type { ThemeFixture } from './themes';

const bundle = path.join(process.cwd(), 'dist', 'panel');
const nonce = 'c2VjcmV0LW9mLXRoZS1wYW5lbA';

export interface PanelServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the page of a bundle, as it is now, on a free port of this machine. */
export async function servePanel(name: 'panel' | 'preview' = 'panel'): Promise<PanelServer> {
  const [script, style] = [`${name}.js`, `${name}.css`].map((file) => readFileSync(path.join(bundle, file)));
  const server = createServer((request, response) => {
    const file = path.basename(request.url ?? '/');
    if (file === `${name}.js` || file === `${name}.css`) {
      response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/css');
      response.end(file.endsWith('.js') ? script : style);
    } else if (file === '') {
      const parts = {
        cspSource: "'self'",
        nonce,
        scriptUri: `/${name}.js`,
        styleUri: `/${name}.css`,
        title: 'Migration',
        language: 'en',
      };
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', contentSecurityPolicy(parts));
      response.end(panelPage(parts));
    } else {
      // The browser asks for an icon of its own accord; anything else the noise record catches.
      response.statusCode = file === 'favicon.ico' ? 204 : 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: addressOf(server),
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return `http://127.0.0.1:${address.port}/`;
}

/** A headless browser. */
export async function openBrowser(): Promise<Browser> {
  const script = pathToFileURL(path.join(process.cwd(), 'scripts', 'chromium.mjs')).href;
  // A plain script of this repository: its exports are these.
  const { setUpChromium, chromiumArguments } = (await import(script)) as {
    readonly setUpChromium: (say: (text: string) => void) => Promise<string>;
    readonly chromiumArguments: readonly string[];
  };
  return chromium.launch({ executablePath: await setUpChromium(() => undefined), args: [...chromiumArguments] });
}

export interface OpenPage<From extends { readonly type: string }, To> {
  readonly page: Page;
  /** What the panel has posted so far. */
  readonly posted: () => Promise<readonly From[]>;
  /** Sends messages in their order, all at once; the number of the last one. */
  readonly send: (...messages: readonly To[]) => Promise<number>;
  /** Lets a message go missing. */
  readonly lose: () => void;
  readonly waitForPost: (type: From['type']) => Promise<void>;
  readonly setTheme: (theme: ThemeFixture) => Promise<void>;
  /** Of an experiment that has ended: waits until every chart has its picture and its table: those out of sight come last. */
  readonly settled: () => Promise<void>;
  /** A picture of the whole page, out/screenshots/<name>.png. */
  readonly screenshot: (name: string) => Promise<void>;
  /** CSP reports, console errors, page errors and requests to anywhere else: has to stay empty. */
  readonly noise: readonly string[];
  readonly close: () => Promise<void>;
}

export interface OpenPanel extends OpenPage<FromPanel, ToPanel> {
  /** Waits until the panel has acknowledged that so many events are on the screen. */
  readonly drawn: (upTo: number) => Promise<void>;
}

/** How a page is opened. */
export interface PageSetting {
  readonly theme: ThemeFixture;
  readonly width: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Device pixels a CSS pixel. */
  readonly scale?: number;
}

interface Posted {
  readonly envelope: Envelope<unknown>;
  /** Of a message with frames: their bytes, in base 64. */
  readonly bytes: string | null;
}

type WithFrames = Extract<ToPanel, { readonly type: 'frames' }>;

function hasFrames(message: unknown): message is WithFrames {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'frames';
}

interface PostingWindow extends Window {
  posted: Envelope<{ readonly type: string }>[];
}

interface PanelWindow extends Window {
  posted: Envelope<FromPanel>[];
}

/** Opens the panel in a theme and a size; with `reducedMotion` if asked. */
export async function openPanel(browser: Browser, server: PanelServer, setting: PageSetting): Promise<OpenPanel> {
  const opened = await openPage<FromPanel, ToPanel>(browser, server, setting);
  return {
    ...opened,
    async drawn(upTo) {
      // Told by the page rather than asked in every frame: frames that only a test wants would be measured too.
      await opened.page.evaluate(
        (wanted) =>
          new Promise<void>((resolve) => {
            const look = ({ message }: Envelope<FromPanel>): void => {
              if (message.type === 'drawn' && message.upTo === wanted) resolve();
            };
            window.addEventListener('migration-lab-posted', (event) => {
              look((event as CustomEvent<Envelope<FromPanel>>).detail);
            });
            (window as unknown as PanelWindow).posted.forEach(look);
          }),
        upTo,
      );
    },
  };
}

/** Opens the page that is served, panel or preview, and waits until its script is ready. */
export async function openPage<From extends { readonly type: string }, To>(
  browser: Browser,
  server: PanelServer,
  { theme, width, height = 900, reducedMotion = false, scale = 1 }: PageSetting,
): Promise<OpenPage<From, To>> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') noise.push(message.text());
  });
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.address)) noise.push(request.url());
  });
  await page.exposeFunction('reportToTest', (report: string) => noise.push(report));
  await page.addInitScript(() => {
    const panel = window as unknown as PostingWindow & { reportToTest(report: string): void };
    panel.posted = [];
    window.addEventListener('migration-lab-posted', (event) => {
      panel.posted.push((event as CustomEvent<Envelope<{ readonly type: string }>>).detail);
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      panel.reportToTest(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`);
    });
  });
  await page.addInitScript(applyTheme, theme);
  await page.goto(server.address);

  let sequence = 0;
  const opened: OpenPage<From, To> = {
    page,
    noise,
    // What the page posted is what its own types say; the messages of this page are `From`.
    posted: async () =>
      (await page.evaluate(() => (window as unknown as PostingWindow).posted)).map(({ message }) => message as From),
    async send(...messages) {
      const envelopes = messages.map((message): Posted => {
        const envelope = { protocol: protocolVersion, sequence: sequence++, message };
        // Buffers don't cross into the page: their bytes do, as text.
        return { envelope, bytes: hasFrames(message) ? Buffer.from(message.frames.bytes).toString('base64') : null };
      });
      await page.evaluate((data) => {
        for (const { envelope, bytes } of data) {
          if (bytes === null) {
            window.postMessage(envelope);
            continue;
          }
          // Only messages with frames come with bytes.
          const message = envelope.message as { readonly frames: object };
          const buffer = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)).buffer;
          const frames = { ...message.frames, bytes: buffer };
          window.postMessage({ ...envelope, message: { ...message, frames } }, { transfer: [buffer] });
        }
      }, envelopes);
      return sequence - 1;
    },
    lose() {
      sequence++;
    },
    async waitForPost(type) {
      await page.waitForFunction(
        (wanted) => (window as unknown as PostingWindow).posted.some(({ message }) => message.type === wanted),
        type,
      );
    },
    async setTheme(next) {
      await page.evaluate(applyTheme, next);
    },
    settled: () => page.waitForFunction(areDrawn, true).then(() => undefined),
    async screenshot(name) {
      // While a run goes on, charts are drawn in sight only: the window grows to the page.
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.max(height, tall) });
      await page.waitForFunction(areDrawn, false);
      await page.screenshot({ path: path.join(process.cwd(), 'out', 'screenshots', `${name}.png`), fullPage: true });
      await page.setViewportSize({ width, height });
    },
    close: () => context.close(),
  };
  await opened.waitForPost('ready');
  return opened;
}

/** Runs in the page: whether all charts have pictures, and tables if wanted. A canvas that has been drawn has a size of its own. */
function areDrawn(withTables: boolean): boolean {
  return [...document.querySelectorAll('figure.chart')].every((chart) => {
    if (!chart.checkVisibility()) return true;
    const canvas = chart.querySelector('canvas');
    const isPictured = canvas === null || !canvas.checkVisibility() || canvas.style.width !== '';
    const isAbsent = chart.querySelector('.chart-absence')?.checkVisibility() === true;
    return isPictured && (!withTables || isAbsent || chart.querySelector('.chart-table table') !== null);
  });
}

/** Runs in the page: what VS Code does to a webview's page when the theme changes. Before there is a body it waits for one. */
function applyTheme(theme: ThemeFixture): void {
  const apply = (): void => {
    for (const name of [...document.documentElement.style]) {
      if (name.startsWith('--vscode-')) document.documentElement.style.removeProperty(name);
    }
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = theme.bodyClass;
    document.body.dataset['vscodeThemeId'] = theme.name;
  };
  if (document.body as HTMLElement | null) apply();
  else
    new MutationObserver((_, observer) => {
      if (!(document.body as HTMLElement | null)) return;
      observer.disconnect();
      apply();
    }).observe(document, { childList: true, subtree: true });
}
