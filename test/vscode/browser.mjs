// Starts the browser that shows the editor to the tests.
import { chromiumArguments, setUpChromium } from '../../scripts/chromium.mjs';

/**
 * @param {(text: string) => void} say told before anything is installed
 */
export async function launchBrowser(say) {
  const executablePath = await setUpChromium(say);
  // playwright-core is there only once the packages are installed.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: chromiumArguments });
}
