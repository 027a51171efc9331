// The page of the panel: a frame for the built bundle under a strict Content Security Policy, without any data (that comes by message).
// Scripts run by nonce alone; styles, fonts and pictures come from the panel's own folder. The component toolkit probes the page with a
// <style> element that takes its nonce from <meta property="csp-nonce">.

export interface PageParts {
  /** The editor's source expression for the panel's own resources (`webview.cspSource`). */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly nonce: string;
  readonly title: string;
  /** Language of the texts, for screen readers: a BCP 47 tag. */
  readonly language: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** The policy: nothing but what is named. */
export function contentSecurityPolicy({ cspSource, nonce }: Pick<PageParts, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

export function panelPage(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escaped(parts.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(parts))}" />
    <meta property="csp-nonce" content="${escaped(parts.nonce)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(parts.title)}</title>
    <link rel="stylesheet" href="${escaped(parts.styleUri)}" />
  </head>
  <body>
    <div id="panel"></div>
    <script nonce="${escaped(parts.nonce)}" src="${escaped(parts.scriptUri)}"></script>
  </body>
</html>
`;
}
