// Reads XML as far as our pictures have it, and throws where it is not well formed: an oracle of its own, which knows nothing of how they are written.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const name = '[A-Za-z][\\w-]*';
const attribute = `\\s+(${name})="([^"<]*)"`;
const token = new RegExp(`<(/?)(${name})((?:${attribute})*)\\s*(/?)>|([^<]+)`, 'gy');
const reference = /&(?:amp|lt|gt|quot|#\d+);/g;

/** Every element in the order of the text. */
export function elementsOf(xml: string): readonly XmlElement[] {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '').trimEnd();
  const elements: XmlElement[] = [];
  const open: string[] = [];
  let position = 0;
  token.lastIndex = 0;
  while (position < body.length) {
    token.lastIndex = position;
    const found = token.exec(body);
    if (!found) throw new Error(`Not well formed: ${body.slice(position, position + 80)}`);
    position = token.lastIndex;
    const [, closing, tag = '', attributes = '', , , selfClosed, text] = found;
    if (text !== undefined) {
      checkText(text, open.length === 0);
      continue;
    }
    if (closing === '/') {
      if (open.pop() !== tag) throw new Error(`</${tag}> closes what is not open`);
      continue;
    }
    elements.push({ name: tag, attributes: attributesOf(attributes) });
    if (selfClosed !== '/') open.push(tag);
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} stay open`);
  return elements;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(new RegExp(attribute, 'g'))].map(([, key = '', value = '']) => {
    checkText(value, false);
    return [key, value] as const;
  });
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`An attribute is there twice: ${text}`);
  return Object.fromEntries(pairs);
}

function checkText(text: string, outside: boolean): void {
  if (text.replaceAll(reference, '').includes('&')) throw new Error(`A bare ampersand: ${text}`);
  if (outside && text.trim() !== '') throw new Error(`Text outside the root: ${text}`);
}
