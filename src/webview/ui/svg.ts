// Making small SVG pictures: one on the page costs little, where each canvas is a layer of its own that every frame of the page pays for.

const namespace = 'http://www.w3.org/2000/svg';

/** A new SVG element with its attributes and children. */
export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
