// What a person without a mouse meets in a page: every control that Tab leads to, in order, and whether it shows that it has the focus.
import type { Page } from 'playwright-core';

export interface Met {
  /** What a screen reader would call it, as far as its element says. */
  readonly name: string;
  /** It looks different with the focus on it. */
  readonly isMarked: boolean;
}

/** Controls of the page that can be seen and used, by their names. */
export async function controlsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const all = 'a[href], button, input, select, summary, [tabindex="0"], ml-button, ml-checkbox';
    const shown = [...document.querySelectorAll<HTMLElement>(all)].filter(
      (control) => control.checkVisibility({ visibilityProperty: true }) && !control.matches(':disabled, [disabled]'),
    );
    const watched = window as unknown as {
      controls: HTMLElement[];
      looks: string[];
      lookOf: (control: HTMLElement) => string;
    };
    // The toolkit's controls draw their focus inside.
    watched.lookOf = (control) =>
      [control, ...(control.shadowRoot?.querySelectorAll('.control') ?? [])]
        .map((part) => {
          const { outline, outlineOffset, boxShadow, borderColor } = getComputedStyle(part);
          return [outline, outlineOffset, boxShadow, borderColor].join();
        })
        .join();
    watched.controls = shown;
    watched.looks = shown.map(watched.lookOf);
    return shown.map((control) => control.getAttribute('aria-label') ?? control.textContent.trim());
  });
}

/** What Tab leads to from the top of the page on, each control once; `controlsOf` has been asked before. */
export async function tabThrough(page: Page, count: number): Promise<readonly Met[]> {
  const met: Met[] = [];
  await page.evaluate(() => {
    // Tab goes on from where a person clicked last: from here on it begins at the top.
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
  });
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('Tab');
    const one = await page.evaluate(() => {
      const watched = window as unknown as {
        controls: HTMLElement[];
        looks: string[];
        lookOf: (control: HTMLElement) => string;
      };
      const focused = document.activeElement;
      const index = watched.controls.findIndex((control) => control === focused || control.contains(focused));
      const control = watched.controls[index];
      if (!control) return { name: `unknown: ${focused?.outerHTML.slice(0, 80) ?? ''}`, isMarked: false };
      return {
        name: control.getAttribute('aria-label') ?? control.textContent.trim(),
        isMarked: watched.lookOf(control) !== watched.looks[index],
      };
    });
    met.push(one);
  }
  return met;
}
